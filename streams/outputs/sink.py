"""What a sink is: it takes formatted alerts to where people or programs read them.

A sink knows neither where alerts wait nor how far it has come. It has a thread of its own (`delivery.py`): it may
block, be slow or raise, and costs detection nothing. What it raised on is given again, so a sink that took a part
of it may see an alert twice, with the same id and revision, and never misses one.
"""

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from schemas.alert import Alert


class Outgoing(Struct, frozen=True):
    """One alert revision on its way out: its bytes in the sink's format, and the record, for a sink's envelope."""

    alert: Alert
    body: bytes


class NotTaken(OSError):
    """A receiver did not take what it was given, but for the first `taken` of it, which need not be given again."""

    def __init__(self, number: int, text: str, where: str) -> None:
        super().__init__(number, text, where)
        self.taken = 0


class TryLater(NotTaken):
    """The receiver can't take it now. `after_s` is how long it asks to be left alone; None where it does not say."""

    def __init__(self, number: int, text: str, where: str, *, after_s: float | None = None) -> None:
        super().__init__(number, text, where)
        self.after_s = after_s


class Sink(Protocol):
    """One output. All is called on one thread; whatever it raises is told, and tried again later."""

    def open(self, length: int | None) -> None:
        """Called until it does not raise. `length` is that of the output as last kept, None when it never was."""

    def begin(self) -> int:
        """The length that the output has for certain, before more is given; it is kept first. 0 where it has none."""

    def deliver(self, outgoing: Sequence[Outgoing]) -> int:
        """Take these; whoever reads the output has them when it returns. Returns its length as `begin` does."""

    def close(self) -> None:
        """No more will come."""
