"""The severities of the receivers: each level has a step, and none falls where another rises."""

from typing import get_args

from schemas.alert import Level
from schemas.formats.alerts.parts.severities import STEPS


def test_every_level_has_a_step_and_none_falls() -> None:
    assert tuple(STEPS) == get_args(Level)
    for figures in (
        [step.cef for step in STEPS.values()],
        [step.leef for step in STEPS.values()],
        [-step.syslog for step in STEPS.values()],
        [step.ocsf for step in STEPS.values()],
    ):
        assert figures == sorted(set(figures))


def test_figures_lie_in_the_receivers_ranges() -> None:
    assert all(0 <= step.cef <= 10 and 1 <= step.leef <= 10 and 0 <= step.syslog <= 7 for step in STEPS.values())


def test_sentinel_has_no_critical() -> None:
    assert STEPS["critical"].asim == STEPS["high"].asim == "High"
