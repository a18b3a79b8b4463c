"""Ticks for recorded traffic, made from event time.

A site's clock is the running maximum of its flows' `end`, and one flow stamped far ahead does not move it. A step of
more than an hour is believed once three flows, and most of those seen since, stand at the new time or later; then
comes one tick there, not thousands in between. In a sparse log, where each row is hours from the next, the clock
follows two rows behind.
"""

from bisect import insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import floor, inf
from operator import attrgetter
from typing import NamedTuple, cast

import msgspec

from models.event_time.steps import LONGEST_SILENCE_S, following
from models.event_time.tick_trust import CONFIRM_S, JUMP_S
from schemas.dead_letter import DeadLetter
from schemas.flow import Flow
from schemas.tick import TICK_INTERVAL_S, Tick
from streams.messages import Batch, Record

CONFIRMATIONS = 3
"""Flows that confirm a step: two broken clocks in a row are rare, three are a fact."""

_QUIET_INTERVAL_S = 60.0

_site_of, _end_of = attrgetter("site"), attrgetter("end")

COLLECTOR = "replay"


class Around(NamedTuple):
    """The ticks that come before a flow, and those after it."""

    before: list[Tick]
    after: list[Tick]


_NONE = Around([], [])


class SiteClock:
    """The ticks of one site. Times are multiples of the interval, so that they do not depend on the first flow.

    `begin` is when the site begins, where that is known, in seconds UTC: then a tick there comes first of all.
    """

    def __init__(self, site: str, collector: str = COLLECTOR, *, begin: float | None = None) -> None:
        self._site = site
        self._collector = collector
        self._clock: float | None = None
        self._ticked = 0.0
        self._agreeing = 0
        self._ahead: list[float] = []
        self._contradicting = 0
        self._step_s = 0.0
        self._begin = begin
        self._before_leap: float | None = None
        self._behind = 0

    def observe(self, end: float) -> Around:
        """The ticks around a flow that ended at `end`, in seconds UTC."""
        first: list[Tick] = []
        if self._begin is not None:
            self._start(self._begin)
            self._agreeing, self._begin = CONFIRMATIONS, None
            first.append(self._tick(self._ticked))
        if self._clock is None or (self._agreeing < CONFIRMATIONS and end < self._clock - JUMP_S):
            # The very first flows may be the ones stamped wrongly: until some agree, the earlier one is right.
            self._start(end)
            return _NONE
        if end > self._clock + JUMP_S:
            ticks = self._doubt(end)
            # Of a step in a sparse log the core needs all three flows; one in a busy log has more to come.
            return Around(first, ticks) if end > (self._clock or 0.0) else Around(first + ticks, [])
        if self._ahead:
            self._contradicting += 1
            if self._contradicting > max(len(self._ahead), CONFIRMATIONS):
                self._ahead.clear()
        if end >= self._clock - JUMP_S:
            self._agreeing += 1
        elif self._before_leap is not None:
            return Around(first, self._leapt_wrongly(end))
        if end > self._clock:
            self._clock = end
            self._step_s = 0.0
        if self._agreeing < CONFIRMATIONS:
            return _NONE
        ticks = self._up_to(self._clock)
        return Around(first + ticks, []) if ticks or first else _NONE

    def among(self, flows: Sequence[Flow]) -> list[Record]:
        """Flows of this site with the ticks around them. Most come before the next tick and only move the clock."""
        records: list[Record] = []
        given = moved = 0
        clock, due, least = self._lookout()
        for index, end in enumerate(map(_end_of, flows)):
            if least <= end < due:
                moved += 1
                if end > clock:
                    clock, least = end, end - JUMP_S
                continue
            self._pass(moved, clock)
            before, after = self.observe(end)
            if before or after:
                records += flows[given:index]
                records += before
                records.append(flows[index])
                records += after
                given = index + 1
            moved = 0
            clock, due, least = self._lookout()
        self._pass(moved, clock)
        records += flows[given:]
        return records

    def _lookout(self) -> tuple[float, float, float]:
        """The clock, and the times before which, and from which on, a flow does no more than move it."""
        clock = self._clock
        if clock is None or self._begin is not None or self._ahead or self._agreeing < CONFIRMATIONS:
            return 0.0, -inf, inf
        return clock, min(self._ticked + TICK_INTERVAL_S, clock + JUMP_S), clock - JUMP_S

    def _pass(self, flows: int, clock: float) -> None:
        """Take flows that only moved the clock."""
        if flows:
            self._agreeing += flows
            if self._clock is not None and clock > self._clock:
                self._clock, self._step_s = clock, 0.0

    def finish(self) -> list[Tick]:
        """The ticks after the last flow: up to it, and past the steps left open that may be believed."""
        if self._clock is None:
            return []
        ticks = self._up_to(self._clock)
        clock = self._clock
        if self._ahead and not self._contradicting:
            clock = following(clock, self._ahead, self._step_s)
        if clock > self._clock + JUMP_S:
            # A step that no flow confirms takes a minute of ticks to be believed (`models/event_time/tick_trust.py`).
            ticks += [self._tick(clock - CONFIRM_S), self._tick(clock - CONFIRM_S / 2)]
        if clock > self._ticked:
            ticks.append(self._tick(clock))
        return ticks

    def _start(self, end: float) -> None:
        self._clock = end
        self._ticked = _on_grid(end)
        self._agreeing = 1
        self._ahead.clear()

    def _doubt(self, end: float) -> list[Tick]:
        """Take a flow from far ahead: a first sign of a step, or one more."""
        if not self._ahead:
            self._contradicting = 0
        insort(self._ahead, end)
        if self._clock is None or len(self._ahead) < CONFIRMATIONS or len(self._ahead) <= self._contradicting:
            return []
        clock = self._ahead[0]
        self._step_s = clock - self._clock
        self._before_leap = self._clock if self._step_s > LONGEST_SILENCE_S else None
        self._behind = 0
        self._clock = clock
        self._contradicting = 0
        # Those within the hour have come with it; what lies further ahead is the next step.
        while self._ahead and self._ahead[0] <= self._clock + JUMP_S:
            self._clock = self._ahead.pop(0)
        self._agreeing = CONFIRMATIONS
        return [self._tick(max(_on_grid(clock), self._ticked))]

    def _leapt_wrongly(self, end: float) -> list[Tick]:
        """Take a flow from before a long step: when most flows since are of that kind, the clock goes back there."""
        self._behind += 1
        if self._behind <= self._agreeing or self._before_leap is None:
            return []
        self._start(max(end, self._before_leap))
        self._agreeing, self._before_leap = CONFIRMATIONS, None
        return [self._tick(self._ticked)]

    def _up_to(self, clock: float) -> list[Tick]:
        ticks: list[Tick] = []
        step = TICK_INTERVAL_S if clock - self._ticked <= _QUIET_INTERVAL_S else _QUIET_INTERVAL_S
        while self._ticked + step <= clock:
            ticks.append(self._tick(self._ticked + step))
        return ticks

    def _tick(self, time: float) -> Tick:
        self._ticked = time
        return Tick(site=self._site, collector=self._collector, time=time)


def with_ticks(
    batches: Iterable[Batch], collector: str = COLLECTOR, *, begins: Mapping[str, float] | None = None
) -> Iterator[Batch]:
    """The same batches with each site's ticks between its flows, and the last ones at the end.

    `begins` says when sites begin, as far as that is known (see `first_times.py`). A site whose input brings its own
    ticks (a recording) gets none from here.
    """
    clocks = SiteClocks(collector, begins or {})
    source = ""
    for batch in batches:
        source = batch.source
        records = clocks.with_ticks(batch.records)
        yield msgspec.structs.replace(batch, records=records)
    last = clocks.finish()
    if last:
        yield Batch(last, [], source)


class SiteClocks:
    """The clocks of all sites of an input."""

    def __init__(self, collector: str, begins: Mapping[str, float]) -> None:
        self._collector = collector
        self._begins = begins
        self._clocks: dict[str, SiteClock] = {}
        self._own: set[str] = set()

    def with_ticks(self, given: Sequence[Record]) -> list[Record]:
        """Records with the ticks around them."""
        clock = self._clocks.get(given[0].site) if given else None
        alike = clock is not None and set(map(type, given)) == {Flow} and len(set(map(_site_of, given))) == 1
        if clock is None or not alike or given[0].site in self._own:
            return self._one_by_one(given)
        return clock.among(cast("Sequence[Flow]", given))

    def _one_by_one(self, given: Iterable[Record]) -> list[Record]:
        records: list[Record] = []
        for record in given:
            if isinstance(record, Tick):
                self._own.add(record.site)
            elif isinstance(record, Flow) and record.site not in self._own:
                clock = self._clocks.get(record.site)
                if clock is None:
                    begin = self._begins.get(record.site)
                    clock = self._clocks[record.site] = SiteClock(record.site, self._collector, begin=begin)
                before, after = clock.observe(record.end)
                records += before
                records.append(record)
                records += after
                continue
            records.append(record)
        return records

    def finish(self) -> list[Record]:
        """The last ticks."""
        last: list[Record] = []
        for site in sorted(self._clocks.keys() - self._own):
            last += self._clocks[site].finish()
        return last


def is_made_tick(letter: DeadLetter) -> bool:
    """Whether a dead letter holds a tick that was made here, which is no row of the input."""
    return (
        letter.kind == "implausible" and b'"collector":"replay"' in letter.raw and b'"initiator_ip"' not in letter.raw
    )


def _on_grid(time: float) -> float:
    return floor(time / TICK_INTERVAL_S) * TICK_INTERVAL_S
