"""A new path that jumps over a Purdue level, within the plant or between plant and DMZ."""

from models.findings.sighting import About, Finding, Sighting, Words, crossing_finding, in_vain, placed, reached
from schemas.alert import Advice, Technique
from schemas.attack import AlertKind

SKIP_STEPS = 2.0
"""Neighbouring levels may talk (3.5 counts as the step between 3 and 4); two steps or more skip one."""

BASE_POINTS = 25.0
POINTS_PER_STEP = 5.0

WORDS = Words(
    techniques=(Technique("T0886", "TA0109"),),
    advice=Advice(
        "the cell's own firewall or switch",
        (
            "Ask {responder's owner} whether a new function needs this path. If so, declare the conduit; if not, find "
            "out who used {initiator} at that time, and block the path here (M0937 Filter Network Traffic)."
        ),
    ),
)


class LevelSkip:
    """Fires where both levels are declared and lie two steps or more apart, in OT or between OT and the DMZ."""

    kind: AlertKind = "level-skip"
    words = WORDS
    about: About = "crossing"

    def score(self, sighting: Sighting) -> float | None:
        """Points grow with the steps skipped; None until an end has a history, since a skip may be the plant's way."""
        steps = steps_skipped(sighting)
        if steps is None or sighting.surprise is None:
            return None
        return BASE_POINTS + POINTS_PER_STEP * (steps - SKIP_STEPS)

    def finding(self, sighting: Sighting) -> Finding | None:
        """One cause per initiator, service and zone reached."""
        points = self.score(sighting)
        if points is None or sighting.initiator.level is None or sighting.responder.level is None:
            return None
        began, answered = sighting.initiator.level, sighting.responder.level
        what = f"New path from level {began:g} straight to level {answered:g}{in_vain(sighting)}"
        text = (
            f"{placed(sighting.initiator)} (Purdue level {began:g}) {reached(sighting)} {placed(sighting.responder)} "
            f"(level {answered:g}) by {sighting.service} for the first time, skipping what lies between"
        )
        return crossing_finding(sighting, self.kind, points, what=what, text=text, words=self.words)


def steps_skipped(sighting: Sighting) -> float | None:
    """How many Purdue levels lie between the ends; None where they are neighbours, or not both in OT or the DMZ."""
    began, answered = sighting.initiator.level, sighting.responder.level
    if began is None or answered is None or not set(sighting.sides) <= {"ot", "dmz"} or "ot" not in sighting.sides:
        return None
    steps = abs(began - answered)
    return steps if steps >= SKIP_STEPS else None
