"""Which alerts a view shows, in which order, and which of them is selected. Pure: it reads and draws nothing."""

from collections.abc import Collection, Iterable

from schemas.alert import Alert, AlertStatus
from streams.read_model.alert_context import SPEAKING, revision_time

MOST_KEPT = 2_000
"""Alerts held at once, the worst of them: some 10 MB, and more than anyone goes through in a day."""

Key = tuple[str, str]
"""Site and id."""


def key_of(alert: Alert) -> Key:
    """How an alert is told from others."""
    return alert.site, alert.id


class Feed:
    """The newest revision of each alert.

    Those of `statuses` are shown, and those that were judged here; with `every` all are. `by_time`: the newest first,
    else the worst.
    """

    def __init__(self, statuses: Collection[AlertStatus] = SPEAKING) -> None:
        self.every = False
        self._statuses = frozenset(statuses)
        self.by_time = False
        self.words = ""
        self.selected: Key | None = None
        self.left_out = 0
        self._alerts: dict[Key, Alert] = {}
        self._judged: set[Key] = set()

    def take(self, alerts: Iterable[Alert]) -> None:
        """Put revisions in the place of older ones."""
        for alert in alerts:
            known = self._alerts.get(key_of(alert))
            if known is None or known.revision <= alert.revision:
                self._alerts[key_of(alert)] = alert
        if len(self._alerts) > MOST_KEPT + MOST_KEPT // 10:
            kept = sorted(self._alerts.values(), key=_worst_first)[:MOST_KEPT]
            self.left_out += len(self._alerts) - len(kept)
            self._alerts = {key_of(alert): alert for alert in kept}

    def update(self, alerts: Iterable[Alert]) -> None:
        """Put revisions in the place of older ones, where there are any."""
        self.take(alert for alert in alerts if key_of(alert) in self._alerts)

    def judge(self, key: Key) -> None:
        """Go on showing it once it is answered."""
        self._judged.add(key)

    def shown(self) -> list[Alert]:
        """What is shown, from top to bottom; one of them is selected, unless there is none."""
        wanted = self.words.casefold().split()
        found = [
            alert
            for key, alert in self._alerts.items()
            if (self.every or alert.status in self._statuses or key in self._judged)
            and all(word in _said_of(alert) for word in wanted)
        ]
        found.sort(key=_newest_first if self.by_time else _worst_first)
        if found and self.selected not in {key_of(alert) for alert in found}:
            self.selected = key_of(found[0])
        return found

    def current(self) -> Alert | None:
        """The selected alert."""
        return next((alert for alert in self.shown() if key_of(alert) == self.selected), None)

    def move(self, steps: int) -> None:
        """Select another one, so many lines further down; the first or the last where there are no more."""
        found = self.shown()
        if found:
            place = next(number for number, alert in enumerate(found) if key_of(alert) == self.selected)
            self.selected = key_of(found[min(max(place + steps, 0), len(found) - 1)])

    def waiting(self) -> int:
        """How many wait for somebody."""
        return sum(alert.status in SPEAKING for alert in self._alerts.values())


def _worst_first(alert: Alert) -> tuple[bool, int, float, str]:
    return alert.status not in SPEAKING, -alert.severity, -revision_time(alert), alert.id


def _newest_first(alert: Alert) -> tuple[float, str]:
    return -revision_time(alert), alert.id


def _said_of(alert: Alert) -> str:
    """What a filter of words is looked for in."""
    ends = [party for party in (alert.initiator, alert.responder) if party is not None]
    named = [each for party in ends for each in (party.name, party.ip, party.mac, party.zone, party.asset)]
    said = (alert.id, alert.kind, alert.level, alert.status, alert.site, alert.service, alert.title, alert.summary)
    return " ".join(each for each in (*said, *named) if each).casefold()
