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
            "Ask the initiator's owner whether this was meant. If it was, lead it through the jump host, or declare "
            "the conduit. If nobody knows of it, treat the initiator as compromised (M0930 Network Segmentation)."
        ),
    ),
)


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
        return crossing_finding(sighting, self.kind, points, what=what, text=text, words=self.words)
