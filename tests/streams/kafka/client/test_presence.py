"""A Kafka that is away is told once, and once when it is back; a real one is in tests/kafka/test_broker_away.py."""

import logging
import re
import threading

import pytest

from streams.kafka.client import presence
from streams.kafka.client.presence import Presence
from streams.kafka.client.settings import KafkaSettings
from tests.patience import PATIENCE_S

NOWHERE = KafkaSettings(bootstrap_servers="127.0.0.1:1,127.0.0.1:2")


class Scripted:
    """Answers as it is told to."""

    there = True

    def __init__(self, settings: KafkaSettings) -> None:
        del settings

    async def answers(self) -> bool:
        return Scripted.there

    async def close(self) -> None:
        """Nothing is open."""


def test_where_nobody_listens_it_is_away_and_says_so_once(caplog: pytest.LogCaptureFixture) -> None:
    told: list[str | None] = []
    with Presence(NOWHERE, told.append) as one:
        assert one.look(PATIENCE_S) == one.look(PATIENCE_S) is not None
        reason = one.reason
    assert reason is not None
    assert re.fullmatch(
        r"Kafka at 127\.0\.0\.1:1,127\.0\.0\.1:2 is away since \d{4}-\S+T\d\d:\d\d:\d\d[+-]\d\d:\d\d", reason
    )
    assert told == [reason]
    assert [record.getMessage() for record in caplog.records] == [f"{reason}, waiting"]


def test_when_it_is_back_that_is_said_once_and_nothing_stands_in_the_way(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(presence, "Caller", Scripted)
    told: list[str | None] = []
    with caplog.at_level(logging.INFO), Presence(NOWHERE, told.append) as one:
        for there in (True, False, False, True, True):
            Scripted.there = there
            assert (one.look(PATIENCE_S) is None) is there
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]
    assert re.fullmatch(r"Kafka at \S+ is back after \d+ s", caplog.records[1].getMessage())
    assert told[1:] == [None]
    assert one.back_at > 0.0


def test_its_thread_ends_with_it() -> None:
    with Presence(NOWHERE) as one:
        one.look(PATIENCE_S)
    assert "kafka-presence" not in {thread.name for thread in threading.enumerate()}
