"""Each sensor's watermark: how far its event time has come, and which of its flows to believe.

A flow stamped more than `JUMP_S` past its sensor's mark and past the last Tick is parked. It is
applied once the Ticks catch up, or once most of that sensor's flows over a minute of Ticks agree with
it; it is refused only when they contradict it. So one flow stamped months ahead moves nothing, and a
weekend's shutdown costs nothing. Late flows always pass: lateness matters to windows alone. Which Ticks
to believe says `tick_trust.py`; one that is not believed moves nothing here.
"""

from collections.abc import Iterable
from typing import NamedTuple

from msgspec import Struct, field

from models.tick_trust import CONFIRM_FLOWS, CONFIRM_S, JUMP_S, TickTrust, Votes
from schemas.flow import Flow
from schemas.tick import Tick

MAX_PARKED = 1_000
"""Parked flows of one sensor; more than this in under a minute is a majority by itself, or noise."""

LIVE_S = 900.0
"""A sensor more than this behind the Ticks holds the site's clock up no longer: three 5-minute windows."""


class Mark(Struct, array_like=True):
    """One sensor's state.

    `flows` counts all that were not parked; `behind` those since the last Tick that lay more than `JUMP_S`
    behind the mark. The horizon trails the mark: see `admits`.
    """

    sensor: str
    time: float
    horizon: float
    parked: list[Flow] = field(default_factory=list)
    parked_since: float = 0.0
    flows: int = 0
    flows_at_parking: int = 0
    behind: int = 0
    behind_latest: float = 0.0
    flows_at_tick: int = 0


class Decided(NamedTuple):
    """Parked flows now to be applied, those now refuted, and Ticks now refused (of this collector), as they arrived."""

    believed: list[Flow]
    refuted: list[Flow]
    ticks: list[Tick]


_NO_VOTES = Votes(0, 0, 0, 0)


class Watermarks:
    """All sensors of one site, and the site's clock."""

    def __init__(self) -> None:
        self.marks: dict[str, Mark] = {}
        self.tick_time: float | None = None
        self.anchor: float | None = None
        """The time that Ticks are judged by: the last one believed, or where the sensors that were there have come."""
        self.trust = TickTrust()
        self.stepped_back = False
        """Whether the last Tick set the site's clock back."""

    def first_sight(self, sensor: str, end: float) -> Mark | None:
        """A mark for a sensor not met before; None when its first flow must be parked (see `park`)."""
        tick = self.tick_time
        if tick is not None and end > tick + JUMP_S:
            self.marks[sensor] = Mark(sensor, tick, tick + JUMP_S)
            return None
        mark = Mark(sensor, end, max(end, tick or 0.0) + JUMP_S)
        self.marks[sensor] = mark
        return mark

    def admits(self, mark: Mark, end: float) -> bool:
        """Whether a flow past the stored horizon is within the true one, which this brings up to date."""
        mark.horizon = max(mark.time, self.tick_time or 0.0) + JUMP_S
        return end <= mark.horizon

    def park(self, flow: Flow) -> tuple[list[Flow], Flow | None]:
        """Hold `flow` back. Returns flows now to be applied, and a flow refused since too many wait."""
        mark = self.marks[flow.sensor]
        if not mark.parked:
            mark.parked_since = self.tick_time if self.tick_time is not None else mark.time
            mark.flows_at_parking = mark.flows
        if len(mark.parked) >= MAX_PARKED:
            if mark.flows - mark.flows_at_parking < len(mark.parked):
                return [*self._believe(mark), flow], None
            return [], flow
        mark.parked.append(flow)
        return [], None

    def tick(self, tick: Tick) -> Decided:
        """Take a Tick, believed or not: what is decided by it."""
        votes = _NO_VOTES
        if self.anchor is not None and abs(tick.time - self.anchor) > JUMP_S:
            votes = self._votes(tick.time, self.anchor)
            self.anchor = self._followed(self.anchor)
        trusted, refused = self.trust.judge(tick, self.anchor, votes)
        self.stepped_back = False
        if trusted:
            self._move(tick.time)
        believed, refuted = self._round()
        return Decided(believed, refuted, refused)

    def settle(self) -> tuple[list[Flow], list[Flow]]:
        """The input has ended: parked flows are applied where they are a majority of their sensor's, else refused.

        A Tick still in doubt, which no flow speaks against, is believed for them.
        """
        believed: list[Flow] = []
        refuted: list[Flow] = []
        ahead = self.trust.unopposed()
        if ahead is not None and self.tick_time is not None and ahead > self.tick_time:
            self.tick_time = self.anchor = ahead
            believed, refuted = self._round()
        for sensor in sorted(self.marks):
            mark = self.marks[sensor]
            if len(mark.parked) >= CONFIRM_FLOWS and len(mark.parked) > mark.flows - mark.flows_at_parking:
                believed += self._believe(mark)
            else:
                refuted += mark.parked
                mark.parked = []
        return believed, refuted

    def clock(self) -> float | None:
        """The site's event time: the least mark of the live sensors, never past the last Tick. None before any Tick."""
        tick = self.tick_time
        if tick is None:
            return None
        live = [mark.time for mark in self.marks.values() if mark.time >= tick - LIVE_S]
        return min([tick, *live])

    def sensors(self) -> Iterable[Mark]:
        """All marks, by name."""
        return (self.marks[sensor] for sensor in sorted(self.marks))

    def _followed(self, anchor: float) -> float:
        """The anchor after the flows since the last Tick: it goes along with the sensors that are near it."""
        active = (mark.time for mark in self.marks.values() if mark.flows > mark.flows_at_tick)
        return max([anchor, *(time for time in active if abs(time - anchor) <= JUMP_S)])

    def _votes(self, time: float, now: float) -> Votes:
        """What flows say of a Tick at `time`, when the site stands at `now`."""
        agree = against = parked = beside = 0
        for mark in self.marks.values():
            since = mark.flows - mark.flows_at_tick
            if abs(mark.time - now) <= JUMP_S:
                against += since
            elif abs(mark.time - time) <= JUMP_S:
                agree += since
            near = sum(abs(flow.end - time) <= JUMP_S for flow in mark.parked)
            if near:
                parked += near
                beside += mark.flows - mark.flows_at_parking
        return Votes(agree, against, parked, beside)

    def _move(self, time: float) -> None:
        """Set the site's Tick time. Small steps back are waited out, a large one is made."""
        now = self.tick_time
        self.stepped_back = now is not None and time < now - JUMP_S
        self.tick_time = time if now is None or self.stepped_back else max(time, now)
        self.anchor = self.tick_time
        if self.stepped_back:
            for mark in self.marks.values():
                mark.parked_since = min(mark.parked_since, time)

    def _round(self) -> tuple[list[Flow], list[Flow]]:
        """What every Tick makes due, believed or not."""
        tick_time = self.tick_time or 0.0
        believed: list[Flow] = []
        refuted: list[Flow] = []
        for sensor in sorted(self.marks):
            mark = self.marks[sensor]
            mark.horizon = max(mark.time, tick_time) + JUMP_S
            self._step_back(mark)
            if mark.parked:
                yes, no = self._decide(mark)
                believed += yes
                refuted += no
        return believed, refuted

    def _decide(self, mark: Mark) -> tuple[list[Flow], list[Flow]]:
        due = [flow for flow in mark.parked if flow.end <= mark.horizon]
        mark.parked = [flow for flow in mark.parked if flow.end > mark.horizon]
        if not mark.parked or self.tick_time is None or self.tick_time - mark.parked_since < CONFIRM_S:
            return due, []
        others = mark.flows - mark.flows_at_parking
        if len(mark.parked) >= CONFIRM_FLOWS and len(mark.parked) > others:
            return due + self._believe(mark), []
        if others > 0:
            refuted, mark.parked = mark.parked, []
            return due, refuted
        return due, []

    def _believe(self, mark: Mark) -> list[Flow]:
        flows, mark.parked = mark.parked, []
        mark.time = max(flow.end for flow in flows)
        mark.horizon = mark.time + JUMP_S
        return flows

    def _step_back(self, mark: Mark) -> None:
        """A clock that was ahead and was set right: most flows since the last Tick lie behind, so the mark follows."""
        since = mark.flows - mark.flows_at_tick
        if mark.behind >= CONFIRM_FLOWS and mark.behind * 2 > since and self.tick_time is not None:
            mark.time = mark.behind_latest
            mark.horizon = max(mark.time, self.tick_time) + JUMP_S
        mark.behind, mark.behind_latest, mark.flows_at_tick = 0, 0.0, mark.flows
