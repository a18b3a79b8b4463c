"""What a detector must offer."""

from models.detectors.protocol import Detector
from models.detectors.registry import DETECTORS


def test_every_detector_offers_a_kind_a_score_and_a_finding() -> None:
    wanted = {name for name in vars(Detector) if not name.startswith("_")}
    assert wanted == {"kind", "score", "finding"}
    assert all(wanted <= set(dir(detector)) for detector in DETECTORS.values())
