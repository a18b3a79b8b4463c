"""Office and plant, past the DMZ."""

from models.detectors.dmz_bypass import DmzBypass
from tests.models.detectors import sightings as s

detector = DmzBypass()


def points(*ends: object, **facts: object) -> float:
    score = detector.score(s.sighting(*ends, **facts))  # type: ignore[arg-type]
    assert score is not None
    return score


def test_into_the_plant_weighs_more_than_out_of_it() -> None:
    assert points(s.office(), s.plc()) > points(s.plc(), s.office())


def test_the_deeper_the_plants_end_the_more_it_weighs() -> None:
    assert points(s.office(), s.plc(0.0)) > points(s.office(), s.plc(1.0)) > points(s.office(), s.scada())


def test_what_begins_in_the_plant_gains_no_access_to_it() -> None:
    finding = detector.finding(s.sighting(s.scada(), s.office()))
    assert finding is not None
    assert [each.tactic for each in finding.words.techniques] == ["TA0109"]


def test_without_a_dmz_there_is_none_to_bypass() -> None:
    assert detector.finding(s.sighting(s.office(), s.plc(), has_dmz=False)) is None


def test_by_way_of_the_dmz_is_no_bypass() -> None:
    assert detector.finding(s.sighting(s.office(), s.dmz())) is None
    assert detector.finding(s.sighting(s.dmz(), s.plc())) is None


def test_one_cause_per_initiator_service_and_zone_reached() -> None:
    one = detector.finding(s.sighting(s.office(), s.plc()))
    same_zone = detector.finding(s.sighting(s.office(), s.end("10.9.0.12", "ot", 1.0, zone="cell")))
    other_zone = detector.finding(s.sighting(s.office(), s.scada()))
    other_service = detector.finding(s.sighting(s.office(), s.plc(), service="ssh"))
    assert one is not None
    assert same_zone is not None
    assert other_zone is not None
    assert other_service is not None
    assert one.cause == same_zone.cause
    assert len({one.cause, other_zone.cause, other_service.cause}) == 3
