"""Each network's hosts, and what they show."""

import msgspec

from models.boundary.network_evidence import NetworkEvidence, addresses_by_network, evidence_of
from models.boundary.ot_traffic import ot_traffic
from schemas.asset_summary import AssetSummary
from schemas.path import PathRecord
from tests.models.boundary.seen import INTERNET, Plant, host, path, silent


def evidence(assets: list[AssetSummary], paths: list[PathRecord]) -> dict[str, NetworkEvidence]:
    by_id = {asset.id: asset for asset in assets}
    return {"/".join(filter(None, one.key)): one for one in evidence_of(by_id, ot_traffic(by_id, paths))}


def test_networks_come_by_number_with_their_servers_and_masters() -> None:
    plant = Plant()
    found = evidence(plant.assets, plant.paths)
    assert list(found) == ["10.0.1.0/24", "10.0.10.0/24", "10.2.0.0/24", "10.2.10.0/24"]
    assert found["10.2.10.0/24"].servers == {plc.id for plc in plant.cell}
    assert found["10.2.0.0/24"].masters == {plant.master.id}
    assert found["10.0.10.0/24"].office == {one.id for one in plant.office}


def test_who_gave_no_answer_is_counted_apart() -> None:
    plant = Plant()
    cell = evidence([*plant.assets, *silent("10.2.10", 207 - 160)], plant.paths)["10.2.10.0/24"]
    assert (len(cell.hosts), cell.silent) == (5, 47)


def test_addresses_that_are_nobodys_or_the_internets_are_in_no_network() -> None:
    odd = host("10.1.0.1", ips=("fe80::1", "8.8.8.8", "none", "224.0.0.1", "fd00::7", "10.1.0.9"))
    assert list(addresses_by_network(odd)) == [("", "fd00::/64"), ("", "10.1.0.0/24")]
    assert evidence([INTERNET], []) == {}


def test_a_realm_has_networks_of_its_own() -> None:
    found = evidence([host("10.1.0.1"), host("10.1.0.1", id="other", ips=("cell-2/10.1.0.1",))], [])
    assert list(found) == ["10.1.0.0/24", "cell-2/10.1.0.0/24"]


def test_an_asset_of_a_declared_zone_has_no_say() -> None:
    assert evidence([host("10.1.0.1", zone="cell-1")], []) == {}


def test_only_a_side_that_was_declared_counts_as_declared() -> None:
    declared = host("10.1.0.2", side="ot", side_inferred=False)
    (found,) = evidence([host("10.1.0.1"), declared], []).values()
    assert found.declared == {"ot": {declared.id}}


def test_who_serves_and_polls_is_a_server() -> None:
    hmi, plc = host("10.2.10.5"), host("10.2.10.6")
    paths = [path(hmi, plc, "modbus"), path(plc, hmi, "opc-ua")]
    (found,) = evidence([hmi, msgspec.structs.replace(plc)], paths).values()
    assert (found.servers, found.masters) == ({hmi.id, plc.id}, set())
