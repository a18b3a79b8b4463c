"""A path between the internet and OT or the DMZ: it should not exist, from the first minute."""

from models.findings.sighting import SIDE_NAMES, About, Finding, Sighting, Words, crossing_finding, placed, reached
from schemas.alert import Advice, Technique
from schemas.attack import AlertKind

INBOUND_POINTS = 70.0
OUTBOUND_POINTS = 55.0
DMZ_INBOUND_POINTS = 45.0
DMZ_OUTBOUND_POINTS = 28.0
"""Into OT above out of it, both above the DMZ's: the order of CISA's first advice (no OT on the public internet). Into
OT it is above whatever an office does (`dmz_bypass.py`): anybody in the world may stand there."""

WORDS = Words(
    techniques=(Technique("T0883", "TA0108"),),
    advice=Advice(
        "the plant's edge firewall",
        (
            "Block {initiator} here, and find the firewall rule or the modem that lets it through. If that is a "
            "vendor's address which somebody needs, declare it and its conduit (docs/zones.md; M0930 Network "
            "Segmentation)."
        ),
    ),
)

OUTBOUND = Words(
    advice=Advice(
        "the plant's edge firewall",
        (
            "Find the rule or the modem that lets {initiator} out, close it, and ask {initiator's owner} what on it "
            "connects to {responder}. If that is a vendor's address which somebody needs, declare it and its conduit "
            "(docs/zones.md; M0930 Network Segmentation)."
        ),
    ),
)
"""Who reaches out is not reachable from outside by that: no T0883."""

OUTBOUND_BY_COMMON_PORT = Words(techniques=(Technique("T0885", "TA0101"),), advice=OUTBOUND.advice)

COMMON_PORTS = frozenset({23, 53, 80, 102, 161, 443, 502, 20_000, 44_818})
"""The single ports that T0885 (Commonly Used Port) lists."""


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
            return (DMZ_INBOUND_POINTS if began == "external" else DMZ_OUTBOUND_POINTS) + depth
        return (INBOUND_POINTS if began == "external" else OUTBOUND_POINTS) + depth

    def finding(self, sighting: Sighting) -> Finding | None:
        """One cause per initiator, service and zone; the internet's side is known by prefix."""
        points = self.score(sighting)
        if points is None:
            return None
        began, answered = sighting.sides
        inbound = began == "external"
        what = f"{SIDE_NAMES[began]} {reached(sighting)} {SIDE_NAMES[answered]}"
        who = f"An internet host of {sighting.initiator.label}" if inbound else placed(sighting.initiator)
        text = (
            f"{who} {reached(sighting)} {placed(sighting.responder)} by {sighting.service}; nothing in "
            f"{SIDE_NAMES[answered if inbound else began]} should meet the internet directly"
        )
        common = sighting.flow.responder_port in COMMON_PORTS
        words = self.words if inbound else OUTBOUND_BY_COMMON_PORT if common else OUTBOUND
        return crossing_finding(sighting, self.kind, points, what=what[:1].upper() + what[1:], text=text, words=words)
