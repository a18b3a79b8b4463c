"""A stranger in OT."""

from models.baseline.baseline import READY_AT
from models.detectors.new_asset import NewAsset
from tests.models.detectors import sightings as s

detector = NewAsset()


def score(readiness: float) -> float | None:
    return detector.score(s.sighting(s.plc(), s.scada(), newcomer=s.plc(), newcomers_readiness=readiness))


def test_the_better_the_plant_is_known_the_more_a_stranger_weighs() -> None:
    some, most = score(READY_AT), score(1.0)
    assert some is not None
    assert most is not None
    assert most > some


def test_it_waits_until_the_plants_assets_are_known_well_enough() -> None:
    assert score(READY_AT - 0.01) is None


def test_who_was_met_before_is_no_newcomer() -> None:
    assert detector.finding(s.sighting(s.plc(), s.scada(), newcomers_readiness=1.0)) is None


def test_the_asset_is_the_cause_whoever_it_talks_to() -> None:
    causes = {
        finding.cause
        for finding in (
            detector.finding(s.sighting(s.plc(), peer, newcomer=s.plc(), newcomers_readiness=1.0))
            for peer in (s.scada(), s.dmz())
        )
        if finding is not None
    }
    assert len(causes) == 1
