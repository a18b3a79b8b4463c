"""Virtual MACs, makers, and what it means that an address has come to another device."""

import pytest

from models.baseline.asset import Asset, Replaced, TakenOver, new_asset
from models.identity.taking_over import (
    KNOWN_S,
    SETTLED_S,
    UNUSED_BY_LEASE_S,
    UNUSED_S,
    Arrival,
    is_virtual,
    note,
    replaced,
    replaces,
    same_maker,
    still_speaks,
    taking_over,
)
from tests.models import builders as b

IP = "10.9.0.2"
OLD, TWIN, THIEF = "00:1b:1b:00:00:02", "00:1b:1b:00:00:03", "3c:97:0e:00:00:01"
NOW = b.after()


def device(name: str, *ips: str, mac: str, seen: float = NOW - 60.0) -> Asset:
    asset = new_asset(name, "", b.MONDAY)
    asset.record.ips, asset.record.macs, asset.record.last_seen = list(ips), [mac], seen
    return asset


def arrival(mac: str = THIEF, time: float = NOW, *, met: bool = False) -> Arrival:
    return Arrival(IP, mac, time, met)


@pytest.mark.parametrize(
    "mac",
    ["00:00:5e:00:01:0a", "00:00:5e:00:02:01", "00:00:0c:07:ac:0a", "00:00:0c:9f:f0:01", "00:05:73:a0:00:01",
     "00:07:b4:00:01:02", "02:bf:0a:09:00:01"],
)  # fmt: skip
def test_macs_of_addresses_that_move_by_design_are_virtual(mac: str) -> None:
    assert is_virtual(mac)
    assert taking_over(device("new", mac=mac), device("old", IP, mac=OLD), arrival(mac)) == "swapped"


def test_makers_are_told_by_their_number_and_software_has_none() -> None:
    assert same_maker(OLD, TWIN)
    assert not same_maker(OLD, THIEF)
    assert not same_maker("02:00:00:00:00:01", "02:00:00:00:00:02")


def test_a_replacement_is_of_the_maker_of_the_one_device_there_and_may_be_put_back_once() -> None:
    holder = device("panel", IP, mac=OLD)
    assert replaces(TWIN, holder)
    assert not replaces(THIEF, holder)
    holder.record.replaced = replaced(TWIN, holder, NOW)
    assert holder.record.replaced == Replaced(OLD, NOW)
    holder.record.macs = [TWIN]
    assert still_speaks(OLD, holder, NOW + SETTLED_S)
    assert not still_speaks(OLD, holder, NOW + SETTLED_S + 1.0)
    assert replaces(OLD, holder)
    holder.record.replaced = replaced(OLD, holder, NOW + b.HOUR)
    holder.record.macs = [OLD]
    assert not replaces(TWIN, holder)
    assert taking_over(device("new", mac=TWIN), holder, arrival(TWIN)) == "both"
    two = device("two", IP, mac=OLD)
    two.record.macs.append(THIEF)
    assert not replaces(TWIN, two)


@pytest.mark.parametrize(
    ("silent_s", "met", "mac", "how"),
    [
        (60.0, False, THIEF, "conflict"),
        (UNUSED_S, False, THIEF, "moved"),
        (60.0, True, THIEF, "conflict"),
        (UNUSED_BY_LEASE_S, True, THIEF, "moved"),
        (60.0, True, TWIN, "moved"),
    ],
)
def test_a_live_address_is_a_conflict_and_a_free_one_or_a_makers_own_perhaps_none(
    silent_s: float, *, met: bool, mac: str, how: str
) -> None:
    holder = device("panel", IP, mac=OLD, seen=NOW - silent_s)
    assert taking_over(device("new", "10.9.0.3", mac=mac), holder, arrival(mac, met=met)) == how


def test_of_an_asset_watched_for_less_than_a_day_no_address_is_its_own() -> None:
    holder = device("panel", IP, mac=OLD)
    holder.record.first_seen = NOW - KNOWN_S + 1.0
    assert taking_over(device("new", mac=THIEF), holder, arrival()) == "moved"


@pytest.mark.parametrize(("until", "how"), [(NOW, "conflict"), (NOW + 1.0, "moved"), (NOW - 3_600.0, "moved")])
def test_unless_learning_by_declaration_met_it_and_is_over(until: float, how: str) -> None:
    holder = device("panel", IP, mac=OLD)
    holder.record.first_seen = NOW - 3_600.0
    assert taking_over(device("new", mac=THIEF), holder, arrival(), until) == how


def test_a_pair_whose_members_have_addresses_of_their_own_swaps_and_a_stranger_is_none_of_it() -> None:
    one, other = device("a", "10.9.0.4", IP, mac=OLD), device("b", "10.9.0.5", mac=THIEF)
    assert taking_over(other, one, arrival(met=True)) == "swapped"
    assert taking_over(device("c", mac=THIEF), one, arrival()) == "conflict"


def test_what_may_be_right_once_is_two_devices_when_it_comes_again() -> None:
    taker, holder = device("new", "10.9.0.3", mac=TWIN), device("panel", IP, mac=OLD)
    first = arrival(TWIN, met=True)
    assert note(taker, holder, first, taking_over(taker, holder, first))
    assert taker.record.took_over == TakenOver(IP, "panel", f"MAC {OLD}", NOW, "moved")
    assert not note(holder, taker, arrival(OLD, met=True), "conflict")
    assert holder.record.took_over is None
    again = arrival(TWIN, NOW + 60.0, met=True)
    assert taking_over(taker, holder, again) == "both"
    assert note(taker, holder, again, "both")
    assert not note(taker, holder, arrival(TWIN, NOW + 90.0, met=True), "both")
    assert taker.record.took_over.time == NOW + 60.0
