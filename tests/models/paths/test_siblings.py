"""What others of the same role, or of the same zone and level, do beside one end of a new path."""

from models.paths.siblings import Kin, Likeness, likeness, maker
from models.pipeline import Pipeline
from tests.models import builders as b
from tests.models import kinds as k


def compared(pipeline: Pipeline, initiator: str, responder: str, service: str) -> Likeness:
    """The likeness of a path between two assets that have been met."""
    site = pipeline._state
    find = site.inventory.find
    began, reached = find(initiator), find(responder)
    assert began is not None
    assert reached is not None
    return likeness(site.graph, site.inventory.assets, began, reached, service)


def meet(*flows: b.Event) -> Pipeline:
    pipeline = k.plant()
    b.run(pipeline, b.ticked(flows))
    return pipeline


def kin(found: Kin | None) -> Kin:
    assert found is not None
    return found


def test_one_more_controller_is_compared_with_those_that_serve_the_same() -> None:
    found = kin(compared(meet(k.poll(k.NOW, b.SCADA, k.NEW_PLC)), b.SCADA, k.NEW_PLC, "modbus").responder)
    assert (found.doing, found.total, found.names) == (3, 3, ("10.9.0.11", "10.9.0.12"))
    assert found.most_do
    assert found.is_new
    assert found.same_maker is True


def test_another_maker_is_told() -> None:
    pipeline = meet(k.poll(k.NOW, b.SCADA, k.NEW_PLC, responder_mac=k.mac(k.NEW_PLC, "3c:97:0e")))
    assert kin(compared(pipeline, b.SCADA, k.NEW_PLC, "modbus").responder).same_maker is False


def test_a_service_that_no_sibling_serves_has_nobody_to_be_compared_with() -> None:
    pipeline = meet(k.poll(k.NOW, b.SCADA, k.NEW_PLC))
    assert compared(pipeline, b.SCADA, k.NEW_PLC, "http").responder is None


def test_a_new_desk_does_what_all_desks_do() -> None:
    found = kin(compared(meet(k.report(k.NOW, k.NEW_DESK)), k.NEW_DESK, b.HISTORIAN, "tls").initiator)
    assert (found.doing, found.meeting, found.total) == (4, 4, 4)
    assert found.most_do


def test_what_one_of_four_does_is_not_what_their_kind_does() -> None:
    found = kin(compared(meet(k.report(k.NOW, k.NEW_DESK)), k.NEW_DESK, b.JUMP, "rdp").initiator)
    assert (found.doing, found.total) == (1, 4)
    assert not found.most_do
    assert found.share < 0.5


def test_who_was_there_all_along_is_not_new() -> None:
    found = kin(compared(k.plant(), k.DESKS[1], b.JUMP, "rdp").initiator)
    assert not found.is_new


def test_what_was_held_is_no_siblings_habit() -> None:
    pipeline = k.plant()
    word = b.verdict(k.NOW, "malicious", initiator=b.SCADA)
    b.run(pipeline, [word])
    b.run(pipeline, b.ticked([k.poll(k.NOW + 1, b.SCADA, k.NEW_PLC)]))
    found = compared(pipeline, b.SCADA, k.NEW_PLC, "modbus").responder
    assert found is None or found.doing == 0


def test_a_path_that_is_learnt_by_a_word_alone_speaks_for_nobody() -> None:
    pipeline = meet(k.poll(k.NOW, b.SCADA, k.NEW_PLC))
    before = kin(compared(pipeline, b.SCADA, k.NEW_PLC, "modbus").responder)
    b.run(pipeline, [b.verdict(k.NOW + 1, "expected", initiator=b.SCADA)])
    after = kin(compared(pipeline, b.SCADA, k.NEW_PLC, "modbus").responder)
    assert after.doing <= before.doing


def test_a_mac_that_software_made_has_no_maker() -> None:
    pipeline = meet(k.poll(k.NOW, b.SCADA, k.NEW_PLC, responder_mac="02:00:00:00:00:0e"))
    asset = pipeline._state.inventory.find(k.NEW_PLC)
    assert asset is not None
    assert list(maker(asset)) == []
    assert kin(compared(pipeline, b.SCADA, k.NEW_PLC, "modbus").responder).same_maker is None


def test_who_has_a_role_is_compared_with_those_that_work_alike() -> None:
    drive = "10.9.0.31"
    pipeline = meet(b.asset("drive-1", drive, role="drive"), k.poll(k.NOW, b.SCADA, drive))
    beside_all = kin(compared(pipeline, b.SCADA, drive, "modbus").responder)
    assert (beside_all.alike, beside_all.total) == (False, 3)
    found = kin(compared(pipeline, b.SCADA, b.PLC2, "modbus").responder)
    assert (found.alike, found.total) == (True, 2)


def test_that_nobody_met_who_came_today_says_nothing_of_whom_they_meet() -> None:
    pipeline = meet(k.poll(k.NOW, b.SCADA, k.NEW_PLC))
    assert compared(pipeline, k.READER, k.NEW_PLC, "modbus").initiator_lift.peer <= 0.0
    assert compared(pipeline, k.READER, b.PLC, "modbus").initiator_lift.peer > 0.0
