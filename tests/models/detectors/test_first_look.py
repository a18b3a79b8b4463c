"""What crosses while everything is new."""

from msgspec.structs import replace

from models.detectors.first_look import FirstLook
from models.paths.masters import Mastery
from tests.models.detectors import sightings as s

detector = FirstLook()


def test_an_answered_path_comes_before_a_try() -> None:
    answered = detector.score(s.sighting(s.dmz(), s.plc(), ready=False))
    tried = detector.score(s.sighting(s.dmz(), s.plc(), ready=False, answered=False))
    assert answered is not None
    assert tried is not None
    assert answered > tried


def test_it_goes_into_the_digest_and_all_of_a_day_are_one_cause() -> None:
    one = detector.finding(s.sighting(s.dmz(), s.plc(), ready=False))
    two = detector.finding(s.sighting(s.office(), s.dmz(), ready=False))
    assert one is not None
    assert two is not None
    assert one.digest
    assert one.cause == two.cause


def test_where_an_end_is_ready_it_is_no_first_look() -> None:
    assert detector.finding(s.sighting(s.dmz(), s.plc())) is None


def test_what_crosses_nothing_or_is_nobodys_business_is_left_out() -> None:
    assert detector.finding(s.sighting(s.scada(), s.plc(), ready=False)) is None
    assert detector.finding(s.sighting(s.dmz(), s.plc(), ready=False, action="quiet")) is None
    assert detector.finding(s.sighting(s.office(), s.internet(), ready=False)) is None


def test_who_begins_to_command_a_controller_of_which_no_master_is_known_is_listed() -> None:
    nobody = Mastery(masters=(), at_home=False, in_place_of=None, engineering=False)
    for ready in (True, False):
        found = detector.finding(s.sighting(s.scada(), s.plc(), mastery=nobody, ready=ready))
        assert found is not None
        assert "begins to command" in found.text
    home = replace(nobody, at_home=True)
    assert detector.finding(s.sighting(s.scada(), s.plc(), mastery=home)) is None
    young = s.sighting(
        s.scada(), s.plc(), mastery=nobody, responder_readiness=0.0, time=s.plc().record.first_seen + 60.0
    )
    assert detector.finding(young) is None
