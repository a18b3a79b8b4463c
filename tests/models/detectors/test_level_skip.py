"""Purdue levels that are jumped over."""

import pytest

from models.detectors.level_skip import LevelSkip
from tests.models.detectors import sightings as s

detector = LevelSkip()


def test_the_more_steps_are_skipped_the_more_it_weighs() -> None:
    two = detector.score(s.sighting(s.scada(), s.plc(0.0)))
    three = detector.score(s.sighting(s.dmz(), s.plc(0.5)))
    assert two is not None
    assert three is not None
    assert three > two


@pytest.mark.parametrize(("began", "reached"), [(2.0, 1.0), (2.0, 0.5), (3.0, 2.0), (1.0, 1.0)])
def test_neighbouring_levels_may_talk(began: float, reached: float) -> None:
    initiator, responder = s.end("10.9.0.1", "ot", began), s.end("10.9.0.2", "ot", reached)
    assert detector.finding(s.sighting(initiator, responder)) is None


def test_a_level_that_nobody_declared_skips_nothing() -> None:
    assert detector.finding(s.sighting(s.dmz(), s.end("10.9.0.2", "ot"))) is None


def test_it_waits_for_a_history() -> None:
    assert detector.score(s.sighting(s.dmz(), s.plc(), initiator_bits=None, responder_bits=None)) is None


def test_the_office_is_anothers_finding() -> None:
    assert detector.finding(s.sighting(s.office(), s.plc())) is None
    assert detector.finding(s.sighting(s.office(), s.dmz())) is None
