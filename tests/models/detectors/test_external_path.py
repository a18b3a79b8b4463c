"""The internet and the plant."""

from models.detectors.external_path import ExternalPath
from tests.models import builders as b
from tests.models.detectors import sightings as s

detector = ExternalPath()


def points(*ends: object, **facts: object) -> float:
    score = detector.score(s.sighting(*ends, **facts))  # type: ignore[arg-type]
    assert score is not None
    return score


def test_inbound_weighs_more_than_outbound_and_that_more_than_the_dmz() -> None:
    assert points(s.internet(), s.plc()) > points(s.plc(), s.internet()) > points(s.internet(), s.dmz())


def test_the_deeper_the_plants_end_the_more_it_weighs() -> None:
    assert points(s.internet(), s.plc(0.0)) > points(s.internet(), s.plc(1.0)) > points(s.internet(), s.scada())


def test_it_fires_before_any_history_is_there() -> None:
    assert points(s.internet(), s.plc(), ready=False, initiator_bits=None, responder_bits=None) > 0


def test_who_reaches_out_is_not_told_to_be_reachable() -> None:
    def told(port: int) -> list[str]:
        finding = detector.finding(s.sighting(s.plc(), s.internet(), flow=b.flow(s.TIME, b.PLC, b.INTERNET, port)))
        assert finding is not None
        return [each.technique for each in finding.words.techniques]

    assert told(443) == ["T0885"]
    assert told(4444) == []


def test_the_office_and_the_internet_are_no_finding() -> None:
    assert detector.finding(s.sighting(s.office(), s.internet())) is None
    assert detector.finding(s.sighting(s.internet(), s.office())) is None


def test_office_and_plant_are_anothers() -> None:
    assert detector.finding(s.sighting(s.office(), s.plc())) is None
