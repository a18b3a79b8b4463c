from itertools import pairwise

import pytest

from replay.simulate.traffic import TRAFFIC
from tests.replay.simulate.figures import QUIET
from tests.replay.simulate.traffic.of import SCENE, of


@pytest.mark.parametrize("name", TRAFFIC)
def test_a_source_is_in_order_of_start_within_the_plan_and_repeatable(name: str) -> None:
    made = of(name)
    assert made
    assert all(one.start <= two.start for one, two in pairwise(made))
    assert QUIET.calendar.start <= made[0].start
    assert made[-1].start < QUIET.calendar.end
    assert made == of(name)


@pytest.mark.parametrize("name", TRAFFIC)
def test_a_source_knows_only_the_plants_devices_and_its_internet(name: str) -> None:
    for row in of(name):
        for ip in (row.initiator_ip, row.responder_ip):
            assert ip in SCENE.plant.by_ip or not ip.startswith("10.")
