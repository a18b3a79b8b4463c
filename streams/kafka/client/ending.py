"""Ends a process that was told to stop and hangs in a call that waits for Kafka: its clients wait for ever."""

import logging
import os
import threading
import time
from collections.abc import Callable

_log = logging.getLogger(__name__)

AWAY_S = 8.0
"""What a process that is told to stop gets while Kafka is away: Docker kills one after 10 s."""

_LOOK_S = 0.1


def end_in_time(away: Callable[[], str | None], *, longest_s: float) -> threading.Event:
    """End the process by force after `longest_s`, or after `AWAY_S` where `away` then says that Kafka is away.

    What was not committed is read again by whoever comes next. Returns at once: who sets the event is left alone.
    """
    began, spared = time.monotonic(), threading.Event()

    def wait() -> None:
        while (passed_s := time.monotonic() - began) < longest_s:
            reason = away()
            if passed_s >= AWAY_S and reason is not None:
                _end(passed_s, f", {reason}")
            if spared.wait(_LOOK_S):
                return
        _end(longest_s, "")

    threading.Thread(target=wait, name="end-in-time", daemon=True).start()
    return spared


def _end(after_s: float, reason: str) -> None:
    _log.error(
        "not ended within %.0f s of being told to%s: ending by force; nothing committed is lost", after_s, reason
    )
    logging.shutdown()
    os._exit(1)
