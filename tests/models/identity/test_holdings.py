"""Who holds which address, and how many."""

import pytest

from models.baseline.asset import Asset, new_asset
from models.identity.holdings import MAX_LEARNT, Holdings, address_in, realm_in, scoped, segment_of
from models.identity.inventory import Inventory
from tests.models import builders as b
from tests.models.identity.test_inventory import MAC, who

DAYS = 400


def asset(name: str = "pc") -> Asset:
    return new_asset(name, "", 0.0)


@pytest.mark.parametrize("held", ["ips", "macs"])
def test_of_addresses_that_were_only_seen_the_newest_are_kept(held: str) -> None:
    holdings, pc = Holdings(), asset()
    bind = holdings.bind_ip if held == "ips" else holdings.bind_mac
    keys = [f"fd00::{n:x}" for n in range(1, 10 * MAX_LEARNT)]
    for key in keys:
        bind(pc, key)
        assert len(getattr(pc.record, held)) < 2 * MAX_LEARNT
    own = getattr(pc.record, held)
    assert own == keys[-len(own) :]
    assert len(own) >= MAX_LEARNT
    assert set(own) == set(holdings.by_ip if held == "ips" else holdings.by_mac)


def test_a_declared_address_is_not_let_go_for_newer_ones() -> None:
    holdings, pc = Holdings(), asset()
    for key in ("10.0.0.1", "10.0.0.2"):
        holdings.declare(pc, key)
        holdings.bind_ip(pc, key)
    for number in range(5 * MAX_LEARNT):
        holdings.bind_ip(pc, f"fd00::{number:x}")
    assert pc.record.ips[:2] == ["10.0.0.1", "10.0.0.2"]


def test_a_host_of_privacy_addresses_stays_one_asset_for_a_year() -> None:
    pipeline = b.new_pipeline(*b.ZONES, b.zone("v6", 4.0, "it", "fd00::/16"))
    flows = [
        b.flow(b.MONDAY + day * b.DAY, f"fd00::{day + 16:x}", "fd00::1", 443, initiator_mac=MAC) for day in range(DAYS)
    ]
    b.run(pipeline, b.ticked(flows))
    (host,) = [each for each in pipeline.assets() if each.macs]
    assert len(host.ips) < 2 * MAX_LEARNT
    assert f"fd00::{DAYS + 15:x}" in host.ips
    (path,) = pipeline.paths()
    assert (path.flows, path.days) == (DAYS, DAYS)


def test_what_leaves_for_another_is_told() -> None:
    holdings, one, two = Holdings(), asset("one"), asset("two")
    holdings.bind_ip(one, "10.0.0.1")
    holdings.displaced.clear()
    holdings.bind_ip(two, "10.0.0.1")
    assert (one.record.ips, two.record.ips) == ([], ["10.0.0.1"])
    assert holdings.displaced == [one, two]
    assert holdings.rebound


def test_a_router_loses_what_it_had_gathered_but_not_what_was_declared() -> None:
    holdings, router = Holdings(), asset()
    holdings.declare(router, "10.0.0.254")
    holdings.bind_mac(router, MAC)
    for key in ("10.0.0.1", "10.0.0.2", "10.0.0.254"):
        holdings.bind_ip(router, key)
    holdings.is_router(MAC)
    assert (router.record.ips, router.record.macs) == (["10.0.0.1", "10.0.0.254"], [])
    assert set(holdings.by_ip) == {"10.0.0.1", "10.0.0.254"}


@pytest.mark.parametrize(
    ("key", "realm", "text"),
    [
        ("10.0.0.1", "", "10.0.0.1"),
        ("cell-2/10.0.0.1", "cell-2", "10.0.0.1"),
        ("a/b/10.0.0.1", "a/b", "10.0.0.1"),
        ("%zeek/7/fe80::1", "%zeek/7", "fe80::1"),
    ],
)
def test_a_key_tells_realm_and_address(key: str, realm: str, text: str) -> None:
    assert (realm_in(key), address_in(key).text) == (realm, text)
    assert scoped(text, realm) == key


def test_ipv6_prefixes_show_no_router() -> None:
    assert segment_of("fd00::1") is None
    assert segment_of("cell-2/10.0.0.1") == "10.0.0.0/24"
    inventory = Inventory()
    assert who(inventory, "fd00:1::1", MAC) == who(inventory, "fd00:2::1", MAC) == who(inventory, "10.0.0.1", MAC)
    assert list(inventory.routers) == []
