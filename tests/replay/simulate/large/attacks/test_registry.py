"""What holds for every attack."""

from typing import get_args

import pytest

from replay.simulate.large.attacks import ATTACKS
from schemas.attack import AlertKind
from tests.replay.simulate.large.of import PLAN, planted, stage

KINDS = set(get_args(AlertKind))


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_says_who_when_and_which_kinds_are_right(name: str) -> None:
    [item] = ATTACKS[name](stage(name)).items
    assert (item.name, item.expected) == (name, "alert")
    assert {item.kind, *item.acceptable} <= KINDS
    assert item.kind not in item.acceptable
    assert item.start <= (item.shown or item.start) <= item.end <= PLAN.calendar.end + 86_400.0
    assert item.description


@pytest.mark.parametrize("name", ATTACKS)
def test_the_same_seed_plants_the_same(name: str) -> None:
    assert planted(ATTACKS[name]).items == planted(ATTACKS[name]).items
    assert planted(ATTACKS[name]).calls == planted(ATTACKS[name]).calls
