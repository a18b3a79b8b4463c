"""Several findings of different kinds about one host within hours: together they weigh more than each alone.

Kinds that see the same thing are one witness: a new path that is also a skipped level is no second one. How many
independent ones there are is looked up in a table. Nothing is multiplied: they are not independent as chances are.
"""

from collections.abc import Iterable

from models.alerts.alert_state import AlertState
from models.event_time.calendar import HOUR_S
from schemas.alert import Reason
from schemas.attack import AlertKind

WITHIN_S = 6 * HOUR_S
"""Most of a shift. A convention."""

WITNESS_OF: dict[AlertKind, str] = {
    "new-path-crossing": "way", "dmz-bypass": "way", "level-skip": "way", "external-path": "way", "new-path": "way",
    "rogue-master": "way", "pivot": "way",
    "new-asset": "identity", "bridge": "identity", "identity-conflict": "identity",
    "scan": "search",
    "volume": "amount", "burst": "amount", "drift": "amount", "multivariate": "amount",
    "failures": "answers",
    "silence": "time", "beacon": "time", "hours": "time",
}  # fmt: skip
"""What each kind looks at. Digests, and what is about a sensor, bear witness of no host."""

POINTS = {2: 10.0, 3: 20.0}
"""By the number of independent witnesses; as many for more than three. Two are half a level, three a level. A
convention."""

HIGH = 60
"""What reads high by itself needs no second witness."""


def others_of(alert: AlertState, known: Iterable[AlertState]) -> list[AlertState]:
    """Those that are about a host of this alert too, of another witness, and not long before; the latest first."""
    own, hosts = WITNESS_OF.get(alert.kind), _hosts(alert)
    if own is None:
        return []
    found = [
        other
        for other in known
        if other is not alert
        and other.status in {"open", "withheld", "malicious"}
        and WITNESS_OF.get(other.kind, own) != own
        and alert.last_seen - other.last_seen <= WITHIN_S
        and hosts & _hosts(other)
    ]
    return sorted(found, key=lambda other: (-other.last_seen, other.id))


def weighed(alert: AlertState, others: Iterable[AlertState]) -> None:
    """Add to the severity of an alert that reads lower than high what other witnesses say."""
    by_witness: dict[str, AlertState] = {}
    for other in others:
        by_witness.setdefault(WITNESS_OF[other.kind], other)
    if not by_witness or alert.severity >= HIGH:
        return
    points = POINTS[min(max(POINTS), len(by_witness) + 1)]
    named = "; ".join(f"{other.title} (alert {other.id[:12]})" for other in by_witness.values())
    text = f"Within six hours a host of this alert was found otherwise, too: {named}"
    alert.severity = min(100, alert.severity + round(points))
    alert.witnesses = (Reason(text=text, weight=points),)


def _hosts(alert: AlertState) -> set[str]:
    return {end.asset for end in (alert.initiator, alert.responder) if end is not None}
