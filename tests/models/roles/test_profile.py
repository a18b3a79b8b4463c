"""Habits and where they count."""

from models.baseline.asset import Asset, AssetRecord
from models.roles.profile import Place, Profile, core, place_of, profiles
from schemas.asset_change import Side


def asset(name: str, zone: str | None = None, side: Side | None = None) -> Asset:
    made = Asset(AssetRecord(id=name, realm="", first_seen=0.0, external=side == "external"))
    made.zone, made.side = zone, side
    return made


PLC, SCADA = asset("plc", "cell", "ot"), asset("scada", "control", "ot")
STRANGER, CLOUD = asset("stranger"), asset("cloud", side="external")


def test_both_ends_of_a_way_have_a_habit_with_the_place_of_the_other() -> None:
    found = profiles({each.id: each for each in (PLC, SCADA)}, [(SCADA, PLC, "modbus")])
    assert found == {
        Place("cell", declared=True): {"plc": Profile(frozenset({(True, "modbus", "control")}), None)},
        Place("control", declared=True): {"scada": Profile(frozenset({(False, "modbus", "cell")}), None)},
    }


def test_the_internet_is_a_place_and_has_no_profile() -> None:
    found = profiles({each.id: each for each in (STRANGER, CLOUD)}, [(STRANGER, CLOUD, "tls")])
    assert found == {
        Place("undeclared", declared=False): {"stranger": Profile(frozenset({(False, "tls", "internet")}), None)}
    }


def test_a_zone_called_like_a_side_is_another_place() -> None:
    assert place_of(asset("a", "ot")) != place_of(asset("b", side="ot"))
    assert place_of(asset("b", side="ot")).zone is None


def test_what_half_of_them_do_is_shared_the_most_common_first() -> None:
    common, half, seldom = (True, "modbus", "control"), (True, "opc-ua", "dmz"), (False, "dns", "it")
    members = [Profile(frozenset({common, *extra}), None) for extra in ([half], [half], [seldom], [])]
    assert list(core(members).items()) == [(common, 4), (half, 2)]
    assert core([]) == {}
