"""An inventory row with a public address names the peer and its conduit; it changes no side."""

from typing import Any

import pytest

from schemas.asset_change import AssetChange, Binding
from tests.models import builders as b

VENDOR, VENDOR6, OWN = "8.8.8.8", "2001:4860:4860::8888", "9.9.9.9"

ROWS: dict[str, dict[str, Any]] = {
    "no zone": {},
    "a zone of the plant": {"zone": "cell"},
    "the office": {"zone": "office"},
    "the DMZ": {"zone": "dmz"},
    "a zone that nobody declared": {"zone": "vendors"},
    "a zone on the internet": {"zone": "world"},
    "a level": {"purdue_level": 1.0},
    "a zone and a level": {"zone": "cell", "purdue_level": 0.0},
}
WORLD = b.zone("world", 5.0, "external", "192.0.2.0/24")


@pytest.mark.parametrize("facts", ROWS.values(), ids=ROWS.keys())
@pytest.mark.parametrize("ip", [VENDOR, VENDOR6, f"::ffff:{VENDOR}"])
@pytest.mark.parametrize("zones", [(*b.ZONES, WORLD), ()], ids=["zones", "no zones"])
def test_from_the_internet_into_the_plant_alerts_from_the_first_minute(
    facts: dict[str, Any], ip: str, zones: tuple[AssetChange, ...]
) -> None:
    pipeline = b.new_pipeline(*zones, WORLD) if zones else b.bare_pipeline()
    pipeline.change(b.asset("vendor", ip, name="Remote service", **facts))
    alerts = b.alerts_of(pipeline, b.flow(b.MONDAY, ip, b.PLC, service="modbus"))
    assert [alert.kind for alert in alerts] == ["external-path"]
    assert alerts[0].initiator is not None
    assert (alerts[0].initiator.name, alerts[0].initiator.side) == ("Remote service", "external")
    assert "Remote service" in alerts[0].title


@pytest.mark.parametrize("facts", ROWS.values(), ids=ROWS.keys())
def test_from_the_plant_to_a_declared_peer_alerts_too(facts: dict[str, Any]) -> None:
    pipeline = b.new_pipeline(*b.ZONES, WORLD)
    pipeline.change(b.asset("vendor", VENDOR, **facts))
    alerts = b.alerts_of(pipeline, b.flow(b.MONDAY, b.PLC, VENDOR, 443))
    assert [alert.kind for alert in alerts] == ["external-path"]


@pytest.mark.parametrize("zone", ["cell", "dmz", "world"])
def test_a_declared_conduit_from_its_zone_makes_the_path_quiet(zone: str) -> None:
    conduit = b.conduit(zone, "control", "rdp")
    pipeline = b.new_pipeline(*b.ZONES, WORLD, conduit, b.asset("vendor", VENDOR, zone=zone))
    assert b.alerts_of(pipeline, b.flow(b.MONDAY, VENDOR, b.SCADA, 3389)) == []
    assert b.path(pipeline, "vendor", b.SCADA, "rdp").status == "learnt"
    assert [alert.kind for alert in b.alerts_of(pipeline, b.flow(b.MONDAY + 9, VENDOR, b.SCADA, 22))] == [
        "external-path"
    ]


def test_a_row_that_comes_after_the_traffic_changes_no_side_either() -> None:
    pipeline = b.new_pipeline()
    b.run(pipeline, [b.flow(b.MONDAY, VENDOR, b.PLC, service="modbus")])
    pipeline.change(b.asset("vendor", VENDOR, zone="cell"))
    alerts = b.alerts_of(pipeline, b.flow(b.MONDAY + 60, VENDOR, b.PLC, 22))
    assert [alert.kind for alert in alerts] == ["external-path"]


def test_a_row_of_a_private_and_a_public_address_is_two_ends() -> None:
    """A server behind address translation: what comes from its public address is no traffic of the plant's host."""
    pipeline = b.new_pipeline()
    pipeline.change(b.asset("hmi", addresses=(Binding(b.SCADA), Binding(VENDOR)), name="HMI"))
    b.run(pipeline, [b.flow(b.MONDAY + n, b.SCADA, b.PLC, service="modbus") for n in range(5)])
    assert b.path(pipeline, "HMI", b.PLC, "modbus").initiator_side == "ot"
    alerts = b.alerts_of(pipeline, b.flow(b.MONDAY + 60, VENDOR, b.PLC, service="modbus"))
    assert [alert.kind for alert in alerts] == ["external-path"]
    assert alerts[0].initiator is not None
    assert (alerts[0].initiator.name, alerts[0].initiator.side) == (f"HMI at {VENDOR}", "external")
    assert b.path(pipeline, "HMI", b.PLC, "modbus").flows == 5


@pytest.mark.parametrize("cidr", ["9.9.0.0/16", "9.9.9.0/24", "9.9.9.8/29", "9.9.9.9/32"])
def test_a_public_range_that_a_zone_claims_is_the_plants_own(cidr: str) -> None:
    pipeline = b.new_pipeline(*b.ZONES, b.zone("line", 1.0, "ot", cidr))
    b.run(pipeline, [b.flow(b.MONDAY, b.SCADA, OWN, service="modbus")])
    (host,) = [each for each in pipeline.assets() if OWN in each.ips]
    assert (host.side, host.zone, host.external) == ("ot", "line", False)
    alerts = b.alerts_of(pipeline, b.flow(b.MONDAY + 60, VENDOR, OWN, service="modbus"))
    assert [alert.kind for alert in alerts] == ["external-path"]


def test_a_zone_that_claims_a_part_of_a_prefix_says_nothing_of_the_rest() -> None:
    pipeline = b.new_pipeline(*b.ZONES, b.zone("line", 1.0, "ot", "9.9.9.0/28"))
    alerts = b.alerts_of(pipeline, b.flow(b.MONDAY, "9.9.9.200", b.PLC, service="modbus"))
    assert [alert.kind for alert in alerts] == ["external-path"]


def test_a_row_in_a_claimed_range_stands_where_it_says() -> None:
    pipeline = b.new_pipeline(*b.ZONES, b.zone("line", 1.0, "ot", "9.9.9.0/24"), b.asset("plc", OWN, zone="cell"))
    b.run(pipeline, [b.flow(b.MONDAY, OWN, b.PLC, service="modbus")])
    path = b.path(pipeline, "plc", b.PLC, "modbus")
    assert (path.initiator_zone, path.initiator_side, path.status) == ("cell", "ot", "learnt")


@pytest.mark.parametrize(
    "wide",
    [
        b.zone("elsewhere", 5.0, "it", "0.0.0.0/0", "::/0"),
        b.zone("elsewhere", 5.0, "external", "0.0.0.0/0", "::/0"),
        b.zone("elsewhere", 4.0, "it", "0.0.0.0/1", "128.0.0.0/1", "2000::/3"),
        AssetChange(
            site=b.SITE,
            time=0.0,
            source="file",
            subject="zone",
            change="declared",
            id="elsewhere",
            cidrs=("8.8.8.0/24",),
        ),
    ],
    ids=["all, as an office", "all, as the internet", "all in parts", "a range of no side"],
)
@pytest.mark.parametrize("ip", [VENDOR, VENDOR6])
def test_a_zone_for_all_that_is_elsewhere_gives_a_name_and_no_side(wide: AssetChange, ip: str) -> None:
    pipeline = b.new_pipeline(*b.ZONES, wide)
    alerts = b.alerts_of(pipeline, *(b.flow(b.MONDAY + n, ip, b.PLC, service="modbus") for n in range(3)))
    assert {alert.kind for alert in alerts} == {"external-path"}
    (path,) = pipeline.paths()
    assert (path.initiator[:4], path.initiator_side) == ("ext:", "external")
    if wide.side is not None:
        assert path.initiator_zone == "elsewhere"


def test_in_a_zone_for_all_a_row_with_both_kinds_of_address_lies_where_its_private_one_does() -> None:
    pipeline = b.new_pipeline(*b.ZONES, b.zone("elsewhere", 5.0, "it", "0.0.0.0/0"))
    pipeline.change(b.asset("plc", addresses=(Binding(VENDOR), Binding(b.PLC))))
    b.run(pipeline, [b.flow(b.MONDAY, b.SCADA, b.PLC, service="modbus")])
    assert b.path(pipeline, b.SCADA, "plc", "modbus").responder_zone == "cell"


def test_a_public_address_of_a_realm_is_a_peer_too() -> None:
    pipeline = b.new_pipeline(*b.ZONES, b.zone("two", 1.0, "ot", "10.9.0.0/24", realm="cell-2"))
    pipeline.change(b.asset("hmi", addresses=(Binding(b.SCADA), Binding(VENDOR)), realm="cell-2"))
    alerts = b.alerts_of(pipeline, b.flow(b.MONDAY, VENDOR, b.PLC, service="modbus", realm="cell-2"))
    assert [alert.kind for alert in alerts] == ["external-path"]
