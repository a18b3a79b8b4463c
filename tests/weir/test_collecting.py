"""How a collector is told to end; what it collects is tested on a real broker, in tests/kafka/test_collecting.py."""

import os
import signal
from pathlib import Path

import pytest

from weir.collecting import _stopped_by_signal

ENDS = (signal.SIGTERM, signal.SIGINT)


@pytest.mark.parametrize("end", ENDS)
def test_a_signal_asks_for_the_end_and_ends_nothing_itself(end: signal.Signals) -> None:
    with _stopped_by_signal() as stop:
        assert not stop.is_set()
        os.kill(os.getpid(), end)
        assert stop.wait(10.0)


def test_signals_mean_afterwards_what_they_meant_before() -> None:
    before = [signal.getsignal(number) for number in ENDS]
    with pytest.raises(OSError, match="absent"), _stopped_by_signal():
        Path("absent").stat()
    assert [signal.getsignal(number) for number in ENDS] == before
