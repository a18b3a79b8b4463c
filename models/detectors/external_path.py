"""A path between the internet and OT or the DMZ: it should not exist, from the first minute."""

from models.findings.sighting import SIDE_NAMES, About, Finding, Sighting, Words, crossing_finding
from schemas.alert import Advice, Technique
from schemas.attack import AlertKind

INBOUND_POINTS = 60.0
OUTBOUND_POINTS = 45.0
DMZ_POINTS = 30.0
"""Inbound above outbound above DMZ: the order of CISA's first advice (no OT on the public internet)."""

WORDS = Words(
    techniques=(Technique("T0883", "TA0108"),),
    advice=Advice(
        "the plant's edge firewall",
        (
            "Find out which rule or device lets this through (M0930 Network Segmentation); if the peer is a known "
            "vendor, declare it and its conduit (docs/zones.md)."
        ),
    ),
)


class ExternalPath:
    """Fires where one end is the internet and the other OT, or the DMZ when the policy watches it."""

    kind: AlertKind = "external-path"
    words = WORDS
    about: About = "crossing"

    def score(self, sighting: Sighting) -> float | None:
        """Points by direction and side; a controller's depth adds two for each level below the DMZ."""
        began, answered = sighting.sides
        if "external" not in {began, answered}:
            return None
        inner = sighting.responder if began == "external" else sighting.initiator
        if inner.side not in {"ot", "dmz"}:
            return None
        depth = 2.0 * max(0.0, 3.5 - inner.level) if inner.level is not None else 0.0
        if inner.side == "dmz":
            return DMZ_POINTS + depth
        return (INBOUND_POINTS if began == "external" else OUTBOUND_POINTS) + depth

    def finding(self, sighting: Sighting) -> Finding | None:
        """One cause per initiator, service and zone; the internet's side is known by prefix."""
        points = self.score(sighting)
        if points is None:
            return None
        began, answered = sighting.sides
        inner = answered if began == "external" else began
        what = f"Internet path, {SIDE_NAMES[began]} to {SIDE_NAMES[answered]}"
        text = f"a path between the internet and {SIDE_NAMES[inner]}"
        return crossing_finding(sighting, self.kind, points, what=what, text=text, words=self.words)
