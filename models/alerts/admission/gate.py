"""What happens to an alert right before it goes out first: other witnesses are heard, and the budget is asked."""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from models.alerts.admission.withheld import LISTS, MOST_LISTED, listed, never_withheld
from models.alerts.admission.witnesses import others_of, weighed
from models.alerts.alert_state import AlertState
from models.budget.day_budget import FROM_SEVERITY, SpentDay
from models.budget.ranks import Ranks
from models.event_time.calendar import Calendar
from models.settings import Least
from schemas.alert import LEVEL_FROM, Alert, Level, level_of

UNCOUNTED: frozenset[Level] = frozenset({"info", "low"})
"""What the budget does not count: below medium."""


class Gate:
    """Of one site. `a_day`: alerts of medium and above that go out on a local day; None: all.

    `least`: from which level on those of some kinds go out.
    """

    def __init__(self, calendar: Calendar, a_day: int | None, least: Sequence[Least] = ()) -> None:
        self._calendar = calendar
        self._a_day = a_day
        self._least = {each.kind: LEVEL_FROM[each.level] for each in least}
        self.day = SpentDay()
        self.ranks = Ranks()
        self.dirty = False

    def first(self, alert: AlertState, known: Iterable[AlertState], time: float) -> list[AlertState]:
        """Weigh an alert that is new, and withhold it where the budget says so and there is no second witness.

        `known` are those that share a host with it. Returns the worst of them that was withheld, where this one is its
        second witness: it speaks from now on.
        """
        others = others_of(alert, known)
        weighed(alert, others)
        self._rank(alert, time)
        if others:
            self._passes(alert, time)
        else:
            self._ask(alert, time)
        waiting = [other for other in others if other.status == "withheld"]
        promoted = sorted(waiting, key=lambda other: (-other.severity, other.id))[:1]
        for other in promoted:
            self._release(other)
        return promoted

    def watched(self, clock: float) -> None:
        """The site is watched and not learnt by declaration: ranks count from here on."""
        self.dirty = self.ranks.watched(clock) or self.dirty

    def again(self, alert: AlertState, time: float) -> None:
        """One more revision: where it reads a level higher it is ranked anew.

        One that was withheld goes out if its level is enough now, or a way that is forbidden has come to it.
        """
        risen = level_of(alert.severity) != alert.published_level
        if risen:
            self._rank(alert, time)
        if alert.status == "open" and risen and alert.published_level in UNCOUNTED and not never_withheld(alert):
            self.day.count(alert.kind, self._calendar.day_of(time))
        if alert.status == "withheld" and (risen or never_withheld(alert)) and self._passes(alert, time):
            self._release(alert)

    def listed(self, digest: Alert) -> Alert:
        """A finished list, as it goes out or is kept."""
        if digest.severity >= self._least.get(digest.kind, 0):
            return digest
        return replace(digest, status="withheld", unsent=True)

    def _rank(self, alert: AlertState, time: float) -> None:
        """What it is among those that came before, whichever of them went out."""
        if alert.kind in LISTS or alert.counted_as == alert.severity:
            return
        self.ranks.watched(time)
        alert.rank = self.ranks.rank(alert.kind, alert.severity, time)
        self.ranks.count(alert.kind, alert.severity, before=alert.counted_as)
        alert.counted_as = alert.severity
        self.dirty = True

    def _ask(self, alert: AlertState, time: float) -> None:
        if alert.status != "open" or (not _taught_below(alert) and self._passes(alert, time)):
            return
        alert.status, alert.unsent = "withheld", True
        if alert.severity < self._least.get(alert.kind, 0):
            # Somebody chose so, once for all: a list of it each day would be as loud.
            return
        calendar = self._calendar
        self.day.hold(listed(alert), date=calendar.date_of(time), day_end=calendar.day_end(time), most=MOST_LISTED)

    def _passes(self, alert: AlertState, time: float) -> bool:
        if never_withheld(alert):
            return True
        if alert.severity < self._least.get(alert.kind, 0):
            return False
        if self._a_day is None:
            return True
        self.dirty = True
        return self.day.goes_out(alert.kind, alert.severity, self._calendar.day_of(time), self._a_day)

    def unlist(self, alert: AlertState) -> None:
        """It goes out, was judged, or is part of another one: the day's list needs it no more."""
        if alert.unsent:
            self.day.unlist(alert.id)
            self.dirty = True

    def step_back(self, clock: float) -> None:
        """The site's clock was ahead and stands at `clock` again, seconds UTC."""
        calendar = self._calendar
        self.day.step_back(calendar.day_of(clock), date=calendar.date_of(clock), day_end=calendar.day_end(clock))
        self.ranks.step_back(clock)
        self.dirty = True

    def _release(self, alert: AlertState) -> None:
        alert.status = "open"
        self.unlist(alert)


def _taught_below(alert: AlertState) -> bool:
    """Whether only what words have taught takes it below medium: then it waits in the day's list, and is no less seen.

    Other witnesses of its hosts may have brought it back since.
    """
    before = alert.severity - sum(reason.weight for reason in alert.taught)
    return alert.severity < FROM_SEVERITY <= before
