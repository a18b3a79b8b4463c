from replay.simulate.large.ground import CONDUITS
from replay.simulate.large.traps import access
from tests.replay.simulate.large.of import GROUND, planted


def test_a_ticketed_way_is_in_a_declared_conduit() -> None:
    calls = planted(access.ticketed_conduit).calls
    assert {(call.initiator.zone, call.responder.zone, call.named) for call in calls} == {("it-office", "dmz", "tls")}
    assert any(one == "it-office" and other == "dmz" and "tls" in services for one, other, services, _ in CONDUITS)


def test_neither_the_supplier_nor_the_engineer_on_call_touches_a_controller() -> None:
    for event in (access.supplier_visit, access.night_engineer):
        assert all(call.responder.role != "plc" for call in planted(event).calls)


def test_planned_work_is_on_the_cell_that_the_station_always_works_on() -> None:
    own = {controller.ip for controller in GROUND.operations[0].cells[0].controllers}
    assert {call.responder.ip for call in planted(access.planned_maintenance).calls} == own


def test_work_that_nobody_announced_is_on_another_cell() -> None:
    own = {controller.ip for controller in GROUND.operations[0].cells[0].controllers}
    assert {call.responder.ip for call in planted(access.unannounced_maintenance).calls}.isdisjoint(own)


def test_new_web_sites_are_met_from_the_office() -> None:
    calls = planted(access.new_web_sites).calls
    assert len({call.responder.ip for call in calls}) == 30
    assert {call.initiator.zone for call in calls} == {"it-office"}
