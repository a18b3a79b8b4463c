"""What holds for every trap."""

import pytest

from replay.simulate.large.attacks import ATTACKS
from replay.simulate.large.traps import TRAPS
from tests.replay.simulate.large.of import stage

MAY_BE_TOLD = {"sensor-gap", "stopped-cell", "unannounced-maintenance"}


@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_is_silent_and_says_which_kind_a_careless_detector_would_raise(name: str) -> None:
    [item] = TRAPS[name](stage(name)).items
    assert item.expected == ("either" if name in MAY_BE_TOLD else "silent")
    assert item.name == name
    assert item.stealth is None
    assert item.start < item.end
    assert item.description


def test_there_is_a_near_miss_for_each_kind_of_attack_that_has_a_harmless_twin() -> None:
    kinds = {TRAPS[name](stage(name)).items[0].kind for name in TRAPS}
    attacked = {ATTACKS[name](stage(name)).items[0].kind for name in ATTACKS}
    assert attacked - kinds == {"dmz-bypass", "bridge", "level-skip"}
