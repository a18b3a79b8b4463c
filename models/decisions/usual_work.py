"""What is a new path and yet its initiator's work: an engineering station reads from one more controller.

A quarterly copy of all programs meets dozens of controllers within an hour, and is neither a sweep nor a skipped level
each. It stands in the day's first-look digest. What is loaded or written is no such work: that is `rogue-master`.
"""

from msgspec.structs import replace

from models.detectors.rogue_master import loads, points_of_command
from models.findings.sighting import Finding, Sighting, crossing_of, placed
from schemas.attack import AlertKind

_TAKEN: frozenset[AlertKind] = frozenset({"level-skip", "new-path-crossing"})


def is_usual_work(sighting: Sighting) -> bool:
    """Whether a controller answers one more master whose work that is, and nothing shows that it was changed.

    An engineering station by its role alone is not enough: it must command others already.
    """
    known = sighting.mastery
    if known is None or known.declared or not sighting.answered or sighting.sides != ("ot", "ot"):
        return False
    odd = sighting.taken_over is not None or sighting.newcomer is not None
    if sighting.action == "forbidden" or odd or sighting.acts or loads(sighting):
        return False
    is_work = (known.engineering and known.practised) or (known.at_home and bool(known.masters))
    return is_work and points_of_command(sighting) is None


def left_to_digest(sighting: Sighting, finding: Finding) -> Finding:
    """The finding itself, or as a line of the day's digest where it is its initiator's work."""
    if finding.kind not in _TAKEN or finding.digest or not is_usual_work(sighting):
        return finding
    text = (
        f"{placed(sighting.initiator)}, which commands other controllers, speaks {sighting.service} to "
        f"{placed(sighting.responder)} for the first time, and loaded nothing"
    )
    return replace(finding, digest=True, text=text, crossing=crossing_of(sighting, finding.kind))
