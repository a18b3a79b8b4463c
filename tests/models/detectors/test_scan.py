"""One who knocks on many doors."""

import pytest

from models.detectors.scan import LEARNING_TARGETS, READY_PORTS, READY_TARGETS, Scan
from tests.models.detectors import sightings as s

detector = Scan()


def score(targets: int, ports: int = 1, **facts: object) -> float | None:
    answered = facts.pop("replies", 0)
    sweep = s.sweep(targets, ports, answered=answered)  # type: ignore[arg-type]
    return detector.score(s.sighting(s.office(), s.plc(), answered=False, sweep=sweep, **facts))


def test_each_doubling_weighs_more_up_to_a_limit() -> None:
    scores = [score(READY_TARGETS * 2**step) for step in range(4)]
    assert scores == sorted(set(scores))  # type: ignore[type-var]
    assert score(400, 40) == score(400, 80)


@pytest.mark.parametrize(("targets", "ports"), [(READY_TARGETS - 1, 1), (1, READY_PORTS - 1)])
def test_just_too_few_are_silent(targets: int, ports: int) -> None:
    assert score(targets, ports) is None


def test_while_all_is_new_it_takes_more_and_mostly_in_vain() -> None:
    assert score(READY_TARGETS, ready=False) is None
    assert score(LEARNING_TARGETS, ready=False) is not None
    assert score(LEARNING_TARGETS, ready=False, replies=LEARNING_TARGETS - 5) is None


def test_many_ports_of_one_target_are_a_port_scan() -> None:
    finding = detector.finding(s.sighting(s.office(), s.plc(), answered=False, sweep=s.sweep(1, READY_PORTS)))
    assert finding is not None
    assert finding.title.startswith("Port scan")


def test_in_the_office_alone_it_is_nobodys_business() -> None:
    assert detector.finding(s.sighting(s.office(), s.office(), sweep=s.sweep(100))) is None


def test_the_initiator_is_the_cause() -> None:
    finding = detector.finding(s.sighting(s.office(), s.plc(), sweep=s.sweep(50)))
    assert finding is not None
    assert finding.cause == (s.office().id,)
