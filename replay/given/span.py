"""From when to when traffic is replayed or fed: what ended before or after that is left out, and counted.

Declarations and verdicts of before are taken all the same, since they say what holds in the span; what is said after
it is left out. A declaration of before counts as made when the span begins, or assets would seem to be watched since.
"""

from collections.abc import Callable, Iterator, Sequence
from math import inf

import msgspec
from msgspec import Struct

from replay.merge import order_time
from schemas.asset_change import AssetChange
from schemas.flow import Flow
from schemas.tick import Tick
from streams.messages import Batch, Record

_DECLARING = frozenset({"declared", "address-assigned", "address-released", "retired", "seen"})
"""Changes without a time of their own besides that of their saying, which maintenance has."""


class Span(Struct, frozen=True):
    """Flows that ended from `since` on and before `until`, in seconds UTC. None: there is no such bound."""

    since: float | None = None
    until: float | None = None

    @property
    def bounded(self) -> bool:
        """Whether anything is left out at all."""
        return self.since is not None or self.until is not None

    def holds(self, time: float) -> bool:
        """Whether a time lies in it."""
        return (-inf if self.since is None else self.since) <= time < (inf if self.until is None else self.until)

    def takes(self, record: Record) -> bool:
        """Whether a record is taken: of what people said, also what they said before."""
        time = order_time(record)
        if isinstance(record, Flow | Tick):
            return self.holds(time)
        return self.until is None or time < self.until

    def placed(self, record: Record) -> Record:
        """A record that is taken, as it is taken: a declaration of before as one of the span's begin."""
        since = self.since
        if (
            since is None
            or not isinstance(record, AssetChange)
            or record.time >= since
            or record.change not in _DECLARING
        ):
            return record
        return msgspec.structs.replace(record, time=since)

    def taken(self, records: Sequence[Record]) -> list[Record]:
        """The records that are taken, in their order."""
        return [self.placed(record) for record in records if self.takes(record)]


ALL = Span()
"""Everything."""


def within(batches: Iterator[Batch], span: Span, left_out: Callable[[int], None]) -> Iterator[Batch]:
    """The batches with what the span takes of them; `left_out` is told how many records of each are not."""
    if not span.bounded:
        yield from batches
        return
    for batch in batches:
        records = span.taken(batch.records)
        left_out(len(batch.records) - len(records))
        yield msgspec.structs.replace(batch, records=records)
