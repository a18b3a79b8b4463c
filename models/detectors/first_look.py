"""Crossings seen while both ends still learn: one digest a day to confirm, never an alert each."""

from models.sighting import SIDE_NAMES, Finding, Sighting, crossing_of, way
from schemas.attack import AlertKind

POINTS = 10.0


class FirstLook:
    """Takes what is watched, crosses a line, and met nobody who is ready."""

    kind: AlertKind = "first-look"

    def score(self, sighting: Sighting) -> float | None:
        """Points for the digest's order only: answered before unanswered. None where no line is crossed."""
        if sighting.ready or sighting.action == "quiet" or not sighting.guarded:
            return None
        if sighting.sides[0] == sighting.sides[1]:
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
