"""A worker ends within a bounded time, and what a fenced producer leaves behind is told once."""

import asyncio
import subprocess
import sys
from typing import Any

import pytest
from aiokafka.errors import ProducerFenced

from streams.worker.membership import _told, retake_after_s

ENDING = """
import threading
from streams.worker.membership import _end_within
_end_within(0.1)
threading.Event().wait(60)
"""


def test_a_process_that_hangs_when_told_to_stop_is_ended_by_force_and_says_so() -> None:
    done = subprocess.run([sys.executable, "-c", ENDING], check=False, capture_output=True, timeout=30)
    assert done.returncode == 1
    assert b"ending by force" in done.stderr


@pytest.mark.parametrize(
    ("error", "message", "heard"),
    [
        (ProducerFenced(), "Future exception was never retrieved", False),
        (ValueError("ours"), "Future exception was never retrieved", True),
        (ProducerFenced(), "Exception in callback", True),
    ],
)
def test_only_futures_of_producers_that_failed_are_passed_over(error: Exception, message: str, *, heard: bool) -> None:
    class Loop(asyncio.SelectorEventLoop):
        told: dict[str, Any] | None = None

        def default_exception_handler(self, context: dict[str, Any]) -> None:
            self.told = context

    loop = Loop()
    _told(loop, {"message": message, "exception": error})
    loop.close()
    assert (loop.told is not None) == heard


def test_a_lost_partition_is_taken_again_ever_more_seldom_up_to_ten_seconds() -> None:
    assert [retake_after_s(failures) for failures in (0, 1, 2, 3, 4, 5, 100)] == [1.0, 1.0, 2.0, 5.0, 10.0, 10.0, 10.0]
