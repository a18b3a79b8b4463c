"""Each sensor's watermark: how far its event time has come, and which of its flows to believe.

A flow stamped more than `JUMP_S` past its sensor's mark and past the last Tick is parked. It is
applied once the Ticks catch up, or once most of that sensor's flows over a minute of Ticks agree with
it; it is refused only when they contradict it. So one flow stamped months ahead moves nothing, and a
weekend's shutdown costs nothing. Late flows always pass: lateness matters to windows alone.
"""

from collections.abc import Iterable

from msgspec import Struct, field

from schemas.flow import Flow

JUMP_S = 3_600.0
"""How far ahead is normal: sensors on NTP differ by seconds, and an hour also bears a wrong daylight-saving rule."""

CONFIRM_S = 60.0
"""A minute of Ticks decides (design section 5, Time)."""

CONFIRM_FLOWS = 3
"""The fewest flows that can be a majority over a stray one and its repeat."""

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


class Watermarks:
    """All sensors of one site, and the site's clock."""

    def __init__(self) -> None:
        self.marks: dict[str, Mark] = {}
        self.tick_time: float | None = None

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

    def tick(self, time: float) -> tuple[list[Flow], list[Flow]]:
        """Take a Tick: returns the parked flows now to be applied, and those now refuted, each in order of arrival."""
        self.tick_time = time if self.tick_time is None else max(self.tick_time, time)
        believed: list[Flow] = []
        refuted: list[Flow] = []
        for sensor in sorted(self.marks):
            mark = self.marks[sensor]
            mark.horizon = max(mark.time, self.tick_time) + JUMP_S
            self._step_back(mark)
            if mark.parked:
                yes, no = self._decide(mark)
                believed += yes
                refuted += no
        return believed, refuted

    def settle(self) -> tuple[list[Flow], list[Flow]]:
        """The input has ended: parked flows are applied where they are a majority of their sensor's, else refused."""
        believed: list[Flow] = []
        refuted: list[Flow] = []
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
