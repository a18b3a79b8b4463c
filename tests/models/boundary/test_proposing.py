"""Zones that are proposed, with the reason of each value."""

from hypothesis import given
from hypothesis import strategies as st

from models.boundary.proposing import ProposedZone, propose
from models.boundary.zones import Zone, ZoneIndex, ZoneMap
from models.identity.addresses import read_address
from schemas.asset_summary import AssetSummary
from schemas.services.names import OT_SERVICES
from tests.models.boundary.seen import INTERNET, SITE, Plant, host, hosts, path, silent

SEEN = st.lists(
    st.tuples(
        st.integers(0, 29), st.integers(0, 30), st.sampled_from(["modbus", "opc-ua", "smb", "rdp", "ntp", "tcp/99"]),
        st.booleans(), st.sampled_from([1, 9]), st.sampled_from(["learnt", "held"]),
    ),
    max_size=40,
)  # fmt: skip


def side_of(asset: AssetSummary, zones: list[ProposedZone]) -> str | None:
    """The side that an asset has once the proposal is declared."""
    declared = {one.zone: Zone(one.zone, one.level, one.side, one.cidrs, one.realm) for one in zones}
    assert len(declared) == len(zones)
    found = ZoneIndex(ZoneMap(zones=declared)).find(read_address(asset.ips[0]), "")
    return None if found is None else found.side


@given(SEEN)
def test_whatever_was_seen_what_answered_an_ot_protocol_is_ot(
    seen: list[tuple[int, int, str, bool, int, str]],
) -> None:
    inside = [*hosts("10.1.0", 10), *hosts("10.2.0", 10), *hosts("10.3.0", 10)]
    every = [*inside, INTERNET]
    told = [
        path(every[began], every[ended], service, answered=answered, hours=hours, status=status)
        for began, ended, service, answered, hours, status in seen
    ]
    zones = propose(SITE, every, told)
    served = {one.responder for one in told if one.answered and one.service in OT_SERVICES} - {INTERNET.id}
    assert {side_of(asset, zones) for asset in inside if asset.id in served} <= {"ot"}


def test_each_network_in_which_somebody_spoke_becomes_a_zone_named_by_it() -> None:
    plant = Plant()
    found = propose(SITE, [*plant.assets, *silent("10.2.10", 2), *silent("10.9.9", 3)], plant.paths)
    assert [(zone.zone, zone.side, zone.cidrs) for zone in found] == [
        ("it-10.0.1", "it", ("10.0.1.0/24",)),
        ("it-10.0.10", "it", ("10.0.10.0/24",)),
        ("ot-10.2.0", "ot", ("10.2.0.0/24",)),
        ("ot-10.2.10", "ot", ("10.2.10.0/24",)),
    ]
    assert found[3].why_cidrs == "5 addresses spoke or answered; 2 more were tried and gave no answer"
    assert found[2].why_cidrs == "1 address spoke or answered"
    assert all(zone.why_side and zone.why_level for zone in found)


def test_controllers_in_a_doubtful_network_are_ot_by_their_addresses() -> None:
    plant = Plant()
    found = propose(SITE, [*plant.assets, *hosts("10.2.10", 40, 50)], plant.paths)
    rest, apart = (zone for zone in found if "10.2.10" in zone.zone)
    assert (rest.zone, rest.side, rest.level) == ("unknown-10.2.10", None, None)
    assert (apart.zone, apart.side, apart.level) == ("ot-in-10.2.10", "ot", 1.0)
    assert apart.cidrs == ("10.2.10.1", "10.2.10.2", "10.2.10.3", "10.2.10.4", "10.2.10.5")


def test_of_an_asset_apart_only_the_addresses_of_that_network_are_named() -> None:
    plant = Plant()
    two_homed = host("10.2.0.9", ips=("10.2.0.9", "10.0.10.99"))
    found = propose(SITE, [*plant.assets, two_homed], [*plant.paths, path(plant.master, two_homed, "opc-ua")])
    assert {zone.zone: zone.cidrs for zone in found}["ot-in-10.0.10"] == ("10.0.10.99",)


def test_realms_and_ipv6_have_zones_of_their_own() -> None:
    first = host("10.1.0.1", ips=("cell-2/10.1.0.1",))
    second = host("fd00::7")
    found = propose(SITE, [first, second], [path(first, second, "smb")])
    assert [(zone.zone, zone.realm, zone.cidrs) for zone in found] == [
        ("it-fd00::", "", ("fd00::/64",)),
        ("it-10.1.0-cell-2", "cell-2", ("10.1.0.0/24",)),
    ]


def test_what_is_declared_is_not_proposed_again() -> None:
    plant = Plant()
    declared = [host("10.2.10.77", zone="cell-1", side="ot", side_inferred=False)]
    assert propose(SITE, declared, []) == []
    assert [zone.zone for zone in propose(SITE, [*declared, *plant.cell], plant.paths)] == ["ot-10.2.10"]


def test_the_order_of_what_was_seen_changes_nothing() -> None:
    plant = Plant()
    forwards = propose(SITE, plant.assets, plant.paths)
    assert propose(SITE, plant.assets[::-1], plant.paths[::-1]) == forwards
