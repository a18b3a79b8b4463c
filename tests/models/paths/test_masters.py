"""Who usually commands a controller."""

import pytest

from models.paths.masters import Mastery, mastery
from models.pipeline import Pipeline
from schemas.verdict import PathSubject
from tests.models import builders as b

PANEL, OTHER_PANEL = "10.9.0.2", "10.9.0.3"


def known(
    pipeline: Pipeline, initiator: str, responder: str, service: str = "modbus", *, acting: bool = False
) -> object:
    assets = pipeline._state.inventory.assets
    return mastery(pipeline._state.graph, assets[f"ip:{initiator}"], assets[f"ip:{responder}"], service, acting=acting)


@pytest.fixture
def plant() -> Pipeline:
    return b.learnt_plant(11)


def mastery_of(pipeline: Pipeline, initiator: str, responder: str, **facts: bool) -> Mastery:
    found = known(pipeline, initiator, responder, **facts)  # type: ignore[arg-type]
    assert isinstance(found, Mastery)
    return found


def test_a_controllers_masters_are_those_whose_learnt_ways_reach_it(plant: Pipeline) -> None:
    found = mastery_of(plant, b.PLC3, b.PLC)
    assert [master.label for master in found.masters] == [b.SCADA]
    assert (found.at_home, found.in_place_of, found.engineering) == (False, None, False)


def test_who_is_no_controller_has_none(plant: Pipeline) -> None:
    assert known(plant, b.PLC, b.SCADA, "opc-ua") is None
    assert known(plant, b.JUMP, b.PLC, "rdp") is None


def test_what_is_held_makes_nobody_a_master(plant: Pipeline) -> None:
    b.run(plant, [b.flow(b.after(11) + 60.0, b.PLC3, b.PLC, service="modbus")])
    assert plant._state.graph.paths[f"ip:{b.PLC3}", f"ip:{b.PLC}", "modbus"].status == "held"
    assert [master.label for master in mastery_of(plant, b.PLC2, b.PLC).masters] == [b.SCADA]


@pytest.mark.parametrize(
    ("role", "is_one"),
    [
        ("plc", True), ("Safety_Controller", True), ("remote RTU", True), ("domain-controller", False),
        ("hmi", False), (None, False),
    ],
)  # fmt: skip
def test_a_role_says_who_is_a_controller(role: str | None, *, is_one: bool) -> None:
    pipeline = b.new_pipeline(*b.ZONES, b.asset("one", OTHER_PANEL, time=b.MONDAY, role=role))
    b.run(pipeline, [b.flow(b.MONDAY, b.SCADA, OTHER_PANEL, 4840, service="opc-ua"), b.flow(b.MONDAY, PANEL, b.PLC)])
    assets = pipeline._state.inventory.assets
    one = next(asset for asset in assets.values() if asset.label == "one")
    found = mastery(pipeline._state.graph, assets[f"ip:{PANEL}"], one, "opc-ua", acting=False)
    assert (found is not None) == is_one


def test_who_only_reads_elsewhere_commands_nothing_to_one_that_acts() -> None:
    pipeline = b.bare_pipeline()
    read = ("READ_COILS",)
    for hour in range(3):
        polls = [(b.SCADA, b.PLC), (b.SCADA, b.PLC2), (PANEL, b.PLC)]
        b.run(
            pipeline,
            [b.flow(b.MONDAY + hour * b.HOUR, one, other, service="modbus", operations=read) for one, other in polls],
        )
    assert mastery_of(pipeline, PANEL, b.PLC2).at_home
    assert not mastery_of(pipeline, PANEL, b.PLC2, acting=True).at_home


def test_who_commands_by_a_word_is_a_master_and_makes_nobody_else_one() -> None:
    pipeline = b.learnt_plant(11)
    now = b.after(11) + 60.0
    said = PathSubject(f"ip:{b.PLC3}", f"ip:{b.PLC}", "modbus")
    b.run(pipeline, [b.verdict(now, "expected", path=said)])
    polls = [b.flow(now + hour * b.HOUR, b.PLC3, b.PLC, service="modbus") for hour in range(1, 5)]
    b.run(pipeline, b.ticked(polls))
    assert [master.label for master in mastery_of(pipeline, b.PLC2, b.PLC).masters] == [b.SCADA, b.PLC3]
    beside = mastery_of(pipeline, b.PLC3, b.PLC2)
    assert (beside.at_home, beside.allowed_beside) == (False, True)
    assert not mastery_of(pipeline, b.PLC2, b.PLC3).allowed_beside


def test_where_a_word_alone_says_who_commands_it_a_new_master_is_not_at_home() -> None:
    pipeline = b.learnt_plant(11)
    now = b.after(11) + 60.0
    new_controller = "10.9.0.14"
    said = PathSubject(f"ip:{b.PLC3}", f"ip:{new_controller}", "modbus")
    b.run(pipeline, [b.verdict(now, "expected", path=said)])
    polls = [b.flow(now + hour * b.HOUR, b.PLC3, new_controller, service="modbus") for hour in range(1, 5)]
    b.run(pipeline, b.ticked(polls))
    found = mastery_of(pipeline, b.SCADA, new_controller)
    assert ([master.label for master in found.masters], found.at_home) == ([b.PLC3], False)


def test_a_controller_without_masters_is_one_all_the_same() -> None:
    pipeline = b.learnt_plant(11)
    b.run(pipeline, [b.verdict(b.after(11), "malicious", initiator=b.SCADA)])
    found = mastery_of(pipeline, b.PLC3, b.PLC)
    assert (found.masters, found.controller) == ((), False)
    assert found.orphaned


def test_once_its_masters_were_judged_malicious_nobody_is_at_home_until_one_is_learnt() -> None:
    pipeline = b.learnt_plant(11)
    now = b.after(11) + 60.0
    assert not mastery_of(pipeline, b.PLC3, b.PLC).orphaned
    said = b.verdict(now, "malicious", path=PathSubject(f"ip:{b.SCADA}", f"ip:{b.PLC}", "modbus"))
    b.run(pipeline, [said])
    assert mastery_of(pipeline, b.PLC3, b.PLC).orphaned
    assert not mastery_of(pipeline, b.PLC3, b.PLC2).orphaned
    way = PathSubject(f"ip:{b.SCADA}", f"ip:{b.PLC}", "modbus")
    b.run(pipeline, [b.verdict(now + 1.0, "expected", path=way), b.flow(now + 60.0, b.SCADA, b.PLC)])
    assert not mastery_of(pipeline, b.PLC3, b.PLC).orphaned
