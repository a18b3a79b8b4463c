"""What role and zone add to a surprise, in bits."""

from operator import attrgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.baseline.asset import Asset, AssetRecord
from models.paths.base_measure import lift

HOSTS = 200


def host(name: str, *peers: str, role: str | None = "cell/plc") -> Asset:
    asset = Asset(AssetRecord(id=name, realm="", first_seen=0.0, role_id=role))
    asset.peers_out = dict.fromkeys(peers, 1)
    return asset


def bits(peer: str, siblings: list[Asset], others: list[Asset] | None = None) -> float:
    return lift(peer, siblings, [*siblings, *(others or [])], attrgetter("peers_out"), HOSTS)


def steady(count: int) -> list[Asset]:
    """So many that all have the same two peers."""
    return [host(f"plc-{n}", "scada", "historian") for n in range(count)]


def test_who_has_nobody_beside_it_is_surprised_as_by_its_own_history_alone() -> None:
    assert bits("x", []) == 0.0


def test_what_siblings_have_surprises_less_the_more_of_them_have_it() -> None:
    some = [host("a", "scada", "x"), host("b", "scada", "x"), host("c", "scada", "y")]
    assert bits("scada", some) < bits("x", some) < bits("y", some) < 0.0


def test_what_no_sibling_ever_had_surprises_more_the_more_siblings_there_are() -> None:
    few, more, many = (bits("x", steady(n)) for n in (2, 5, 20))
    assert 0.0 < few < more < many


def test_siblings_that_each_go_their_own_way_say_little() -> None:
    scattered = [host(f"pc-{n}", f"site-{n}", f"friend-{n}") for n in range(10)]
    assert 0.0 < bits("x", scattered) < 1.0 < bits("x", steady(10))


def test_what_another_role_of_the_zone_has_surprises_less_than_what_nobody_there_has() -> None:
    panel = [host("panel", "printer", role="cell/hmi")]
    assert bits("printer", steady(5), panel) < bits("x", steady(5), panel)
    assert bits("printer", steady(5), panel) > bits("scada", steady(5), panel)


def test_a_large_role_counts_in_its_zone_as_one() -> None:
    desks = [host(f"pc-{n}", "proxy", role="cell/desk") for n in range(50)]
    one = [host("pc", "proxy", role="cell/desk")]
    assert bits("proxy", steady(5), desks) == pytest.approx(bits("proxy", steady(5), one))


def test_among_kinds_without_a_number_of_hosts_those_of_the_zone_and_the_new_one_count() -> None:
    fellows = steady(3)
    assert (
        lift("x", fellows, fellows, attrgetter("peers_out"))
        > 0.0
        > lift("scada", fellows, fellows, attrgetter("peers_out"))
    )


@given(
    peers=st.lists(st.tuples(st.sets(st.sampled_from("abcdef")), st.sampled_from(("r", "s", None))), max_size=8),
    siblings=st.integers(0, 8),
)
def test_the_chances_of_all_hosts_come_to_one(peers: list[tuple[set[str], str | None]], siblings: int) -> None:
    fellows = [host(f"h{n}", *sorted(own), role=role) for n, (own, role) in enumerate(peers)]
    names = [*"abcdef", "x", "y"]
    chances = [
        2.0 ** -lift(name, fellows[:siblings], fellows, attrgetter("peers_out"), len(names)) / len(names)
        for name in names
    ]
    assert sum(chances) == pytest.approx(1.0)


def test_a_peer_counts_once_however_many_services_an_asset_has_with_it() -> None:
    busy, other = steady(3), steady(3)
    for each in busy:
        each.peers_out["scada"] = 9
    assert bits("x", busy) == bits("x", other)
