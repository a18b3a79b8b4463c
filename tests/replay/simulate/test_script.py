from collections import Counter
from itertools import pairwise

import msgspec
import pytest

from replay.simulate.attacks import ATTACKS
from replay.simulate.plan import SimulationPlan, demo_plan
from replay.simulate.scene import Scene
from replay.simulate.script import chosen, truth_of, write_script
from tests.replay.simulate.figures import QUIET, SMALL, rows


def test_an_unknown_attack_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(ValueError, match="no attack is called foo; there are: it-to-plc, "):
        chosen(msgspec.structs.replace(SMALL, attacks=("sweep", "foo")))


def test_attacks_happen_in_the_registrys_order_whatever_the_users() -> None:
    assert chosen(msgspec.structs.replace(SMALL, attacks=("sweep", "it-to-plc"))) == ["it-to-plc", "sweep"]
    assert chosen(SMALL) == list(ATTACKS)


def test_nothing_is_planted_before_the_first_attack_day_nor_after_the_last() -> None:
    for plan in (SMALL, demo_plan(), SimulationPlan()):
        script = write_script(Scene(plan))
        assert script.connections
        assert all(plan.learn_until <= row.start and row.end <= plan.calendar.end for row in script.connections)


def test_a_quiet_plan_plants_nothing() -> None:
    assert write_script(Scene(QUIET)).connections == ()


def test_attacks_do_not_overlap() -> None:
    for plan in (demo_plan(), SimulationPlan()):
        spans: dict[str, tuple[float, float]] = {}
        for item in truth_of(Scene(plan)).items:
            if item.expected == "alert":
                start, end = spans.get(item.name, (item.start, item.end))
                spans[item.name] = (min(start, item.start), max(end, item.end))
        ordered = sorted(spans.values())
        assert all(one[1] + 1800.0 <= two[0] for one, two in pairwise(ordered))


def test_each_attack_has_an_initiator_of_its_own() -> None:
    initiators: dict[str, str] = {}
    for item in truth_of(Scene(SimulationPlan(workstations=12))).items:
        if item.expected == "alert" and not (item.name == "pivot" and not item.hops):
            initiators[item.name] = item.initiator_ip
    assert len(set(initiators.values())) == len(initiators) == len(ATTACKS)


def test_leaving_an_attack_out_changes_nothing_in_the_plants_own_traffic() -> None:
    with_all = Counter(rows(SMALL))
    assert not Counter(rows(QUIET)) - with_all
