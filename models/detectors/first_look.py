"""What would alert if its ends were known better: one digest a day to confirm, never an alert each."""

from models.detectors.level_skip import steps_skipped
from models.detectors.scan import READY_PORTS, READY_TARGETS
from models.findings.sighting import NO_WORDS, SIDE_NAMES, About, Finding, Sighting, crossing_of, way
from schemas.attack import AlertKind

POINTS = 10.0


class FirstLook:
    """Takes what is watched, crosses a line, and met nobody who is ready.

    Where an end has been watched for long enough to be ready and yet is not, it takes skipped levels and small sweeps
    as well: what a person's word took from a baseline must not make its other news silent.
    """

    kind: AlertKind = "first-look"
    words = NO_WORDS
    about: About = "digest"

    def score(self, sighting: Sighting) -> float | None:
        """Points for the digest's order only: answered before unanswered. None where nothing is to be confirmed."""
        unknown = not sighting.ready or sighting.surprise is None
        if not sighting.guarded or not unknown:
            return None
        watched = sighting.action != "quiet"
        crosses = watched and sighting.sides[0] != sighting.sides[1]
        skips = watched and sighting.seasoned and steps_skipped(sighting) is not None
        if not crosses and not skips and not (sighting.seasoned and _sweeps(sighting)):
            return None
        return POINTS if sighting.answered else POINTS / 2.0

    def finding(self, sighting: Sighting) -> Finding | None:
        """All of a day are one cause."""
        points = self.score(sighting)
        if points is None:
            return None
        began, answered = sighting.sides
        return Finding(
            kind=self.kind,
            points=points,
            cause=(),
            title=f"First look: {way(sighting)}",
            text=f"a path from {SIDE_NAMES[began]} to {SIDE_NAMES[answered]}, first seen while both ends still learn",
            crossing=crossing_of(sighting, "first-look"),
            digest=True,
        )


def _sweeps(sighting: Sighting) -> bool:
    """Whether it is part of a sweep, by the figures that count where an end is ready."""
    sweep = sighting.sweep
    if sweep is None or (sighting.answered and sweep.answered < READY_TARGETS):
        return False
    return sweep.targets.count() >= READY_TARGETS or sweep.ports.count() >= READY_PORTS
