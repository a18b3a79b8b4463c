"""A path between office and plant that goes round the DMZ the plant has."""

from models.findings.sighting import (
    SIDE_NAMES,
    About,
    Finding,
    Sighting,
    Words,
    crossing_finding,
    in_vain,
    placed,
    reached,
)
from schemas.alert import Advice, Technique
from schemas.attack import AlertKind

INTO_OT_POINTS = 55.0
OUT_OF_OT_POINTS = 30.0
POINTS_PER_LEVEL = 2.0
"""What a level deeper adds: four levels, from 3 to the process, stay below what an answer adds."""

WORDS = Words(
    techniques=(Technique("T0886", "TA0108"),),
    advice=Advice(
        "the firewall between IT and OT",
        (
            "See whether it still goes on, and ask {initiator's owner} whether it was meant. If nobody knows of it, "
            "block it here and treat {initiator} as compromised. If it was meant, lead it through the jump host, or "
            "declare the conduit (docs/zones.md; M0930 Network Segmentation)."
        ),
    ),
)

OUT_OF_OT_WORDS = Words(
    techniques=(Technique("T0886", "TA0109"),),
    advice=Advice(
        "the firewall between IT and OT",
        (
            "Ask {initiator's owner} what it needs from {responder}. If nobody knows, block it here and find out what "
            "runs on {initiator}. If it is needed, lead it through the DMZ, or declare the conduit (docs/zones.md; "
            "M0930 Network Segmentation)."
        ),
    ),
)
"""Who begins in OT has gained no access to it by that."""


class DmzBypass:
    """Fires where IT and OT meet directly though a DMZ zone is declared."""

    kind: AlertKind = "dmz-bypass"
    words = WORDS
    about: About = "crossing"

    def score(self, sighting: Sighting) -> float | None:
        """Points by direction, more the deeper the plant's end lies."""
        if not sighting.has_dmz or set(sighting.sides) != {"it", "ot"}:
            return None
        into = sighting.sides[1] == "ot"
        inner = sighting.responder if into else sighting.initiator
        depth = max(0.0, 3.5 - inner.level) if inner.level is not None else 0.0
        return (INTO_OT_POINTS if into else OUT_OF_OT_POINTS) + POINTS_PER_LEVEL * depth

    def finding(self, sighting: Sighting) -> Finding | None:
        """One cause per initiator, service and zone reached."""
        points = self.score(sighting)
        if points is None:
            return None
        began, answered = sighting.sides
        what = f"{SIDE_NAMES[began]} to {SIDE_NAMES[answered]} past the DMZ{in_vain(sighting)}"
        text = (
            f"{placed(sighting.initiator)} {reached(sighting)} {placed(sighting.responder)} directly by "
            f"{sighting.service}; between {SIDE_NAMES[began]} and {SIDE_NAMES[answered]}, traffic should go through "
            "this plant's DMZ"
        )
        words = self.words if answered == "ot" else OUT_OF_OT_WORDS
        return crossing_finding(sighting, self.kind, points, what=what, text=text, words=words)
