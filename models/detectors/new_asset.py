"""An asset nobody declared and nobody has met before shows up in OT."""

from models.baseline.baseline import READY_AT
from models.findings.sighting import About, Finding, Sighting, Words, reached, span, way
from schemas.alert import Advice, Technique
from schemas.attack import AlertKind

BASE_POINTS = 30.0
RETURNED_POINTS = -10.0
"""Of one that was there before, half a level less than of one that never was. A convention."""

READINESS_POINTS = 15.0

WORDS = Words(
    techniques=(Technique("T0864", "TA0108"),),
    advice=Advice(
        "the switch port of {newcomer}",
        (
            "Find the port on which {newcomer's MAC} is learnt, and see what is plugged in there. If it belongs there, "
            "add it to the inventory; if not, unplug it, and see whom else it reached (`weir paths list --asset "
            "{newcomer}`; M0801 Access Management)."
        ),
    ),
)


class NewAsset:
    """Fires on the first sign of life of an undeclared asset in OT, once the plant's assets are known well enough.

    Also on one that comes back after a month or more.
    """

    kind: AlertKind = "new-asset"
    words = WORDS
    about: About = "newcomer"

    def score(self, sighting: Sighting) -> float | None:
        """Points grow with how complete the list of OT assets is; None while it is still being learnt."""
        if sighting.newcomer is None or sighting.newcomers_readiness < READY_AT:
            return None
        points = BASE_POINTS + READINESS_POINTS * sighting.newcomers_readiness
        return points if sighting.away_s is None else points + RETURNED_POINTS

    def finding(self, sighting: Sighting) -> Finding | None:
        """One cause per asset."""
        points = self.score(sighting)
        if points is None or sighting.newcomer is None:
            return None
        newcomer = sighting.newcomer
        place = newcomer.zone or "OT"
        began = newcomer is sighting.initiator
        did = (
            f"{reached(sighting)} {sighting.responder.label} by {sighting.service}"
            if began
            else f"answered {sighting.initiator.label} by {sighting.service}"
        )
        what, seen = "Unknown device in", "was never seen before"
        if sighting.away_s is not None:
            what, seen = (
                f"Unknown device is back after {span(sighting.away_s)} in",
                f"was away for {span(sighting.away_s)}",
            )
        return Finding(
            kind=self.kind,
            points=points,
            cause=(newcomer.id,),
            title=f"{what} {place}: {way(sighting)}",
            text=f"{newcomer.label} in {place}, a device that is in no inventory and {seen}, {did}",
            words=self.words,
        )
