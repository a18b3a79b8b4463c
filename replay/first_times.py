"""When recorded traffic begins, found by looking ahead: its very first row may bear the time of a clock that was wrong.

Rows are gathered around the times that they agree on, each at most a week from the next. What lies more than a year
from most of them is left out. Of the rest the earliest group counts that lasts a day; where none does, the earliest
of three rows or more. Looked at are `LOOKAHEAD_FLOWS`, which are held meanwhile; in traffic that gives more of them
before the clock is set, the wrong time stands.
"""

from collections.abc import Iterator
from itertools import pairwise

from msgspec import Struct, field

from models.event_time.beginning import LONGEST_WATCH_GAP_S, SURE_AFTER_S
from models.event_time.steps import LONGEST_SILENCE_S
from models.event_time.tick_trust import CONFIRM_FLOWS
from schemas.flow import Flow
from streams.messages import Batch

LOOKAHEAD_FLOWS = 20_000
"""Held in memory until the first time is known: some 20 MB."""

MAX_GROUPS = 64
"""Groups of times told apart; noise is not worth more, and rows past it are left out of this count alone."""


class Head(Struct):
    """The first batches of a recording, and when it begins: each site (seconds UTC, a flow's end) and all of it.

    `first` is None where there is no record.
    """

    batches: list[Batch] = field(default_factory=list)
    begins: dict[str, float] = field(default_factory=dict)
    first: float | None = None

    def drained(self) -> Iterator[Batch]:
        """The batches, each let go of as it is given."""
        self.batches.reverse()
        while self.batches:
            yield self.batches.pop()


class _Group(Struct):
    first: float
    last: float
    flows: int

    @property
    def sure(self) -> bool:
        return self.flows >= CONFIRM_FLOWS and self.last - self.first >= SURE_AFTER_S


class FirstTimes:
    """Takes the times of one site's flows as they come."""

    def __init__(self) -> None:
        self._groups: list[_Group] = []
        self.sure = False
        """Whether a group lasts so long that there is no need to look further."""

    def take(self, time: float) -> None:
        """One flow's end."""
        for group in self._groups:
            if group.first - LONGEST_SILENCE_S <= time <= group.last + LONGEST_SILENCE_S:
                group.flows += 1
                if not group.first <= time <= group.last:
                    group.first, group.last = min(group.first, time), max(group.last, time)
                    self._join()
                self.sure = self.sure or group.sure
                return
        if len(self._groups) < MAX_GROUPS:
            self._groups.append(_Group(time, time, 1))
            self._groups.sort(key=lambda group: group.first)

    def first(self) -> float | None:
        """When the site begins; None before any flow."""
        if not self._groups:
            return None
        groups = self._watched()
        sure = [group for group in groups if group.sure]
        agreeing = [group for group in groups if group.flows >= CONFIRM_FLOWS]
        return (sure or agreeing or groups)[0].first

    def _watched(self) -> list[_Group]:
        """The groups with at most a year from each to the next: of such spans that which lasts, or has most flows."""
        spans = [[self._groups[0]]]
        for before, group in pairwise(self._groups):
            if group.first - before.last > LONGEST_WATCH_GAP_S:
                spans.append([])
            spans[-1].append(group)
        return max(
            reversed(spans), key=lambda span: (any(group.sure for group in span), sum(group.flows for group in span))
        )

    def _join(self) -> None:
        groups = self._groups[:1]
        for group in self._groups[1:]:
            if group.first - groups[-1].last <= LONGEST_SILENCE_S:
                groups[-1].last = max(groups[-1].last, group.last)
                groups[-1].flows += group.flows
            else:
                groups.append(group)
        self._groups = groups


def looked_ahead(batches: Iterator[Batch], limit: int = LOOKAHEAD_FLOWS) -> Head:
    """The first batches, as many as it takes to know when their sites begin, with about `limit` flows at most."""
    head = Head()
    times: dict[str, FirstTimes] = {}
    flows = 0
    otherwise: float | None = None
    for batch in batches:
        head.batches.append(batch)
        for record in batch.records:
            if isinstance(record, Flow):
                flows += 1
                times.setdefault(record.site, FirstTimes()).take(record.end)
            elif otherwise is None:
                otherwise = record.time
        if flows >= limit or (times and all(each.sure for each in times.values())):
            break
    head.begins = {site: first for site, each in times.items() if (first := each.first()) is not None}
    head.first = min(head.begins.values(), default=otherwise)
    return head
