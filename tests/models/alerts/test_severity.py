"""The orders that severities keep."""

from msgspec.structs import replace

from models.alerts.severity import assess
from models.detectors.dmz_bypass import DmzBypass
from models.findings.sighting import Sighting
from schemas.alert import level_of
from tests.models.detectors import sightings as s


def severity(sighting: Sighting) -> int:
    finding = DmzBypass().finding(sighting)
    assert finding is not None
    found, reasons = assess(sighting, finding)
    assert found == max(1, min(100, round(sum(reason.weight for reason in reasons))))
    assert [abs(reason.weight) for reason in reasons] == sorted((abs(r.weight) for r in reasons), reverse=True)
    return found


PLAIN = s.sighting(s.office(), s.scada(), service="acme", initiator_bits=None, responder_bits=None)


def test_an_answered_crossing_into_a_controller_is_critical_and_the_same_unanswered_less() -> None:
    answered = s.sighting(s.office(), s.plc(), action="forbidden", responder_bits=8.0)
    tried = replace(answered, answered=False)
    assert level_of(severity(answered)) == "critical"
    assert level_of(severity(tried)) in {"medium", "high"}


def test_a_crossing_between_inferred_sides_stays_below_its_declared_like() -> None:
    assert severity(replace(PLAIN, inferred=True)) < severity(PLAIN)


def test_each_doubt_lowers_it() -> None:
    unsure = replace(PLAIN, flow=replace(PLAIN.flow, direction="unsure"))
    shared = replace(PLAIN, initiator=s.office(role="proxy"))
    for doubtful in (replace(PLAIN, answered=False), unsure, shared):
        assert severity(doubtful) < severity(PLAIN)


def test_surprise_raises_it_to_a_limit() -> None:
    little, much, more = (severity(replace(PLAIN, responder_bits=bits)) for bits in (1.0, 9.0, 90.0))
    assert severity(PLAIN) < little < much <= more <= little + 20


def test_criticality_moves_it_both_ways() -> None:
    low, middle, high = (severity(replace(PLAIN, responder=s.scada(criticality=c))) for c in (1, 3, 5))
    assert low < middle < high
    assert middle == severity(PLAIN)


def test_a_service_that_controls_and_a_controller_raise_it() -> None:
    assert severity(replace(PLAIN, service="rdp")) > severity(PLAIN)
    assert severity(replace(PLAIN, service="modbus")) > severity(PLAIN)
    assert severity(replace(PLAIN, responder=s.plc())) > severity(PLAIN)


def test_every_point_has_its_reason() -> None:
    finding = DmzBypass().finding(PLAIN)
    assert finding is not None
    _, reasons = assess(replace(PLAIN, answered=False, inferred=True), finding)
    assert all(reason.text for reason in reasons)
    assert len({reason.text for reason in reasons}) == len(reasons)
