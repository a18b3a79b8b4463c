"""Who plays which part."""

from replay.tune.grafting.cast import Cast
from tests.replay.tune.grafting.plant import assets, paths


def test_parts_go_to_whom_they_fit() -> None:
    ground = Cast(assets(), paths()).ground()
    assert [(cell.name, cell.panel.name, cell.protocol.service, cell.protocol.port) for cell in ground.cells] == [
        ("cell-1", "hmi-1", "modbus", 502),
        ("cell-2", "hmi-2", "modbus", 502),
    ]
    one = ground.operations[0]
    assert (one.historian.name, one.station.name, {one.active.name, one.standby.name}) == (
        "historian",
        "eng",
        {"scada-a", "scada-b"},
    )
    servers = {name: device.name for name, device in ground.servers.items()}
    assert servers["jump-01"] == "jump"
    assert (servers["replica-01"], servers["file-01"], servers["backup-01"]) == ("replica", "file", "backup")


def test_office_computers_are_who_uses_the_jump_host_and_who_never_meets_the_plant() -> None:
    ground = Cast(assets(), paths()).ground()
    half = len(ground.workstations) // 2
    assert {one.name for one in ground.workstations[:half]} == {"desk-50"}
    strangers = {one.name for one in ground.workstations[half:]}
    assert strangers == {f"desk-{n}" for n in range(51, 56)}


def test_the_same_assets_in_another_order_play_the_same_parts() -> None:
    other = Cast(reversed(assets()), reversed(paths()))
    assert other.ground() == Cast(assets(), paths()).ground()


def test_a_part_that_nobody_plays_has_no_address_and_says_what_is_missing() -> None:
    ot = [one for one in assets() if one.side == "ot"]
    ground = Cast(ot, paths()).ground()
    assert (ground.servers["jump-01"].ip, ground.servers["jump-01"].name) == ("", "a jump host into OT")
    assert ground.workstations[-1].name == "an office computer that never meets the plant"


def test_one_cell_has_a_master_from_above_it_beside_its_own_and_none_is_none() -> None:
    single = [one for one in assets() if one.zone != "cell-2"]
    cells = Cast(single, paths()).ground().cells
    assert [(cell.name, cell.panel.name) for cell in cells] == [("cell-1", "hmi-1"), ("cell-1", "eng")]
    assert [cell.panel.ip for cell in Cast((), ()).ground().cells] == ["", ""]
