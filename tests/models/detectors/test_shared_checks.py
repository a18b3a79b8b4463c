"""What holds for every detector of the registry."""

from copy import deepcopy
from typing import get_args

import msgspec
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from models.detectors.registry import DETECTORS
from models.findings.protocol import PathDetector
from models.findings.sighting import Sighting
from models.paths.lateral import Lateral
from models.paths.masters import Mastery
from schemas.attack import AlertKind
from tests.models.detectors import sightings as s

ENDS = (s.office, s.dmz, s.scada, s.plc, s.internet, s.undeclared)
POSITIVES: dict[AlertKind, Sighting] = {
    "scan": s.sighting(s.office(), s.plc(), answered=False, sweep=s.sweep(40)),
    "identity-conflict": s.sighting(s.plc(), s.scada(), taken_over=(s.plc(), s.TAKEN)),
    "bridge": s.sighting(s.office(), s.office(), action="quiet", second_home=s.second_home()),
    "external-path": s.sighting(s.internet(), s.plc(), action="forbidden"),
    "rogue-master": s.sighting(s.scada(), s.plc(), mastery=s.unknown_master()),
    "dmz-bypass": s.sighting(s.office(), s.plc(), action="forbidden"),
    "level-skip": s.sighting(s.dmz(), s.plc()),
    "new-path-crossing": s.sighting(s.dmz(), s.scada()),
    "new-path": s.sighting(s.plc(), s.plc(), lateral=Lateral(declared=True, alike=0)),
    "new-asset": s.sighting(s.plc(), s.scada(), newcomer=s.plc(), newcomers_readiness=0.9),
    "first-look": s.sighting(s.dmz(), s.scada(), ready=False),
}

bits = st.none() | st.floats(0.0, 20.0)
readiness = st.none() | st.floats(0.0, 1.0)
anything = st.builds(
    s.sighting,
    st.sampled_from(ENDS).map(lambda make: make()),
    st.sampled_from(ENDS).map(lambda make: make()),
    answered=st.booleans(),
    action=st.sampled_from(("forbidden", "watched", "quiet")),
    inferred=st.booleans(),
    initiator_bits=bits,
    responder_bits=bits,
    initiator_readiness=readiness,
    responder_readiness=readiness,
    ready=st.booleans(),
    has_dmz=st.booleans(),
    sweep=st.none() | st.builds(s.sweep, st.integers(1, 60), st.integers(1, 3), answered=st.integers(0, 30)),
    newcomer=st.none() | st.builds(s.plc),
    newcomers_readiness=st.floats(0.0, 1.0),
    mastery=st.none()
    | st.builds(
        Mastery,
        masters=st.just(()) | st.builds(lambda: (s.scada(),)),
        at_home=st.booleans(),
        in_place_of=st.none() | st.builds(s.scada),
        engineering=st.booleans(),
    ),
    taken_over=st.none() | st.tuples(st.builds(s.plc), st.just(s.TAKEN)),
)
few = settings(max_examples=40)
"""Of each detector: they are small functions, and there are many of them."""
each_detector = pytest.mark.parametrize("detector", DETECTORS.values(), ids=list(DETECTORS))


def state_of(sighting: Sighting) -> object:
    return (
        msgspec.to_builtins(sighting.sweep),
        [msgspec.to_builtins(each.record) for each in (sighting.initiator, sighting.responder)],
        [(each.side, each.level, each.zone, dict(each.peers_in)) for each in (sighting.initiator, sighting.responder)],
    )


def test_the_registry_names_each_detector_by_the_kind_it_raises() -> None:
    assert all(kind == detector.kind for kind, detector in DETECTORS.items())
    assert set(DETECTORS) <= set(get_args(AlertKind))
    assert set(DETECTORS) == set(POSITIVES)


@each_detector
def test_it_fires_on_what_it_is_for(detector: PathDetector) -> None:
    finding = detector.finding(POSITIVES[detector.kind])
    assert finding is not None
    assert finding.kind == detector.kind
    assert finding.title
    assert finding.text


@each_detector
def test_its_alerts_end_with_one_next_step_save_those_of_a_digest(detector: PathDetector) -> None:
    finding = detector.finding(POSITIVES[detector.kind])
    assert finding is not None
    assert finding.words == detector.words
    assert (finding.words.advice is None) == finding.digest
    assert not (finding.digest and finding.words.techniques)


@each_detector
@few
@given(sighting=anything)
def test_score_and_finding_agree(detector: PathDetector, sighting: Sighting) -> None:
    score, finding = detector.score(sighting), detector.finding(sighting)
    assert (score is None) == (finding is None)
    if score is not None and finding is not None:
        assert 0.0 < score <= 100.0
        assert finding.points == score


@each_detector
@few
@given(sighting=anything)
def test_same_input_same_result_and_input_not_changed(detector: PathDetector, sighting: Sighting) -> None:
    before = deepcopy(state_of(sighting))
    first = detector.finding(sighting)
    assert detector.finding(sighting) == first
    assert state_of(sighting) == before


@each_detector
@settings(max_examples=40, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(sighting=anything)
def test_what_has_no_end_in_ot_or_dmz_never_fires(detector: PathDetector, sighting: Sighting) -> None:
    # One in seven is such a sighting.
    assume(not sighting.guarded and sighting.newcomer is None and sighting.taken_over is None)
    assert detector.score(sighting) is None


@each_detector
@few
@given(sighting=anything)
def test_a_cause_never_tells_who_saw_it(detector: PathDetector, sighting: Sighting) -> None:
    elsewhere = msgspec.structs.replace(
        sighting, flow=msgspec.structs.replace(sighting.flow, sensor="other", uid="Cx", start=1.0)
    )
    one, two = detector.finding(sighting), detector.finding(elsewhere)
    assert (one and one.cause) == (two and two.cause)
