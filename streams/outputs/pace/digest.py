"""One alert that stands for many: what an output with a rate limit gets in the place of what exceeds it.

Pure. The same alerts in the same order give the same digest, id included, so one that is sent again is told apart from
a new one. The alerts themselves stay where all are kept.
"""

import hashlib

from schemas.alert import Advice, Alert, Level, Reason, level_of
from schemas.attack import AlertKind

NAMED = 20
"""Alerts that a digest names by id: a screenful, some 700 bytes."""

MOST_REASONS = 30
"""Pairs of level and kind that a digest counts apart."""


class Held:
    """Alerts of one site that were held back, counted; its memory does not grow with their number."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.count = 0
        self._severity = 0
        self._counts: dict[tuple[Level, AlertKind], int] = {}
        self._named: list[str] = []
        self._first = self._last = ""
        self._first_seen = self._last_seen = self._time = self._revision_time = 0.0

    def add(self, alert: Alert) -> None:
        """Count one more."""
        key = f"{alert.id}-{alert.revision}"
        if not self.count:
            self._first, self._first_seen = key, alert.first_seen
        if len(self._named) < NAMED:
            self._named.append(key)
        pair = alert.level, alert.kind
        self._counts[pair] = self._counts.get(pair, 0) + 1
        self.count += 1
        self._last = key
        self._severity = max(self._severity, alert.severity)
        self._first_seen = min(self._first_seen, alert.first_seen)
        self._last_seen = max(self._last_seen, alert.last_seen)
        self._time = max(self._time, alert.time)
        self._revision_time = max(self._revision_time, alert.revision_time)

    def copy(self) -> "Held":
        """Another one that counts on by itself."""
        other = Held(self.site)
        other.__dict__.update(self.__dict__)
        other._counts, other._named = dict(self._counts), list(self._named)
        return other

    def digest(self, output: str, at_most_per_minute: int) -> Alert:
        """The alert that tells of them, for the output of this name."""
        counts = sorted(self._counts.items(), key=lambda item: (-item[1], item[0]))
        named = ", ".join(self._named)
        more = f" and {self.count - NAMED:,} more" if self.count > NAMED else ""
        identity = f"{output}\0{self.site}\0{self._first}\0{self._last}\0{self.count}"
        return Alert(
            id=hashlib.blake2b(identity.encode(), digest_size=8).hexdigest(),
            revision=1,
            site=self.site,
            kind="output-digest",
            severity=self._severity,
            level=level_of(self._severity),
            title=f"{self.count:,} more alerts than this output takes in a minute",
            summary=(
                f"This output takes {at_most_per_minute:,} alerts a minute; what came beyond is told of here, and kept."
                f" Alerts, each with its revision: {named}{more}."
            ),
            time=self._time,
            first_seen=self._first_seen,
            last_seen=self._last_seen,
            revision_time=self._revision_time,
            count=self.count,
            status="open",
            reasons=tuple(
                Reason(f"{count:,} alerts of level {level}: {kind}", 0, value=float(count), unit="alerts")
                for (level, kind), count in counts[:MOST_REASONS]
            ),
            advice=Advice("Weir", "Look at them with `weir alerts list`, or in an output without this limit."),
        )
