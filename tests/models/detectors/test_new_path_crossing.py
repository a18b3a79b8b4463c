"""A new path from one side to another."""

from models.detectors.new_path_crossing import NewPathCrossing
from tests.models.detectors import sightings as s

detector = NewPathCrossing()


def points(*ends: object, **facts: object) -> float:
    score = detector.score(s.sighting(*ends, **facts))  # type: ignore[arg-type]
    assert score is not None
    return score


def test_into_the_plant_weighs_more_than_out_of_it_and_the_office_more_than_the_dmz() -> None:
    assert (
        points(s.office(), s.plc()) > points(s.dmz(), s.plc()) > points(s.plc(), s.office()) > points(s.plc(), s.dmz())
    )


def test_the_more_surprising_the_more_it_weighs() -> None:
    assert points(s.dmz(), s.plc(), responder_bits=8.0) > points(
        s.dmz(), s.plc(), responder_bits=1.0, initiator_bits=1.0
    )


def test_it_waits_for_a_history_unless_the_crossing_is_forbidden() -> None:
    cold = {"initiator_bits": None, "responder_bits": None}
    assert detector.score(s.sighting(s.dmz(), s.plc(), **cold)) is None
    assert points(s.office(), s.plc(), action="forbidden", **cold) > 0


def test_within_one_side_nothing_is_crossed() -> None:
    assert detector.finding(s.sighting(s.scada(), s.plc())) is None
    assert detector.finding(s.sighting(s.dmz(), s.dmz())) is None
