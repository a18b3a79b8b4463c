"""All that words on alerts have taught in one site, by kind and places.

`expected` and `malicious` teach once they have settled an alert; `mute` teaches nothing. An alert that is open again
takes its lesson back, and so do `undo` and `forget`, also long after the alert was closed.
"""

from collections.abc import Collection

from models.alerts.admission.withheld import LISTS
from models.alerts.alert_state import AlertState
from models.lessons.group import KEPT_S, Group, Lesson, group_id
from schemas.alert import Party
from schemas.attack import AlertKind
from schemas.services.names import CONTROL_SERVICES, OT_SERVICES

MAX_GROUPS = 1_024
"""Kinds and pairs of places: twenty zones that all alert to each other by two kinds. Past it the group of which nobody
spoke for longest gives way."""

UNTAUGHT: frozenset[AlertKind] = LISTS | {"sensor-silent", "heartbeat-missing"}
"""Lists, and what is about a sensor and never held back."""


class Taught:
    """`changed` and `removed` are ids of groups, since the last checkpoint."""

    def __init__(self) -> None:
        self.groups: dict[str, Group] = {}
        self.changed: set[str] = set()
        self.removed: set[str] = set()
        self._of_alert: dict[str, str] = {}

    def of(self, alert: AlertState) -> Group | None:
        """The group that an alert is one of; None where nothing was taught of it."""
        return self.groups.get(_group(alert).id) if self.groups else None

    def settled(self, alert: AlertState, time: float, word: str | None) -> None:
        """Words have given an alert its status at `time`; `word` is the id of the one that was said just now."""
        if alert.kind in UNTAUGHT:
            return
        if alert.status not in {"expected", "malicious"}:
            self.take_back(alert.id)
            return
        before, fresh = self._of_alert.get(alert.id), _group(alert)
        if before is not None and before != fresh.id:
            # A graver path speaks for it by now.
            self.take_back(alert.id)
        group = self.groups.setdefault(fresh.id, fresh)
        had = group.lessons
        if group.teach(Lesson(alert.id, time, alert.status == "malicious", word)):
            self._changed(group, had)
            self._bound()

    def take_back(self, alert: str | None, words: Collection[str] = ()) -> None:
        """Let go of the lesson of an alert, and of those of words, by id."""
        known = self.groups.get(self._of_alert.get(alert or "", ""))
        concerned = list(self.groups.values()) if words else [] if known is None else [known]
        for group in concerned:
            self._keep(group, [each for each in group.lessons if each.alert != alert and each.word not in words])

    def prune(self, time: float) -> None:
        """Let go of what was said too long before `time`."""
        for group in list(self.groups.values()):
            self._keep(group, [each for each in group.lessons if time - each.said < KEPT_S])

    def put_back(self, group: Group) -> None:
        """A group as it was stored."""
        self.groups[group.id] = group
        self._of_alert |= dict.fromkeys((lesson.alert for lesson in group.lessons), group.id)

    def _keep(self, group: Group, lessons: list[Lesson]) -> None:
        had = group.lessons
        if group.keep(lessons):
            self._changed(group, had)

    def _changed(self, group: Group, had: list[Lesson]) -> None:
        for lesson in had:
            self._of_alert.pop(lesson.alert, None)
        if group.lessons:
            self.put_back(group)
            self.changed.add(group.id)
            self.removed.discard(group.id)
            return
        del self.groups[group.id]
        self.changed.discard(group.id)
        self.removed.add(group.id)

    def _bound(self) -> None:
        if len(self.groups) > MAX_GROUPS:
            oldest = min(self.groups.values(), key=lambda group: (group.latest, group.id))
            self._keep(oldest, [])


def _group(alert: AlertState) -> Group:
    """The group of an alert, with nothing taught yet."""
    from_, to = _place(alert.initiator), _place(alert.responder)
    service = alert.service
    controls = None if service is None else service in CONTROL_SERVICES or service in OT_SERVICES
    return Group(group_id(alert.kind, from_, to, controls=controls), alert.kind, from_, to, controls)


def _place(end: Party | None) -> str | None:
    """As a crossing names it: the zone, where none is declared the side."""
    return None if end is None else end.zone or end.side or "undeclared"
