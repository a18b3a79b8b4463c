"""Who is being knocked at by many: per responder, the strangers of the last hour.

A flood of spoofed initiators must cost bounded memory and few alerts. Past the limits, a stranger
(an address no asset holds) is counted here and makes neither an asset nor a path.
"""

from msgspec import Struct, field

from models.baseline.asset import Asset
from models.event_time.calendar import HOUR_S

UNANSWERED_LIMIT = 64
"""Strangers an hour that may try in vain before they are counted only. A convention: a plant's host that meets
more new addresses an hour, none of whom it answers, is being flooded; what passes the limit is still counted."""

ANY_LIMIT = 1_024
"""Strangers an hour that may be served before they are counted only. A convention too: more new clients an hour
than most plants have hosts."""

SINGLE_CAUSES = 2
"""New causes an hour at one responder that alert each by itself; from the next on they are one alert. Two and one
for all others keep a flood at three alerts."""

MAX_CROWDS = 4_096

MAX_WAYS = 16
"""Ways into one responder, by service and the strangers' zone, that have an alert each past the limits. More than most
hosts serve, and a bound on what made-up services can cost; further ways share one alert."""

OTHER_WAYS = "other"


class Crowd(Struct, array_like=True):
    """One responder's strangers and new causes since the hour `since` began.

    `alert` gathers new causes past the single ones; `pooled` has the alert of each way by which strangers past the
    limits come.
    """

    responder: str
    since: float
    unanswered: int = 0
    answered: int = 0
    causes: int = 0
    served_causes: int = 0
    alert: str | None = None
    pooled: dict[str, str] = field(default_factory=dict)

    def way_of(self, initiator: Asset, service: str, *, answered: bool) -> str:
        """Which strangers are one: those of one zone by one service; tries that nobody answered whatever they try."""
        way = f"{service if answered else 'no-answer'} from {initiator.zone or initiator.side or 'undeclared'}"
        return way if way in self.pooled or len(self.pooled) < MAX_WAYS else OTHER_WAYS


class FloodTracker:
    """All crowds of one site."""

    def __init__(self) -> None:
        self.by_responder: dict[str, Crowd] = {}
        self.dirty = False

    def at(self, responder: str, time: float) -> Crowd:
        """The responder's crowd of this hour; a new hour begins a new count but keeps open alerts for one more."""
        crowd = self.by_responder.get(responder)
        if crowd is None or time - crowd.since > HOUR_S:
            recent = crowd is not None and time - crowd.since <= 2 * HOUR_S
            kept, pooled = (crowd.alert, crowd.pooled) if crowd is not None and recent else (None, {})
            self.by_responder.pop(responder, None)
            crowd = self.by_responder[responder] = Crowd(responder, time, alert=kept, pooled=pooled)
            crowd.causes = crowd.served_causes = SINGLE_CAUSES if kept is not None else 0
            if len(self.by_responder) > MAX_CROWDS:
                del self.by_responder[next(iter(self.by_responder))]
            self.dirty = True
        return crowd

    def too_many(self, crowd: Crowd, *, answered: bool) -> bool:
        """Count a new cause at this responder. True when it is to join the crowd's one alert."""
        self.dirty = True
        if answered:
            crowd.served_causes += 1
            return crowd.served_causes > SINGLE_CAUSES
        crowd.causes += 1
        return crowd.causes > SINGLE_CAUSES

    def stranger(self, crowd: Crowd, *, answered: bool) -> bool:
        """Count a flow of a stranger. True when it is one too many and shall be counted only."""
        self.dirty = True
        if answered:
            crowd.answered += 1
        else:
            crowd.unanswered += 1
        return crowd.answered > ANY_LIMIT or (not answered and crowd.unanswered > UNANSWERED_LIMIT)
