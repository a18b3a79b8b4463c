"""An asset nobody declared and nobody has met before shows up in OT."""

from models.baseline.baseline import READY_AT
from models.findings.sighting import About, Finding, Sighting, Words
from schemas.alert import Advice, Reason, Technique
from schemas.attack import AlertKind

BASE_POINTS = 30.0
READINESS_POINTS = 15.0

WORDS = Words(
    techniques=(Technique("T0864", "TA0108"),),
    advice=Advice(
        "the switch port of the new asset",
        ("Find the device; add it to the inventory, or take it off the network by hand (M0801 Access Management)."),
    ),
)


class NewAsset:
    """Fires on the first sign of life of an undeclared asset in OT, once the plant's assets are known well enough."""

    kind: AlertKind = "new-asset"
    words = WORDS
    about: About = "newcomer"

    def score(self, sighting: Sighting) -> float | None:
        """Points grow with how complete the list of OT assets is; None while it is still being learnt."""
        if sighting.newcomer is None or sighting.newcomers_readiness < READY_AT:
            return None
        return BASE_POINTS + READINESS_POINTS * sighting.newcomers_readiness

    def finding(self, sighting: Sighting) -> Finding | None:
        """One cause per asset."""
        points = self.score(sighting)
        if points is None or sighting.newcomer is None:
            return None
        newcomer = sighting.newcomer
        place = newcomer.zone or "OT"
        known = Reason(
            text=f"the assets of {place} were known to {sighting.newcomers_readiness:.0%} before",
            weight=0.0,
            value=round(sighting.newcomers_readiness, 3),
        )
        return Finding(
            kind=self.kind,
            points=points,
            cause=(newcomer.id,),
            title=f"New asset in {place}: {newcomer.label}",
            text=f"an asset that is not declared and was never met before in {place}",
            words=self.words,
            reasons=(known,),
        )
