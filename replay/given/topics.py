"""What lies in topics, revised: a span of time of it, and what files state in place of what the topics say.

Statements of a kind that files give are left out of the topics, for the sites that these files speak of; what they say
goes in at the first flow, and verdicts at their times. Statements from before the span hold in it, unless a state is
given from which the replay goes on: then they are in the state.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Literal

from msgspec import Struct

from replay.given.span import ALL, Span
from replay.given.statements import STATEMENTS, Stated
from replay.merge import order_time
from schemas.asset_change import AssetChange
from schemas.flow import Flow
from schemas.state import StateRecord, site_of
from schemas.tick import Tick
from schemas.verdict import Verdict
from streams.kafka.log.topics import partition_of
from streams.messages import Batch, Record

StatementKind = Literal["zones", "assets", "maintenance", "verdicts"]
"""What files may state in place of the topics, by the option that gives them."""

_MAINTENANCE = frozenset({"maintenance-started", "maintenance-ended"})


def statement_kind(record: Record) -> StatementKind | None:
    """The kind of a statement; None for what no file states: flows, Ticks, and that learning begins anew."""
    if isinstance(record, Verdict):
        return "verdicts"
    if not isinstance(record, AssetChange) or record.change == "learning-restarted":
        return None
    if record.change in _MAINTENANCE:
        return "maintenance"
    return "assets" if record.subject == "asset" else "zones"


class Revision(Struct, frozen=True, kw_only=True):
    """What is to be other than in the topics. `state` are the records of one to go on from; None: nothing is known."""

    span: Span = ALL
    stated: Stated | None = None
    replaced: frozenset[tuple[str, StatementKind]] = frozenset()
    state: tuple[StateRecord, ...] | None = None

    def state_of(self, partition: int, partitions: int) -> list[StateRecord]:
        """The records of the state whose sites live in this partition."""
        return [one for one in self.state or () if partition_of(site_of(one), partitions) == partition]


def replaced_by(stated: Stated, given: Collection[StatementKind], site: str) -> frozenset[tuple[str, StatementKind]]:
    """The sites and kinds of which the files speak; one that names no site at all speaks of `site`."""
    named: set[tuple[str, StatementKind]] = set()
    for record in stated.all():
        kind = statement_kind(record)
        if kind is not None:
            named.add((record.site, kind))
    silent = set(given) - {kind for _, kind in named}
    return frozenset(named | {(site, kind) for kind in silent})


class RevisedPartition:
    """One partition's replay: takes the records of each message, and gives those that are to be applied."""

    def __init__(self, revision: Revision, partition: int, partitions: int) -> None:
        self._span = revision.span
        self._replaced = revision.replaced
        self._known = revision.state is not None
        stated = revision.stated or Stated([], [], [])
        self._changes: list[Record] = [one for one in stated.changes if partition_of(one.site, partitions) == partition]
        self._waiting: dict[str, list[Verdict]] = {}
        for verdict in reversed(stated.verdicts):
            if partition_of(verdict.site, partitions) == partition and revision.span.takes(verdict):
                self._waiting.setdefault(verdict.site, []).append(verdict)
        self.outside = 0
        """Flows left out since they lie outside the span."""
        self.left_out: Counter[str] = Counter()
        """Statements left out since files were given in their place, by their kind."""
        self.sites: set[str] = set()
        """The sites of which flows were met."""

    def first(self) -> Batch:
        """What the files declare: to be applied before all else."""
        return Batch(self._changes, [], STATEMENTS)

    def last(self) -> Batch:
        """The verdicts later than all records: to be applied at the end."""
        rest = [verdict for site in sorted(self._waiting) for verdict in reversed(self._waiting[site])]
        self._waiting.clear()
        return Batch([*rest], [], STATEMENTS)

    def taken(self, records: Sequence[Record]) -> Sequence[Record]:
        """What of a message is applied, and with it the verdicts whose time has come."""
        found: list[Record] = []
        for record in records:
            if not self._takes(record):
                continue
            if self._waiting:
                found += self._due(record.site, order_time(record))
            found.append(self._span.placed(record))
        return found

    def _takes(self, record: Record) -> bool:
        if isinstance(record, Flow | Tick):
            if isinstance(record, Flow):
                self.sites.add(record.site)
            held = self._span.takes(record)
            self.outside += not held and isinstance(record, Flow)
            return held
        kind = statement_kind(record)
        if kind is not None and (record.site, kind) in self._replaced:
            self.left_out[kind] += 1
            return False
        since = self._span.since
        return self._span.takes(record) and not (self._known and since is not None and record.time < since)

    def _due(self, site: str, time: float) -> Iterable[Verdict]:
        waiting = self._waiting.get(site, [])
        while waiting and waiting[-1].time <= time:
            yield waiting.pop()
