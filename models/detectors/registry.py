"""All detectors: the only place that names them.

Those of paths are asked in this order, and the first that has a finding names the cause. A sweep is a sweep whatever
it crosses; then who an end is, with what else it is found as for a reason; a device that stands in two networks is that
whatever it does; then who commands a controller before where from, and the finer crossing before the coarser; a new
asset only where nothing it does is worse; the digest takes the rest.
"""

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from models.detectors.bridge import Bridge
from models.detectors.dmz_bypass import DmzBypass
from models.detectors.external_path import ExternalPath
from models.detectors.first_look import FirstLook
from models.detectors.identity_conflict import POINTS_BESIDE, IdentityConflict
from models.detectors.level_skip import LevelSkip
from models.detectors.new_asset import NewAsset
from models.detectors.new_path import NewPath
from models.detectors.new_path_crossing import NewPathCrossing
from models.detectors.remembering.beacon import Beacon
from models.detectors.remembering.burst import Burst
from models.detectors.remembering.drift import Drift
from models.detectors.remembering.failures import Failures
from models.detectors.remembering.hours import Hours
from models.detectors.remembering.pivot import Pivot
from models.detectors.remembering.sensor_silent import SensorSilent
from models.detectors.remembering.silence import ExpectedSilence
from models.detectors.remembering.volume import Volume
from models.detectors.rogue_master import RogueMaster
from models.detectors.scan import READY_TARGETS, Scan, slow_story
from models.findings.protocol import PathDetector, RememberingDetector
from models.findings.sighting import About, Finding, Sighting
from schemas.alert import Reason
from schemas.attack import AlertKind

_ON_PATH: tuple[PathDetector, ...] = (
    Scan(),
    IdentityConflict(),
    Bridge(),
    ExternalPath(),
    RogueMaster(),
    DmzBypass(),
    LevelSkip(),
    NewPathCrossing(),
    NewPath(),
    NewAsset(),
    FirstLook(),
)

REMEMBERING: tuple[Callable[[], RememberingDetector], ...] = (
    SensorSilent,
    ExpectedSilence,
    Volume,
    Burst,
    Failures,
    Beacon,
    Hours,
    Drift,
    Pivot,
)
"""These listen to more than new paths, and remember; so each site makes its own."""

DETECTORS: dict[AlertKind, PathDetector] = {detector.kind: detector for detector in _ON_PATH}
"""Those of paths, by kind, in the order in which they are asked."""

CROSSING_KINDS: frozenset[AlertKind] = frozenset(
    each.kind for each in _ON_PATH if each.about in {"command", "crossing"}
)


def find(
    sighting: Sighting, about: Iterable[About] = ("sweep", "identity", "command", "crossing", "newcomer", "digest")
) -> Finding | None:
    """The finding that names the cause, of the detectors that are on and about these; None where none has one."""
    wanted = frozenset(about)
    if "sweep" in wanted and len(wanted) > 1 and not _sweeps(sighting):
        wanted -= {"sweep"}
    if not _may_cross(sighting):
        wanted -= {"crossing"} if _declared(sighting) else {"crossing", "command"}
    conflict: Finding | None = None
    for detector in DETECTORS.values():
        asked = detector.about in wanted and detector.kind not in sighting.off
        finding = detector.finding(sighting) if asked else None
        if finding is None:
            continue
        if conflict is not None:
            return conflict if finding.digest else _beside(conflict, finding)
        if detector.about != "identity":
            return finding
        conflict = finding
    return conflict


def _beside(conflict: Finding, finding: Finding) -> Finding:
    """A conflict of identities with what it is found as besides."""
    return replace(
        conflict,
        points=POINTS_BESIDE,
        crossing=finding.crossing,
        reasons=(Reason(text=finding.text, weight=finding.points), *finding.reasons),
        words=replace(conflict.words, techniques=(*conflict.words.techniques, *finding.words.techniques)),
    )


def _sweeps(sighting: Sighting) -> bool:
    """Whether it counts with its sweep: a try does, a conversation only amid many that are answered."""
    sweep = sighting.sweep
    if sweep is None:
        return False
    return not sighting.answered or sweep.answered >= READY_TARGETS or slow_story(sighting) is not None


def _declared(sighting: Sighting) -> bool:
    """Whether conduits say who commands the responder: then nothing is to be learnt first."""
    known = (sighting.mastery, sighting.lateral)
    return sighting.action == "watched" and any(each is not None and each.declared for each in known)


def _may_cross(sighting: Sighting) -> bool:
    return sighting.action == "forbidden" or (sighting.action == "watched" and sighting.ready)
