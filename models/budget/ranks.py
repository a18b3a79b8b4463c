"""How often this site has had an alert of a kind that was as severe: a rank, not a promise.

Each cause counts once an episode, by the highest severity that it reached, and what was sent counts as what was
withheld does: leaving out what alerted lets a threshold walk down, until a budget of one a day is 33 (simulated;
design, section 4). Nothing is fitted to what lies past the highest: flows follow each other too closely for a tail to
promise anything.
"""

from msgspec import Struct

from models.event_time.calendar import DAY_S
from schemas.alert import Rank
from schemas.attack import AlertKind

CALIBRATED_AFTER_DAYS = 28.0
"""Four weeks of each weekday; before that a rank is not told."""

_SEVERITIES = 101


class Ranks(Struct, array_like=True):
    """Causes by kind and severity, and since when they are counted, seconds UTC; 0: not yet.

    What comes while all is learnt by declaration raises nothing, so counting begins after it.
    """

    since: float = 0.0
    counts: dict[str, list[int]] = {}

    def watched(self, time: float) -> bool:
        """Count from `time` on, unless an earlier one is known. Whether that changed anything."""
        if self.since and self.since <= time:
            return False
        self.since = time
        return True

    def step_back(self, clock: float) -> None:
        """The site's clock was ahead: counting began no later than it stands now."""
        self.since = min(self.since, clock)

    def rank(self, kind: AlertKind, severity: int, time: float) -> Rank | None:
        """How many of a kind were as severe before, in how many days; None while too few were watched."""
        days = (time - self.since) / DAY_S
        if not self.since or days < CALIBRATED_AFTER_DAYS:
            return None
        return Rank(as_severe=sum(self.counts.get(kind, [])[severity:]), days=round(days, 1))

    def count(self, kind: AlertKind, severity: int, *, before: int | None = None) -> None:
        """One cause; `before`: the severity with which it was counted already."""
        counts = self.counts.setdefault(kind, [0] * _SEVERITIES)
        if before is not None:
            counts[before] -= 1
        counts[severity] += 1
