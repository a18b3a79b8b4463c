"""Which alerts of a local day go out, and which wait in the day's list of what was withheld.

Detectors share one budget. Once it is spent, the severity that is needed rises by a level, and at twice the budget by
another: twice a day at most. The next day begins with none spent, so it falls by itself.
"""

from msgspec import Struct

from schemas.attack import AlertKind

FROM_SEVERITY = 40
"""Medium: what is below asks for nobody's time, and is neither counted nor withheld."""

NEEDED_ONCE_SPENT, NEEDED_AT_TWICE = 60, 80
"""High, and critical: that goes out whatever was spent."""


class Withheld(Struct, array_like=True, frozen=True):
    """One alert that waits in the day's list."""

    id: str
    kind: AlertKind
    severity: int
    title: str


class SpentDay(Struct, array_like=True):
    """What has gone out on a local `day` (days since 1970-01-01) by kind, and what is listed as withheld.

    `listed_on` is the date of the list and `due` when it is to be sent, in seconds UTC; 0: nothing is listed.
    `listed_total` counts those past the bound of the list, too.
    """

    day: int = -1
    sent: dict[str, int] = {}
    listed: list[Withheld] = []
    listed_total: int = 0
    listed_on: str = ""
    due: float = 0.0

    def goes_out(self, kind: AlertKind, severity: int, day: int, a_day: int) -> bool:
        """Whether an alert goes out with a budget of `a_day`; it is counted then. Days never step back."""
        if severity < FROM_SEVERITY:
            return True
        self._begin(day)
        spent = sum(self.sent.values())
        if severity < needed(spent, a_day) and not (spent < 2 * a_day and kind not in self.sent):
            return False
        self.count(kind, day)
        return True

    def count(self, kind: AlertKind, day: int) -> None:
        """One has gone out, whatever was spent."""
        self._begin(day)
        self.sent[kind] = self.sent.get(kind, 0) + 1

    def step_back(self, day: int, *, date: str, day_end: float) -> None:
        """The site's clock was ahead and stands on `day` again: what was sent and listed meanwhile is of that day."""
        if self.day > day:
            self.day, self.sent = day, {}
        if self.due > day_end:
            self.listed_on, self.due = date, day_end

    def _begin(self, day: int) -> None:
        if day > self.day:
            self.day, self.sent = day, {}

    def hold(self, alert: Withheld, *, date: str, day_end: float, most: int) -> None:
        """Take an alert into the list; the first one names its day. Past `most` it is only counted."""
        if not self.listed_total:
            self.listed_on, self.due = date, day_end
        self.listed_total += 1
        if len(self.listed) < most:
            self.listed = [*self.listed, alert]

    def unlist(self, alert_id: str) -> None:
        """One that was listed goes out after all."""
        kept = [each for each in self.listed if each.id != alert_id]
        self.listed_total -= len(self.listed) - len(kept)
        self.listed = kept

    def clear(self) -> None:
        """The list was sent."""
        self.listed, self.listed_total, self.listed_on, self.due = [], 0, "", 0.0


def needed(spent: int, a_day: int) -> int:
    """The severity that an alert needs once so many were sent on a day."""
    if spent < a_day:
        return FROM_SEVERITY
    return NEEDED_ONCE_SPENT if spent < 2 * a_day else NEEDED_AT_TWICE
