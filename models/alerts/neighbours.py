"""Which open alerts have an end in common, so that each names the others.

Kept by the initiator and the responder that an alert shows; one that stands for many shows the first of them.
"""

from heapq import nsmallest

from models.alerts.alert_state import AlertState
from schemas.alert import RelatedAlert, level_of

MOST_NAMED = 10
"""Other alerts that an alert names: what a person looks through. Their total is told."""

_SPEAKING = frozenset({"open", "malicious"})

Ends = tuple[str | None, str | None]


class Neighbours:
    """The alerts of one site by their ends."""

    def __init__(self) -> None:
        self._by_initiator: dict[str, set[str]] = {}
        self._by_responder: dict[str, set[str]] = {}
        self._ends: dict[str, Ends] = {}

    def put(self, alert: AlertState) -> None:
        """Note the ends of an alert, or that they have changed."""
        ends = _ends(alert)
        if self._ends.get(alert.id) == ends:
            return
        self.drop(alert.id)
        self._ends[alert.id] = ends
        for end, table in zip(ends, (self._by_initiator, self._by_responder), strict=True):
            if end is not None:
                table.setdefault(end, set()).add(alert.id)

    def drop(self, alert_id: str) -> None:
        """Forget an alert; nothing where it is not known."""
        ends = self._ends.pop(alert_id, (None, None))
        for end, table in zip(ends, (self._by_initiator, self._by_responder), strict=True):
            if end is not None:
                table[end].discard(alert_id)
                if not table[end]:
                    del table[end]

    def of_initiator(self, asset: str) -> set[str]:
        """The ids of all alerts that show this initiator."""
        return self._by_initiator.get(asset, set())

    def of_host(self, asset: str) -> set[str]:
        """The ids of all alerts that show this host at either end."""
        return self._by_initiator.get(asset, set()) | self._by_responder.get(asset, set())

    def related(self, alert: AlertState, alerts: dict[str, AlertState]) -> tuple[tuple[RelatedAlert, ...], int]:
        """The worst of the other alerts that speak and have an end in common with this one, and how many there are."""
        initiator, responder = _ends(alert)
        begun = self._by_initiator.get(initiator or "", set())
        reached = self._by_responder.get(responder or "", set())
        others = [alerts[each] for each in begun | reached if each != alert.id and alerts[each].status in _SPEAKING]
        worst = nsmallest(MOST_NAMED, others, key=lambda other: (-other.severity, other.id))
        named = tuple(
            RelatedAlert(
                id=other.id,
                kind=other.kind,
                level=level_of(other.severity),
                title=other.title,
                same_initiator=other.id in begun,
                same_responder=other.id in reached,
            )
            for other in worst
        )
        return named, len(others)


def _ends(alert: AlertState) -> Ends:
    initiator, responder = alert.initiator, alert.responder
    return None if initiator is None else initiator.asset, None if responder is None else responder.asset
