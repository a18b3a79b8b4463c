import pytest

from schemas.asset_change import AssetChange
from schemas.formats.zones.file import zone_changes

TOML = b"""
[[zones]]
zone = "cell-a"
level = 1
cidrs = ["10.1.0.0/16", "10.2.0.7"]

[[zones]]
zone = "office"
side = "it"
cidrs = ["10.9.0.0/16"]
realm = "north"

[[conduits]]
from = "office"
to = "cell-a"
services = ["s7comm", "tcp/4444"]
owner = "ops"
expires = 2026-12-31
"""


def read(content: bytes, source: str = "zones.toml") -> list[AssetChange]:
    return zone_changes(content, site="plant", time=5.0, source=source)


def test_zones_and_conduits_become_changes() -> None:
    cell, office, conduit = read(TOML)
    assert (cell.id, cell.side, cell.level, cell.cidrs) == ("cell-a", "ot", 1.0, ("10.1.0.0/16", "10.2.0.7/32"))
    assert (office.id, office.side, office.level, office.realm) == ("office", "it", None, "north")
    assert (conduit.subject, conduit.from_zone, conduit.to_zone) == ("conduit", "office", "cell-a")
    assert conduit.services == ("iso-tsap", "tcp/4444")
    assert conduit.expires == 1798675200.0


@pytest.mark.parametrize(
    ("level", "side"), [(0, "ot"), (3, "ot"), (3.2, "dmz"), (3.5, "dmz"), (3.7, "dmz"), (4, "it"), (5, "it")]
)
def test_a_zone_without_a_side_takes_its_levels(level: float, side: str) -> None:
    (zone,) = read(f'[{{"zone": "z", "level": {level}, "cidrs": []}}]'.encode(), "zones.json")
    assert zone.side == side


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'[{"zone": "a", "level": 1, "cidr": []}]', r"zone 1 \(a\): unknown key 'cidr'; did you mean 'cidrs'"),
        (b'{"zone": []}', "unknown key 'zone'; did you mean 'zones'"),
        (b'[{"level": 1}]', "key 'zone' .* is missing"),
        (b'[{"zone": "a"}]', "neither side nor level"),
        (b'[{"zone": "a", "side": "OT"}]', "side 'OT' is none of ot, dmz, it, external"),
        (b'[{"zone": "a", "level": 7}]', "level 7 is no Purdue level"),
        (b'[{"zone": "a", "level": 1, "cidrs": ["10.0.0.0/33"]}]', "'10.0.0.0/33' is no CIDR"),
        (b'[{"zone": "a", "level": 1, "cidrs": ["10.0.0.5/24"]}]', "did you mean 10.0.0.0/24"),
        (b'[{"zone": "a", "level": 1, "cidrs": "10.0.0.0/8"}]', "cidrs is no list of texts"),
        (b'[{"zone": "a", "level": 1}, {"zone": "a", "level": 2}]', "declared twice"),
        (b'{"conduits": [{"from": "a"}]}', "key 'to'"),
        (b'{"conduits": [{"from": "a", "to": "b", "services": ["modbuz"]}]}', r"\(a\): services: .*mean 'modbus'"),
        (b'{"conduits": [{"from": "a", "to": "b", "services": ["tcp/1-70000"]}]}', "no port or range"),
        (
            b'{"conduits": [{"from": "a", "to": "b", "services": []}]}',
            "services is empty; name some, or leave the key away",
        ),
        (b'{"conduits": [{"from": "a", "to": "b", "services": [""]}]}', "a service has no name"),
        ('[{"zone": "цех", "level": 1}]'.encode("cp1251"), "save it as UTF-8"),
        (b'{"conduits": [{"from": "a", "to": "b", "services": [true]}]}', "services is no list of texts"),
        (b'{"conduits": [{"from": "a", "to": "b", "services": "modbus"}]}', "services is no list of texts"),
        (b'{"conduits": [{"from": "a", "to": "b", "expires": "soon"}]}', "expires 'soon' is no date"),
        (b"[1]", "here belongs an object"),
        (b"{", "no JSON"),
        (b'"zones"', "here belongs an object"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(content: bytes, message: str) -> None:
    with pytest.raises(ValueError, match=message) as refused:
        read(content, "zones.json")
    assert str(refused.value).startswith("zones.json")


def test_services_are_read_by_any_name_and_ports_also_as_numbers() -> None:
    zones = b'[[zones]]\nzone = "a"\nlevel = 4\n[[zones]]\nzone = "b"\nlevel = 1\n'
    content = zones + b'[[conduits]]\nfrom = "a"\nto = "b"\nservices = [502, "opcua", "TCP 80-90", "any"]\n'
    conduit = read(content)[-1]
    assert conduit.services == ("502", "opc-ua", "tcp/80-90", "*")


def test_wrong_toml_is_told_with_its_line() -> None:
    with pytest.raises(ValueError, match=r"zones\.toml: no TOML: .*line 2"):
        read(b"[[zones]]\nzone = \n")


def test_an_entry_of_its_own_site_belongs_there() -> None:
    content = (
        b'[{"zone": "cells", "side": "ot", "cidrs": ["10.1.0.0/16"]},'
        b' {"zone": "cells", "side": "ot", "cidrs": ["10.1.0.0/16"], "site": "plant-b"}]'
    )
    changes = zone_changes(content, site="plant-a", time=0.0, source="zones.json")
    assert [change.site for change in changes] == ["plant-a", "plant-b"]


def test_a_network_of_mapped_addresses_is_read_as_ipv4() -> None:
    (zone,) = read(b'[[zones]]\nzone = "a"\nside = "ot"\ncidrs = ["::ffff:10.2.0.0/112"]\n')
    assert zone.cidrs == ("10.2.0.0/16",)
    with pytest.raises(ValueError, match=r"did you mean 10\.2\.0\.0/16"):
        read(b'[[zones]]\nzone = "a"\nside = "ot"\ncidrs = ["::ffff:10.2.0.9/112"]\n')
