"""Attacks in somebody's own traffic."""

import pytest

from replay.simulate.large.attacks import ATTACKS
from replay.tune.grafting.cast import Cast
from replay.tune.grafting.planting import KNOWN_WAYS, LEFT_OUT, Where, grafted
from tests.replay.tune.grafting.plant import assets, paths

WHERE = Where(begin=1_773_000_000.0, end=1_773_000_000.0 + 14 * 86_400.0, site="s", sensor="tap", time_zone="UTC")


def test_each_attack_is_planted_or_left_out_with_a_reason() -> None:
    found = grafted(Cast(assets(), paths()), WHERE, seed=1)
    planted = {item.name for item in found.items}
    assert planted | set(found.left_out) == set(ATTACKS)
    assert not planted & set(found.left_out)
    assert set(LEFT_OUT) <= set(found.left_out)
    assert all(found.left_out.values())
    assert len(planted) >= 20
    assert {"volume", "stolen-session", "burst"} <= planted


def test_they_are_made_of_the_sites_own_addresses_and_lie_within_the_days() -> None:
    found = grafted(Cast(assets(), paths()), WHERE, seed=1)
    own = {one.ips[0] for one in assets()}
    assert all(WHERE.begin <= flow.start <= flow.end < WHERE.end for flow in found.flows)
    assert all((flow.site, flow.sensor) == ("s", "tap") for flow in found.flows)
    assert [flow.end for flow in found.flows] == sorted(flow.end for flow in found.flows)
    assert all(flow.initiator_ip in own or flow.responder_ip in own for flow in found.flows)


def test_the_same_seed_plants_the_same_and_another_one_otherwise() -> None:
    one, again, other = (grafted(Cast(assets(), paths()), WHERE, seed=seed) for seed in (1, 1, 2))
    assert one == again
    assert one.flows != other.flows


def test_what_goes_by_usual_ways_is_left_out_where_there_are_none() -> None:
    found = grafted(Cast(assets(), ()), WHERE, seed=1)
    assert {found.left_out.get(name) for name in KNOWN_WAYS} >= {
        "it goes by usual ways, and this site has no such ways"
    }
    assert not {item.name for item in found.items} & set(KNOWN_WAYS)


@pytest.mark.parametrize(
    ("kept", "name", "reason"),
    [
        ("ot", "it-to-plc", "nobody is known as an office computer that never meets the plant"),
        ("it", "rogue-master", "nobody is known as"),
        ("it", "sweep", "nobody is known as"),
    ],
)
def test_who_is_missing_is_said(kept: str, name: str, reason: str) -> None:
    some = [one for one in assets() if one.side == kept]
    assert grafted(Cast(some, ()), WHERE, seed=1).left_out[name].startswith(reason)


def test_without_macs_no_address_is_taken_over() -> None:
    import msgspec

    bare = [msgspec.structs.replace(one, macs=()) for one in assets()]
    found = grafted(Cast(bare, paths()), WHERE, seed=1)
    assert found.left_out["takeover"] == "the sensor tells no MACs there"
    assert all(flow.initiator_mac is None for flow in found.flows)


def test_a_device_comes_to_no_address_that_is_in_use() -> None:
    import msgspec

    taken = [
        msgspec.structs.replace(one, ips=(*one.ips, "10.20.1.77", "10.20.2.77")) if one.name == "desk-55" else one
        for one in assets()
    ]
    assert "is in use" in grafted(Cast(taken, paths()), WHERE, seed=1).left_out["rogue-device"]
