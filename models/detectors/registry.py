"""All detectors, in the order in which they are asked: the first that has a finding names the cause.

A sweep is a sweep whatever it crosses; then the finer crossing before the coarser; a new asset only
where nothing it does is worse; the digest takes the rest.
"""

from models.detectors.dmz_bypass import DmzBypass
from models.detectors.external_path import ExternalPath
from models.detectors.first_look import FirstLook
from models.detectors.level_skip import LevelSkip
from models.detectors.new_asset import NewAsset
from models.detectors.new_path_crossing import NewPathCrossing
from models.detectors.protocol import Detector
from models.detectors.scan import Scan
from schemas.attack import AlertKind

SCAN: Detector = Scan()

CROSSINGS: dict[AlertKind, Detector] = {
    "external-path": ExternalPath(),
    "dmz-bypass": DmzBypass(),
    "level-skip": LevelSkip(),
    "new-path-crossing": NewPathCrossing(),
}
"""Ask about the path. They fire where the policy forbids it, or where it is watched and an end is ready."""

NEW_ASSET: Detector = NewAsset()

FIRST_LOOK: Detector = FirstLook()

DETECTORS: dict[AlertKind, Detector] = {
    "scan": SCAN,
    **CROSSINGS,
    "new-asset": NEW_ASSET,
    "first-look": FIRST_LOOK,
}
