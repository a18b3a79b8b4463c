"""The roles of a plant, from its stored paths and its inventory."""

from models.queries.stored_site import StoredSite
from models.settings import CoreSettings
from schemas.overview.roles import Role
from schemas.state import StateRecord
from tests.models import builders as b
from tests.models import cuts
from tests.models import kinds as k


def roles_of(*events: b.Event, next_day: bool = True) -> dict[str, Role]:
    pipeline = k.plant()
    b.run(pipeline, b.ticked(events))
    if next_day:
        b.run(pipeline, b.minute_of_ticks(k.NOW + b.DAY))
    store: cuts.Store = {record.key: record.value for record in k.records() if record.value is not None}
    cuts.keep(store, pipeline)
    site = StoredSite(b.SITE, [StateRecord(key, value) for key, value in store.items()])
    return {role.id: role for role in site.roles()}


def test_each_zone_has_its_roles_with_what_their_members_do() -> None:
    role = roles_of()["cell/serves-modbus"]
    assert [member.ips for member in role.members] == [("10.9.0.11",), ("10.9.0.12",), ("10.9.0.13",)]
    assert {(habit.service, habit.place, habit.serves, habit.members) for habit in role.habits} == {
        ("modbus", "control", True, 3),
        ("opc-ua", "dmz", True, 3),
    }
    assert (role.zone, role.side, role.declared) == ("cell", "ot", None)


def test_who_does_more_than_its_role_is_marked() -> None:
    role = roles_of()["office/uses-tls"]
    assert [member.differs for member in role.members] == [1, 0, 0, 0]


def test_an_inventory_gives_a_role_its_name() -> None:
    declared = [b.asset(f"plc-{n}", ip, role="plc") for n, ip in enumerate(k.PLCS)]
    role = roles_of(*declared)["cell/plc"]
    assert [member.name for member in role.members] == ["plc-0", "plc-1", "plc-2"]
    assert role.declared == "plc"


def test_one_more_of_a_kind_joins_it_and_the_role_keeps_its_id() -> None:
    role = roles_of(k.poll(k.NOW, b.SCADA, k.NEW_PLC), k.read(k.NOW + 60.0, k.NEW_PLC))["cell/serves-modbus"]
    assert len(role.members) == 4
    assert role.members[-1].differs == 0


def test_what_alerted_is_no_habit_and_the_internet_has_no_role() -> None:
    found = roles_of(b.flow(k.NOW, k.STRANGER, b.PLC, 502, service="modbus"), b.flow(k.NOW + 1, k.READER, b.INTERNET))
    assert all(role.side != "external" for role in found.values())
    assert ("10.9.0.77",) not in {member.ips for role in found.values() for member in role.members}


def test_who_came_today_has_a_role_tomorrow() -> None:
    events = k.poll(k.NOW, b.SCADA, k.NEW_PLC), k.read(k.NOW + 60.0, k.NEW_PLC)
    assert len(roles_of(*events, next_day=False)["cell/serves-modbus"].members) == 3


def test_a_role_that_the_inventory_names_later_stays_until_the_next_day() -> None:
    declared = [b.asset(f"plc-{n}", ip, role="plc") for n, ip in enumerate(k.PLCS)]
    role = roles_of(*declared, next_day=False)["cell/serves-modbus"]
    assert (len(role.members), role.declared) == (3, "plc")


def test_before_the_first_day_is_over_there_are_none() -> None:
    pipeline = b.new_pipeline(learn_until=k.UNTIL)
    b.run(pipeline, k.work(b.MONDAY + b.HOUR))
    assert pipeline.roles() == []
    b.run(pipeline, b.minute_of_ticks(b.MONDAY + b.DAY + b.HOUR))
    assert "cell/serves-modbus" in {role.id for role in pipeline.roles()}


def test_an_asset_that_is_learnt_anew_has_none_until_the_next_day() -> None:
    pipeline = k.plant()
    assert pipeline.relearn_asset(b.PLC) is not None
    members = {role.id: len(role.members) for role in pipeline.roles()}
    assert members["cell/serves-modbus"] == 2


def test_a_cut_before_midnight_changes_no_role() -> None:
    events = k.poll(k.NOW, b.SCADA, k.NEW_PLC), k.read(k.NOW + 60.0, k.NEW_PLC)
    whole, cut = k.plant(), k.plant()
    store: cuts.Store = {record.key: record.value for record in k.records() if record.value is not None}
    for pipeline in (whole, cut):
        b.run(pipeline, b.ticked(events))
    cuts.keep(store, cut)
    cut = cuts.restored(store, CoreSettings(learn_until=k.UNTIL))
    for pipeline in (whole, cut):
        b.run(pipeline, b.minute_of_ticks(k.NOW + b.DAY))
    assert cut.roles() == whole.roles() != []
