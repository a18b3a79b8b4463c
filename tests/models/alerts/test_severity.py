"""The orders that severities keep."""

from hypothesis import given
from hypothesis import strategies as st
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


# ---------------------------------------------------------------- whatever else holds, no term turns another one round

sightings = st.builds(
    lambda facts, responder, role: replace(PLAIN, responder=responder, initiator=s.office(role=role), **facts),
    st.fixed_dictionaries(
        {
            "answered": st.booleans(),
            "inferred": st.booleans(),
            "responder_bits": st.none() | st.floats(0.0, 40.0),
            "initiator_bits": st.none() | st.floats(0.0, 40.0),
            "service": st.sampled_from(("acme", "rdp", "modbus", "http")),
            "operations": st.sampled_from(((), ("read",), ("write",))),
        }
    ),
    st.builds(
        lambda at, criticality: at(criticality=criticality), st.sampled_from((s.plc, s.scada)), st.integers(1, 5)
    ),
    st.sampled_from((None, "proxy")),
)
"""Sightings of one crossing in which every term may hold or not."""


@given(seen=sightings, bits=st.floats(0.0, 40.0), more=st.floats(0.0, 40.0))
def test_more_surprise_never_lowers_it(seen: Sighting, bits: float, more: float) -> None:
    few, many = sorted((bits, more))
    assert severity(replace(seen, responder_bits=few)) <= severity(replace(seen, responder_bits=many))


@given(seen=sightings, less=st.integers(1, 5), more=st.integers(1, 5))
def test_more_criticality_never_lowers_it(seen: Sighting, less: int, more: int) -> None:
    low, high = sorted((less, more))
    worth_less, worth_more = (replace(seen, responder=s.plc(criticality=each)) for each in (low, high))
    assert severity(worth_less) <= severity(worth_more)


@given(seen=sightings)
def test_no_doubt_ever_raises_it(seen: Sighting) -> None:
    plain = replace(
        seen, answered=True, inferred=False, initiator=s.office(), flow=replace(seen.flow, direction="certain")
    )
    for doubtful in (
        replace(plain, answered=False),
        replace(plain, inferred=True),
        replace(plain, initiator=s.office(role="proxy")),
        replace(plain, flow=replace(plain.flow, direction="unsure")),
    ):
        assert severity(doubtful) <= severity(plain)


@given(seen=sightings)
def test_what_changes_the_process_is_never_the_lesser(seen: Sighting) -> None:
    plain = replace(seen, service="acme", operations=())
    assert severity(replace(plain, service="modbus")) >= severity(plain)
    assert severity(replace(plain, operations=("write",))) >= severity(plain)


@given(seen=sightings, points=st.floats(0.0, 90.0), more=st.floats(0.0, 90.0))
def test_more_points_of_the_detector_never_lower_it(seen: Sighting, points: float, more: float) -> None:
    few, many = sorted((points, more))
    finding = DmzBypass().finding(seen)
    assert finding is not None
    assert assess(seen, replace(finding, points=few))[0] <= assess(seen, replace(finding, points=many))[0]
