"""The deliveries of a run: what the shell does with its sinks, without ever waiting for one while it detects.

Each sink has its thread (`delivery.py`). The shell wakes them after a checkpoint, and waits for them at two moments:
at the start, for `OPEN_S` at most, and at the end, for `FLUSH_S` at most once it was told to stop.
"""

import asyncio
import time
from collections.abc import Callable, Sequence

from streams.outputs.delivery import Delivery
from streams.status.observer import UNOBSERVED, Observer

OPEN_S = 2.0
"""Convention: a file that can't be opened is told at once; one that hangs, such as a FIFO, is no reason to wait."""

FLUSH_S = 5.0
"""Convention: half of the ten seconds that Docker gives a container to stop, the other half is for the checkpoint."""

CLOSE_S = 1.0
"""Convention: what is delivered is durable already, so closing has nothing to wait for."""

TELL_EVERY_S = 2.0
"""How often figures are told, well within Prometheus' usual 15 s."""

_LOOK_S = 0.1


class SinkFailed(OSError):
    """A sink could not take all by the end of a run, for a reason of its own; the next start goes on with it."""


class Deliveries:
    """All deliveries of a run; `observer` is told how each fares, `each_turn` is called as often as `turn`."""

    def __init__(
        self,
        deliveries: Sequence[Delivery],
        observer: Observer = UNOBSERVED,
        monotonic: Callable[[], float] = time.monotonic,
        *,
        each_turn: Callable[[], None] = lambda: None,
    ) -> None:
        self._deliveries = deliveries
        self._observer = observer
        self._monotonic = monotonic
        self._next = monotonic()
        self._each_turn = each_turn

    def open(self) -> None:
        """Called once, after the store is loaded. Raises OSError where a sink's file can't be opened."""
        for delivery in self._deliveries:
            delivery.start(OPEN_S)

    def wake(self) -> None:
        """Alerts were committed."""
        for delivery in self._deliveries:
            delivery.wake()

    def turn(self) -> None:
        """The shell's loop has turned: tell how the sinks fare, when that is due. Raises OutboxLost."""
        self._raise_lost()
        self._each_turn()
        now = self._monotonic()
        if now >= self._next:
            self._next = now + TELL_EVERY_S
            self._tell()

    async def finish(self, stop: asyncio.Event) -> None:
        """Let each take what waits: as long as it takes, but from when `stop` is set for `FLUSH_S` only.

        A sink that fails is asked once more. Raises OSError when one has not taken all, and OutboxLost.
        """
        for delivery in self._deliveries:
            delivery.hurry()
        until: float | None = None
        late: list[Delivery] = []
        for delivery in self._deliveries:
            while not await asyncio.to_thread(delivery.settled, _LOOK_S):
                if stop.is_set() and until is None:
                    until = self._monotonic() + FLUSH_S
                if until is not None and self._monotonic() >= until:
                    late.append(delivery)
                    break
        self._tell()
        self._raise_lost()
        for delivery in self._deliveries:
            match delivery.failure:
                case OSError() as error:
                    raise error
                case BaseException() as error:
                    msg = f"{delivery.name}: the sink failed: {error!r}; what it did not take waits for the next start"
                    raise SinkFailed(msg) from error
        if late:
            names = ", ".join(delivery.name for delivery in late)
            msg = f"{names}: did not take all within {FLUSH_S:.0f} s of the end; the rest waits for the next start"
            raise SinkFailed(msg)

    def close(self) -> None:
        """No more alerts will come; what a sink did not take waits for the next start."""
        for delivery in self._deliveries:
            delivery.end()
        until = self._monotonic() + CLOSE_S
        for delivery in self._deliveries:
            delivery.ended(until - self._monotonic())

    def _raise_lost(self) -> None:
        for delivery in self._deliveries:
            if delivery.lost is not None:
                raise delivery.lost

    def _tell(self) -> None:
        for delivery in self._deliveries:
            self._observer.tell(delivery.fared())
