"""A transaction's end answers in time, or is given up."""

import threading

import pytest
from kafka.errors import KafkaTimeoutError

from streams.kafka.client.transactions import end_within
from tests.patience import PATIENCE_S


def test_what_it_raises_is_raised_here() -> None:
    def refused() -> None:
        msg = "fenced"
        raise ValueError(msg)

    done: list[str] = []
    end_within(PATIENCE_S, lambda: done.append("yes"))
    assert done == ["yes"]
    with pytest.raises(ValueError, match="fenced"):
        end_within(PATIENCE_S, refused)


def test_no_answer_is_not_waited_for_for_ever() -> None:
    answer = threading.Event()

    def waiting() -> None:
        answer.wait(PATIENCE_S)

    with pytest.raises(KafkaTimeoutError, match="no answer within"):
        end_within(0.01, waiting)
    answer.set()
