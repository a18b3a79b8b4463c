"""Each sensor's watermark: how far its event time has come, and which of its flows to believe.

A flow stamped more than `JUMP_S` past its sensor's mark and past the last Tick is parked. It is
applied once the Ticks catch up, or once most of that sensor's flows over a minute of Ticks agree with
it; it is refused only when they contradict it. So one flow stamped months ahead moves nothing, and a
weekend's shutdown costs nothing. Late flows always pass: lateness matters to windows alone. Only what lies far
before the site's beginning is counted at the present time (see `beginning.py`). Which Ticks to believe says
`tick_trust.py`; one that is not believed moves nothing here.
"""

from collections.abc import Iterable
from typing import NamedTuple

from models.event_time.beginning import FAR_PAST_S, SURE_AFTER_S, began_of, stepped, turned_back
from models.event_time.mark import Mark, enough, sparse, undecided
from models.event_time.steps import LONGEST_SILENCE_S, following
from models.event_time.tick_trust import CONFIRM_FLOWS, CONFIRM_S, JUMP_S, TickTrust, Votes
from models.event_time.votes import followed, votes_on
from schemas.flow import Flow
from schemas.tick import Tick

MAX_PARKED = 1_000
"""Parked flows of one sensor; more than this in under a minute is a majority by itself, or noise."""

MAX_PARKED_SITE = 10_000
"""Parked flows of all sensors of a site: ten whose clocks jump at once. About 1 kB each in memory."""

MAX_SENSORS = 256
"""Sensors of a site with a mark of their own; those met after that share one. A large site has some dozen, so more
are somebody's play with names. A mark is some 200 bytes, and each Tick walks over all of them."""

OTHER_SENSORS = "other:sensors"
"""The mark of all sensors past `MAX_SENSORS`."""

LIVE_S = 900.0
"""A sensor more than this behind the Ticks holds the site's clock up no longer: three 5-minute windows."""


class Decided(NamedTuple):
    """Parked flows now to be applied, those now refuted, and Ticks now refused (of this collector), as they arrived."""

    believed: list[Flow]
    refuted: list[Flow]
    ticks: list[Tick]


_AFTER_ZERO = 1e-6

_NO_HORIZON = float("-inf")
"""That of a sensor without a time that may be believed: each of its flows is looked at."""

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
        self.began = 0.0
        """Since when the site is watched, as far as its flows' times are believed; 0 before the first flow."""
        self.floor = float("-inf")
        """A flow that ended before this is counted at the present time."""
        self.corrected: tuple[float, float] | None = None
        """The first and the last time that are believed, once others were believed before: see `correction.py`."""

    def put_back(
        self, marks: Iterable[Mark], began: float, tick_time: float | None, anchor: float | None, floor: float
    ) -> None:
        """As they were stored."""
        self.marks = {mark.sensor: mark for mark in marks}
        if began and all(mark.began is None for mark in self.marks.values()):
            # Written before each sensor had a beginning of its own: the site's was that of all.
            for mark in self.marks.values():
                mark.began = began
        self.began, self.tick_time, self.anchor, self.floor = began, tick_time, anchor, floor

    def mark_of(self, sensor: str) -> Mark | None:
        """The mark that a sensor has, of its own or with others; None when it was not met."""
        mark = self.marks.get(sensor)
        return self.marks.get(OTHER_SENSORS) if mark is None and len(self.marks) > MAX_SENSORS else mark

    def first_sight(self, sensor: str, end: float) -> Mark | None:
        """A mark for a sensor not met before; None when its first flow must be parked (see `park`)."""
        if len(self.marks) >= MAX_SENSORS:
            sensor = OTHER_SENSORS
        tick = self.tick_time
        if tick is not None and end > tick + JUMP_S:
            self.marks[sensor] = Mark(sensor, tick, _NO_HORIZON)
            return None
        mark = self.marks[sensor] = Mark(sensor, end, _NO_HORIZON)
        if end < self.floor:
            mark.time = self.present(mark)
        else:
            self._meet(mark, end)
        return mark

    def admits(self, mark: Mark, end: float) -> bool:
        """Whether a flow past the stored horizon is within the true one, which this brings up to date."""
        mark.horizon = self._horizon(mark)
        if end > self._bound(mark):
            return False
        if mark.began is None:
            if end >= self.floor:
                self._meet(mark, end)
        elif end > mark.horizon:
            # The horizon that is stored is nearer than the true one, so that no long silence ends unnoticed.
            if stepped(mark, end, mark.flows, self.tick_time):
                self._begin(began_of(self.marks.values()))
            mark.time = end
            mark.horizon = self._horizon(mark)
        return True

    def fits(self, sensor: str, time: float) -> bool:
        """Whether a flow of a known sensor would be believed at once at a time; False where the sensor is not known."""
        mark = self.mark_of(sensor)
        return mark is not None and time <= self._bound(mark)

    def present(self, mark: Mark) -> float:
        """Now, as far as it is known: where Ticks or the sensor have come."""
        return max(mark.time, self.tick_time or 0.0)

    def park(self, flow: Flow) -> tuple[list[Flow], Flow | None]:
        """Hold `flow` back. Returns flows now to be applied, and a flow refused since too many wait."""
        mark = self.mark_of(flow.sensor)
        if mark is None:
            return [flow], None
        if not mark.parked:
            mark.parked_since = self.tick_time if self.tick_time is not None else mark.time
            mark.flows_at_parking = mark.flows
        if len(mark.parked) >= MAX_PARKED or self._parked() >= MAX_PARKED_SITE:
            if mark.parked and mark.flows - mark.flows_at_parking < len(mark.parked):
                return [*self._believe(mark), flow], None
            return [], flow
        mark.parked.append(flow)
        return [], None

    def plain_tick(self, time: float) -> float | None:
        """Take a Tick that decides nothing, which nearly all are: the site's clock then (see `clock`).

        None, and nothing is taken, where there is anything to decide: a doubt, a parked flow, flows far behind their
        sensor, a beginning that may move. It does what `tick` does, which a test holds.
        """
        now, anchor, marks = self.tick_time, self.anchor, self.marks.values()
        if now is None or anchor is None or abs(time - now) > JUMP_S or abs(time - anchor) > JUMP_S:
            return None
        if self.trust.doubts or any(map(undecided, marks)):
            return None
        now = max(time, now)
        self.trust.believed += 1
        self.tick_time = self.anchor = clock = now
        self.stepped_back = False
        for mark in marks:
            mark.flows_at_tick, at = mark.flows, mark.time
            if mark.began is not None:
                mark.horizon = min(max(at, now) + JUMP_S, at + LONGEST_SILENCE_S)
                clock = at if now - LIVE_S <= at < clock else clock
        self._begin(began_of(marks))
        self.floor = self._floor()
        return clock

    def tick(self, tick: Tick) -> Decided:
        """Take a Tick, believed or not: what is decided by it."""
        votes = _NO_VOTES
        if self.anchor is not None and abs(tick.time - self.anchor) > JUMP_S:
            votes = votes_on(self.marks.values(), tick.time, self.anchor)
            self.anchor = followed(self.marks.values(), self.anchor)
        trusted, refused = self.trust.judge(tick, self.anchor, votes)
        self.stepped_back = False
        if trusted:
            self._move(tick.time)
        believed, refuted = self._round(tick.time)
        return Decided(believed, refuted, refused)

    def settle(self) -> tuple[list[Flow], list[Flow]]:
        """The input has ended: what is parked is applied or refused.

        Applied is what is a majority of its sensor's flows, and what follows on its other flows in steps of at most a
        week (see `steps.py`) with no flow against it. A Tick still in doubt, which no flow speaks against, is believed.
        """
        believed: list[Flow] = []
        refuted: list[Flow] = []
        ahead = self.trust.unopposed()
        if ahead is not None and self.tick_time is not None and ahead > self.tick_time:
            self.tick_time = self.anchor = ahead
            believed, refuted = self._round(ahead)
        for sensor in sorted(self.marks):
            mark = self.marks[sensor]
            if len(mark.parked) >= CONFIRM_FLOWS and len(mark.parked) > mark.flows - mark.flows_at_parking:
                believed += self._believe(mark)
            elif mark.parked:
                believed += self._follow(mark)
                refuted += mark.parked
                mark.parked = []
        return believed, refuted

    def clock(self) -> float | None:
        """The site's event time: the least mark of the live sensors, never past the last Tick. None before any Tick."""
        tick = self.tick_time
        if tick is None:
            return None
        live = [mark.time for mark in self.marks.values() if mark.time >= tick - LIVE_S and mark.began is not None]
        return min([tick, *live])

    def sensors(self) -> Iterable[Mark]:
        """All marks, by name."""
        return (self.marks[sensor] for sensor in sorted(self.marks))

    def _move(self, time: float) -> None:
        """Set the site's Tick time. Small steps back are waited out, a large one is made."""
        now = self.tick_time
        self.stepped_back = now is not None and time < now - JUMP_S
        self.tick_time = time if now is None or self.stepped_back else max(time, now)
        self.anchor = self.tick_time
        if self.stepped_back:
            for mark in self.marks.values():
                mark.parked_since = min(mark.parked_since, time)

    def _round(self, told: float) -> tuple[list[Flow], list[Flow]]:
        """What every Tick makes due, believed or not; its time is `told`."""
        believed: list[Flow] = []
        refuted: list[Flow] = []
        for sensor in sorted(self.marks):
            mark = self.marks[sensor]
            self._step_back(mark, told)
            mark.horizon = self._horizon(mark)
            if mark.parked:
                yes, no = self._decide(mark)
                believed += yes
                refuted += no
        self._begin(began_of(self.marks.values()))
        self.floor = self._floor()
        return believed, refuted

    def _decide(self, mark: Mark) -> tuple[list[Flow], list[Flow]]:
        bound = self._bound(mark)
        due = [flow for flow in mark.parked if flow.end <= bound]
        if due:
            mark.parked = [flow for flow in mark.parked if flow.end > bound]
            # Those now applied were held back too, so they speak neither against the rest nor against the next Tick.
            mark.flows_at_parking += len(due)
            mark.flows_at_tick += len(due)
            mark.parked_since = bound - JUMP_S
            mark.stride, mark.flows_at_stride = max(0.0, bound - JUMP_S - mark.time), mark.flows + len(due)
        if not mark.parked or self.tick_time is None or self.tick_time - mark.parked_since < CONFIRM_S:
            return due, []
        others = mark.flows - mark.flows_at_parking
        if len(mark.parked) >= CONFIRM_FLOWS and len(mark.parked) > others:
            return due + self._believe(mark), []
        if others >= enough(mark):
            refuted, mark.parked = mark.parked, []
            return due, refuted
        return due, []

    def _believe(self, mark: Mark) -> list[Flow]:
        flows, mark.parked = mark.parked, []
        first = min(flow.end for flow in flows)
        if first > mark.time + LONGEST_SILENCE_S and stepped(mark, first, mark.flows + len(flows), self.tick_time):
            self._begin(began_of(self.marks.values()))
        mark.time = max(flow.end for flow in flows)
        if mark.began is None:
            self._meet(mark, first)
        mark.horizon = self._horizon(mark)
        return flows

    def _follow(self, mark: Mark) -> list[Flow]:
        """Of the parked flows those that follow on the sensor's others at the end of input, with nothing against it."""
        if mark.flows - mark.flows_at_parking >= enough(mark):
            return []
        stride = mark.stride if sparse(mark) else 0.0
        reached = following(mark.time, (flow.end for flow in mark.parked), stride)
        taken = [flow for flow in mark.parked if flow.end <= reached]
        mark.parked = [flow for flow in mark.parked if flow.end > reached]
        if taken:
            mark.time = reached
            mark.horizon = self._horizon(mark)
        return taken

    def _step_back(self, mark: Mark, told: float) -> None:
        """A clock that was ahead and was set right: most flows since the last Tick lie behind, so the mark follows.

        Further than a long silence it follows only towards the time that a Tick has just `told`.
        """
        since = mark.flows - mark.flows_at_tick
        before, latest = mark.time, mark.behind_latest
        if (
            mark.behind >= CONFIRM_FLOWS
            and mark.behind * 2 > since
            and self.tick_time is not None
            and (before - latest <= LONGEST_SILENCE_S or abs(told - latest) < abs(told - before))
        ):
            lasted = before - (before if mark.began is None else mark.began)
            turned_back(mark, latest)
            self._begin(began_of(self.marks.values()))
            present = max(told, *(each.time for each in self.marks.values()))
            if before > present + JUMP_S and (present >= self.began or lasted < SURE_AFTER_S):
                self.corrected = 0.0, present
        mark.behind, mark.behind_latest, mark.behind_first, mark.flows_at_tick = 0, 0.0, 0.0, mark.flows

    def _meet(self, mark: Mark, time: float) -> None:
        """A sensor's first time that may be believed; the site's too, where it is the first."""
        mark.began = time
        mark.horizon = self._horizon(mark)
        if not self.began:
            self._begin(time)

    def _begin(self, time: float | None) -> None:
        """The site is watched since `time`; None leaves it as it is."""
        # 0 says that nothing has begun; a clock that stands at 1970 must not.
        time = None if time is None else max(time, _AFTER_ZERO)
        if time is None or time == self.began:
            return
        if self.began and time > self.began:
            self.corrected = time, max(time, *(mark.time for mark in self.marks.values()))
        self.began = time
        self.floor = self._floor()

    def _floor(self) -> float:
        """None of a site's flows is much older than its beginning, once a Tick and a day of flows have told that."""
        latest = max((mark.time for mark in self.marks.values()), default=0.0)
        if self.tick_time is None or not self.began or latest - self.began < SURE_AFTER_S:
            return float("-inf")
        return min(self.began, self.tick_time) - FAR_PAST_S

    def _bound(self, mark: Mark) -> float:
        """The time up to which a sensor's flows are believed at once."""
        return max(mark.time, self.tick_time or 0.0) + JUMP_S

    def _horizon(self, mark: Mark) -> float:
        """Up to where its flows need no second look: its bound, but never past a long silence."""
        if mark.began is None:
            return _NO_HORIZON
        return min(self._bound(mark), mark.time + LONGEST_SILENCE_S)

    def _parked(self) -> int:
        return sum(len(mark.parked) for mark in self.marks.values())


__all__ = ["MAX_PARKED", "MAX_PARKED_SITE", "MAX_SENSORS", "OTHER_SENSORS", "Decided", "Mark", "Watermarks"]
