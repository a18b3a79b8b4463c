"""The most connections that an initiator or a responder ever had in five minutes, and the run that is past it.

These plain bounds decide whether there is a burst; the statistic of `fading_count.py` decides whose it is, since it
alone fires on each shift change.
"""

from msgspec import Struct

from models.baseline.windows import WINDOW_S
from models.event_time.calendar import DAY_S
from models.findings.bursts.fading_count import FadingCount, step_of

FLOOR_FLOWS = 100
"""Fewer in five minutes are never told: one in three seconds is what a panel asks of a controller (Lemay 2016 polls
each 10 s, thrice). A convention."""

TIMES_MOST = 3.0
"""Told is what is past so many times the most that ever was: a restart after which all is asked anew has shown itself,
or is over before the second window. A convention."""

FEWEST_KEPT = FLOOR_FLOWS / TIMES_MOST
"""Up to so many connections in five minutes are as good as none: nothing is kept of them, and they cost nothing."""

WINDOWS_IN_A_ROW = 2
"""So many windows one after the other are past all that: reconnecting after a restart takes a minute or two."""

HALVED_S = 56 * DAY_S
"""Of the most that ever was a half is left after eight weeks, as of the largest windows (`volume.py`)."""


class Busiest(Struct, array_like=True):
    """Most connections in a window as they were at `time`, the run of windows past them, and the count of late.

    `run_begin` is when the first window of the run began, `run_end` when its last one ended, seconds UTC, `run_most`
    its most connections; a `run_most` of 0: none. `announced`: a window of it was one of announced work, so it is not
    learnt. `noted` is what its paths had in all at the end of the run's last window, see `role_paths.py`. `held` are
    the connections of the window that began at `held_begin`, more than ever, which the next window decides of; 0: none.
    """

    count: FadingCount
    time: float = 0.0
    flows: float = 0.0
    run_begin: float = 0.0
    run_end: float = 0.0
    run_most: int = 0
    announced: bool = False
    noted: dict[str, int] = {}
    held_begin: float = 0.0
    held: float = 0.0

    def most(self, time: float) -> float:
        """What is left at a time of the most connections in a window; `FEWEST_KEPT` at least."""
        left = min(1.0, 0.5 ** ((time - self.time) / HALVED_S))
        return float(max(left * self.flows, FEWEST_KEPT))

    def hear(self, begin: float, connections: int, *, ready: bool, announced: bool) -> bool:
        """Count a window that is over; whether the run is long enough to tell, with it.

        Not `ready`: it was not watched for long enough, so that whatever comes is learnt.
        """
        self.count.add(step_of(begin), connections)
        begins = ready and begin == self.held_begin + WINDOW_S and self._is_past(begin, connections)
        if self.held and not begins:
            self._learn(self.held_begin, self.held)
        # Else a run began amid the window before: what that had is no bound for what goes on.
        self.held_begin, self.held = 0.0, 0.0
        if self.run_most and not (self._goes_on(begin) and self._is_past(begin, connections)):
            # The run is over: this window is compared with it, too.
            if not self.announced:
                self._learn(self.run_end, self.run_most)
            self.run_begin, self.run_end, self.run_most, self.announced, self.noted = 0.0, 0.0, 0, False, {}
        if not (ready and self._is_past(begin, connections)):
            if connections > self.most(begin) and not announced:
                self.held_begin, self.held = begin, connections
            return False
        self.run_begin = self.run_begin if self.run_most else begin
        self.run_end, self.run_most = begin + WINDOW_S, max(self.run_most, connections)
        self.announced = self.announced or announced
        return self._is_long(begin)

    def lasts(self, begin: float, connections: int) -> bool:
        """Whether the run is long enough to tell with the window that began then, which may not be heard yet."""
        if self.run_end == begin + WINDOW_S:
            return self._is_long(begin)
        return self._goes_on(begin) and self._is_past(begin, connections) and self._is_long(begin)

    def _goes_on(self, begin: float) -> bool:
        return self.run_most > 0 and self.run_end == begin

    def _is_past(self, begin: float, connections: int) -> bool:
        return connections >= max(FLOOR_FLOWS, TIMES_MOST * self.most(begin))

    def _is_long(self, begin: float) -> bool:
        return begin + WINDOW_S - self.run_begin >= WINDOWS_IN_A_ROW * WINDOW_S

    def _learn(self, time: float, connections: float) -> None:
        """So many connections in a window are usual from now on."""
        self.flows = max(connections, self.most(time))
        self.time = max(time, self.time)
