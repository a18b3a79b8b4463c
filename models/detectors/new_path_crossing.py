"""A path nobody has seen before crosses from one side to another."""

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
from schemas.asset_change import Side
from schemas.attack import AlertKind

POINTS: dict[tuple[Side | None, Side | None], float] = {
    ("it", "ot"): 45.0,
    (None, "ot"): 40.0,
    ("dmz", "ot"): 35.0,
    ("ot", "it"): 28.0,
    ("ot", None): 25.0,
    ("ot", "dmz"): 20.0,
    ("it", "dmz"): 18.0,
    (None, "dmz"): 18.0,
    ("dmz", "it"): 18.0,
    ("dmz", None): 18.0,
}
"""Into the plant above out of it, the plant above the DMZ: who begins has the initiative (IEC 62443 conduits
are directed for that reason)."""

WORDS = Words(
    techniques=(Technique("T0886", "TA0109"),),
    advice=Advice(
        "the conduit between the two zones",
        (
            "Look for a change ticket about {responder}, or ask {initiator's owner}. If somebody meant it, say `weir "
            "verdict expected`; if nobody did, find out who used {initiator} at that time (M0807 Network Allowlists)."
        ),
    ),
)


class NewPathCrossing:
    """Fires on any new crossing with an end in OT or the DMZ that no finer detector names."""

    kind: AlertKind = "new-path-crossing"
    words = WORDS
    about: About = "crossing"

    def score(self, sighting: Sighting) -> float | None:
        """Points by direction and half a point a bit of surprise.

        None until an end has a history, save where the policy forbids the path anyway.
        """
        if sighting.surprise is None and sighting.action != "forbidden":
            return None
        base = POINTS.get(sighting.sides)
        return None if base is None else base + min(5.0, 0.5 * (sighting.surprise or 0.0))

    def finding(self, sighting: Sighting) -> Finding | None:
        """One cause per initiator, service and zone reached."""
        points = self.score(sighting)
        if points is None:
            return None
        began, answered = sighting.sides
        what = f"New path from {SIDE_NAMES[began]} to {SIDE_NAMES[answered]}{in_vain(sighting)}"
        text = (
            f"{placed(sighting.initiator)} {reached(sighting)} {placed(sighting.responder)} by {sighting.service} for "
            f"the first time, from {SIDE_NAMES[began]} to {SIDE_NAMES[answered]}"
        )
        return crossing_finding(sighting, self.kind, points, what=what, text=text, words=self.words)
