"""What side a network is taken for: OT wins where it is served, and what is mixed stays unknown."""

import msgspec

from models.boundary.judging import INFRASTRUCTURE, Judgement, judged
from models.boundary.network_evidence import evidence_of
from models.boundary.ot_traffic import ot_traffic
from schemas.asset_summary import AssetSummary
from schemas.path import PathRecord
from schemas.services.names import NAMES
from tests.models.boundary.seen import INTERNET, Plant, host, hosts, path, paths, silent


def judge(assets: list[AssetSummary], seen: list[PathRecord]) -> dict[str, Judgement]:
    by_id = {asset.id: asset for asset in assets}
    traffic = ot_traffic(by_id, seen)
    return {cidr: one for (_, cidr), one in judged(evidence_of(by_id, traffic), by_id, traffic).items()}


def test_a_plant_is_told_by_what_is_served_and_polled() -> None:
    plant = Plant()
    found = judge(plant.assets, plant.paths)
    assert {cidr: (one.side, one.level) for cidr, one in found.items()} == {
        "10.2.10.0/24": ("ot", 1.0),
        "10.2.0.0/24": ("ot", 3.0),
        "10.0.10.0/24": ("it", 4.0),
        "10.0.1.0/24": ("it", 4.0),
    }
    assert found["10.2.10.0/24"].why == "5 of 5 hosts answer OT protocols (modbus)"


def test_addresses_that_a_sweep_tried_do_not_vote() -> None:
    plant = Plant()
    sweep = [
        path(plant.office[0], one, "modbus", answered=False, status="held", hours=1) for one in silent("10.2.10", 150)
    ]
    found = judge([*plant.assets, *silent("10.2.10", 150), *silent("10.7.0", 50)], [*plant.paths, *sweep])
    assert found["10.2.10.0/24"].side == "ot"
    assert "10.7.0.0/24" not in found


def test_panels_and_cameras_beside_controllers_leave_a_cell_ot() -> None:
    plant = Plant()
    found = judge([*plant.assets, *hosts("10.2.10", 8, 50)], plant.paths)["10.2.10.0/24"]
    assert (found.side, found.level) == ("ot", 2.0)
    assert found.why == "5 of 13 hosts answer OT protocols (modbus)"


def test_a_few_controllers_among_many_others_leave_the_network_unknown_and_stand_apart() -> None:
    plant = Plant()
    found = judge([*plant.assets, *hosts("10.2.10", 40, 50)], plant.paths)["10.2.10.0/24"]
    assert (found.side, found.level) == (None, None)
    assert found.why == "only 5 of 45 hosts answer OT protocols (modbus)"
    assert found.apart == {plc.id for plc in plant.cell}


def test_more_hosts_on_the_internet_than_controllers_leave_it_unknown() -> None:
    plant = Plant()
    pcs = hosts("10.2.10", 8, 50)
    found = judge([*plant.assets, *pcs], [*plant.paths, *paths(pcs, INTERNET, "tls")])["10.2.10.0/24"]
    assert found.side is None
    assert found.why.endswith("but 8 others reach the internet")
    assert len(found.apart) == 5


def test_masters_among_servers_of_offices_are_no_proof() -> None:
    plant = Plant()
    more = hosts("10.2.0", 5, 20)
    found = judge([*plant.assets, *more], [*plant.paths, *paths(plant.office, more[0], "smb")])
    assert found["10.2.0.0/24"].side is None
    assert found["10.2.0.0/24"].apart == {plant.master.id}
    assert found["10.2.0.0/24"].why == "1 of 6 hosts keeps polling controllers (modbus), the others do not"
    assert found["10.0.10.0/24"].side == "it"


def test_one_workstation_that_talks_to_ot_is_a_remark_in_a_large_office() -> None:
    plant = Plant()
    found = judge(plant.assets, [*plant.paths, path(plant.office[0], plant.cell[0], "http")])["10.0.10.0/24"]
    assert found.side == "it"
    assert found.why == (
        "12 of 12 hosts use office services or the internet, and none answers an OT protocol; 1 keeps talking to OT"
    )


def test_what_talks_to_ot_and_to_offices_lies_between() -> None:
    plant = Plant()
    jump, mirror, idle = hosts("10.1.0", 3)
    seen = [path(jump, plant.cell[0], "rdp"), path(plant.cell[1], mirror, "pi"), path(plant.office[0], jump, "rdp")]
    found = judge([*plant.assets, jump, mirror, idle], [*plant.paths, *seen])["10.1.0.0/24"]
    assert (found.side, found.level) == ("dmz", 3.5)
    assert found.why == (
        "2 of 3 hosts keep talking to OT (pi, rdp), and 1 to offices or the internet; none answers an OT protocol"
    )


def test_names_and_time_for_ot_make_no_dmz_of_office_servers() -> None:
    plant = Plant()
    seen = [path(plant.cell[0], plant.server, "ntp"), path(plant.cell[1], plant.server, "dns")]
    found = judge(plant.assets, [*plant.paths, *seen])["10.0.1.0/24"]
    assert found.side is None
    assert found.why.startswith("1 of 1 host keeps talking to OT (dns, ntp), and 1 to offices")


def test_what_talks_to_ot_alone_is_unknown() -> None:
    plant = Plant()
    helper = host("10.3.0.1")
    found = judge([*plant.assets, helper], [*plant.paths, path(plant.cell[0], helper, "http")])["10.3.0.0/24"]
    assert found.side is None
    assert "none to offices" in found.why


def test_hosts_that_only_do_what_devices_do_too_are_no_office() -> None:
    first, second = hosts("10.5.0", 2)
    (found,) = judge([first, second], [path(first, second, "ssh"), path(first, second, "tcp/4444")]).values()
    assert found.side is None
    assert found.why == ("none answers an OT protocol, but none of 2 hosts uses office services or the internet")


def test_an_inventory_has_a_say() -> None:
    plant = Plant()
    declared = [msgspec.structs.replace(one, side="dmz", side_inferred=False) for one in hosts("10.1.0", 2)]
    panel = host("10.6.0.1", side="ot", side_inferred=False)
    found = judge([*plant.assets, *declared, panel], plant.paths)
    assert (found["10.1.0.0/24"].side, found["10.1.0.0/24"].why) == ("dmz", "the inventory says so of 2 of 2 hosts")
    assert (found["10.6.0.0/24"].side, found["10.6.0.0/24"].why) == ("ot", "1 of 1 host is OT by the inventory")


def test_services_that_make_no_dmz_are_called_as_paths_call_them() -> None:
    assert INFRASTRUCTURE <= NAMES
