"""Whether Kafka is there: a thread of its own asks, and says once when nobody answers, and once when one does again.

The clients say the same of each connection at each try, thousands of lines an hour, and some only after half a minute.
Here one connection asks every `LOOK_EVERY_S`; Kafka is away when none of its servers answers. A server that answers
and refuses is there. Nothing is decided by it but what is said, shown as readiness, and how long a stop may take.
"""

import asyncio
import logging
import math
import threading
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from types import TracebackType
from typing import Self

from streams.kafka.client.access import Caller
from streams.kafka.client.settings import KafkaSettings

_log = logging.getLogger(__name__)

LOOK_EVERY_S = 2.0
"""A request of some 50 bytes: readiness tells within seconds, as probes of every 10 s need it."""

CLOSE_WITHIN_S = 5.0
"""How long the end of a look is waited for: a process that ends does not need it."""


class Presence:
    """Looks while it is entered. `told` is called, in its thread, with what to say of a Kafka that is away, or None."""

    def __init__(self, settings: KafkaSettings, told: Callable[[str | None], object] = lambda _: None) -> None:
        self._settings = settings
        self._told = told
        self._stop = threading.Event()
        self._looked = threading.Condition()
        self._looks = 0
        self._poke: Callable[[], None] = lambda: None
        self._thread = threading.Thread(target=self._run, name="kafka-presence", daemon=True)
        self.away_since: float | None = None
        """Since when no server has answered, seconds UTC; None: one does."""
        self.back_at = -math.inf
        """When it came back last, in seconds of the monotonic clock."""

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._poke()
        self._thread.join(CLOSE_WITHIN_S)

    @property
    def reason(self) -> str | None:
        """What to say of a Kafka that is away; None while it is there."""
        since = self.away_since
        if since is None:
            return None
        when = datetime.fromtimestamp(since).astimezone().isoformat(timespec="seconds")
        return f"Kafka at {self._settings.bootstrap_servers} is away since {when}"

    def look(self, within_s: float) -> str | None:
        """Ask now, and wait for the answer; then as `reason`. Not to be called in its own thread."""
        with self._looked:
            # The look under way may have begun before what is asked about, so another one is waited for as well.
            for _ in range(2):
                looks = self._looks
                self._poke()
                self._looked.wait_for(partial(self._looked_since, looks), within_s / 2.0)
        return self.reason

    def _looked_since(self, looks: int) -> bool:
        return self._looks > looks

    def _run(self) -> None:
        asyncio.run(self._watch())

    async def _watch(self) -> None:
        loop, poked = asyncio.get_running_loop(), asyncio.Event()
        self._poke = lambda: _soon(loop, poked)
        caller = Caller(self._settings)
        try:
            while not self._stop.is_set():
                self._found(answers=await caller.answers())
                try:
                    await asyncio.wait_for(poked.wait(), LOOK_EVERY_S)
                except TimeoutError:
                    continue
                poked.clear()
        finally:
            await caller.close()

    def _found(self, *, answers: bool) -> None:
        began = self.away_since
        if not answers and began is None:
            self.away_since = time.time()
            _log.error("%s, waiting", self.reason)
            self._told(self.reason)
        elif answers and began is not None:
            # Said before it counts as back: who reads that may stop this process right after.
            _log.warning("Kafka at %s is back after %.0f s", self._settings.bootstrap_servers, time.time() - began)
            self.back_at, self.away_since = time.monotonic(), None
            self._told(None)
        with self._looked:
            self._looks += 1
            self._looked.notify_all()


def _soon(loop: asyncio.AbstractEventLoop, poked: asyncio.Event) -> None:
    try:
        loop.call_soon_threadsafe(poked.set)
    except RuntimeError:
        # The thread has ended, and its loop with it.
        return
