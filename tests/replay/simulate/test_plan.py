from typing import Any

import pytest

from replay.simulate.plan import SimulationPlan, demo_plan, local_date


@pytest.mark.parametrize(
    ("figures", "message"),
    [
        ({"days": 0}, "days is 0; it must be from 1"),
        ({"cells": 61}, "cells is 61"),
        ({"workstations": 3}, "workstations is 3"),
        ({"rate": 0.0}, "rate is 0.0; it must be above 0"),
        ({"rate": float("nan")}, "rate is nan"),
        ({"site": ""}, "site must be"),
        ({"time_zone": "Mars/Olympus"}, "no time zone 'Mars/Olympus'"),
        ({"first_day": "tomorrow"}, "the first day is 'tomorrow'"),
        ({"days": 7}, "need 7 quiet days"),
        ({"days": 9, "attack_day": 9}, "day 10 of 9"),
    ],
)
def test_a_figure_that_does_not_fit_is_named(figures: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        SimulationPlan(**figures)


def test_a_quiet_plan_may_be_a_single_day() -> None:
    assert SimulationPlan(days=1, attacks=(), near_misses=False).calendar.days == 1


def test_attacks_begin_on_the_last_day_but_one() -> None:
    assert SimulationPlan(days=21).first_attack_day == 19
    assert SimulationPlan(days=8).first_attack_day == 7


def test_a_time_is_on_the_day_the_plants_clock_shows() -> None:
    assert local_date("2026-03-04", "Europe/Berlin") == "2026-03-04"
    assert local_date("2026-03-04T23:30:00Z", "Europe/Berlin") == "2026-03-05"
    with pytest.raises(ValueError, match="the first day is 'soon'"):
        local_date("soon", "UTC")
    with pytest.raises(ValueError, match="no time zone"):
        local_date("2026-03-04", "Nowhere")


def test_the_demo_learns_for_a_fortnight_and_is_attacked_on_its_last_day() -> None:
    plan = demo_plan()
    assert plan.first_attack_day == plan.days - 1 >= 14
