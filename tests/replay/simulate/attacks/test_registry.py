import pytest

from replay.simulate.attacks import ATTACKS
from tests.replay.simulate.planting import START, planted


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_keeps_to_its_slot_and_is_expected_to_alert(name: str) -> None:
    made = planted(ATTACKS[name], name)
    assert min(row.start for row in made.connections) >= START - 10.0
    assert max(row.end for row in made.connections) < START + 2 * 3600.0
    assert {item.expected for item in made.items} == {"alert"}
    assert {item.name for item in made.items} == {name}


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_the_same_each_time(name: str) -> None:
    assert planted(ATTACKS[name], name) == planted(ATTACKS[name], name)
