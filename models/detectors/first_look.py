"""What would alert if its ends were known better: one digest a day to confirm, never an alert each."""

from models.baseline.baseline import READY_AT, seasoned
from models.detectors.level_skip import steps_skipped
from models.detectors.rogue_master import points_of_command
from models.detectors.scan import READY_PORTS, READY_TARGETS
from models.findings.sighting import NO_WORDS, SIDE_NAMES, About, Finding, Sighting, crossing_of, way
from schemas.attack import AlertKind

POINTS = 10.0


class FirstLook:
    """Takes what is watched, crosses a line, and met nobody who is ready.

    Where an end has been watched for long enough to be ready and yet is not, it takes skipped levels and small sweeps
    as well, and where a controller has been, who begins to command it: what a person's word took from a baseline must
    not make its other news silent.
    """

    kind: AlertKind = "first-look"
    words = NO_WORDS
    about: About = "digest"

    def score(self, sighting: Sighting) -> float | None:
        """Points for the digest's order only: answered before unanswered. None where nothing is to be confirmed."""
        watched = sighting.action != "quiet"
        unknown = not sighting.ready or sighting.surprise is None
        controls = watched and (_commands(sighting) or _between_controllers(sighting))
        if not sighting.guarded or not (unknown or controls):
            return None
        crosses = watched and sighting.sides[0] != sighting.sides[1]
        skips = watched and sighting.seasoned and steps_skipped(sighting) is not None
        if not (crosses or skips or controls or (sighting.seasoned and _sweeps(sighting))):
            return None
        return POINTS if sighting.answered else POINTS / 2.0

    def finding(self, sighting: Sighting) -> Finding | None:
        """All of a day are one cause."""
        points = self.score(sighting)
        if points is None:
            return None
        began, answered = sighting.sides
        text = f"a path from {SIDE_NAMES[began]} to {SIDE_NAMES[answered]}, first seen while both ends still learn"
        if _commands(sighting):
            text = "a host that begins to command a controller, of which it is not known who usually does"
        elif _between_controllers(sighting):
            text = "two controllers that begin to talk by no OT protocol"
        return Finding(
            kind=self.kind,
            points=points,
            cause=(),
            title=f"First look: {way(sighting)}",
            text=text,
            crossing=crossing_of(sighting, "first-look"),
            digest=True,
        )


def _between_controllers(sighting: Sighting) -> bool:
    """Whether two controllers of which one was watched for long begin to talk as no others do."""
    known = sighting.lateral
    return known is not None and not known.alike and (known.declared or _watched_long(sighting))


def _commands(sighting: Sighting) -> bool:
    """Whether it would be a new master, were it known who commands a controller that was watched for long enough."""
    known = sighting.mastery
    if known is None or points_of_command(sighting) is None:
        return False
    return known.declared or _watched_long(sighting)


def _watched_long(sighting: Sighting) -> bool:
    return seasoned(sighting.responder, sighting.time) or (sighting.responder_readiness or 0.0) >= READY_AT


def _sweeps(sighting: Sighting) -> bool:
    """Whether it is part of a sweep, by the figures that count where an end is ready."""
    sweep = sighting.sweep
    if sweep is None or (sighting.answered and sweep.answered < READY_TARGETS):
        return False
    return sweep.targets_tried >= READY_TARGETS or sweep.ports_tried >= READY_PORTS
