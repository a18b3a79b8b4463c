"""The roles of a site from day to day."""

import random

from hypothesis import given
from hypothesis import strategies as st

from models.baseline.asset import Asset
from models.roles.forming import form
from models.roles.profile import Way
from tests.models.roles.test_profile import asset


def cell(count: int) -> dict[str, Asset]:
    return {f"plc-{n:02}": asset(f"plc-{n:02}", "cell", "ot") for n in range(count)}


def polled(assets: dict[str, Asset], service: str = "modbus") -> list[Way]:
    scada = asset("scada", "control", "ot")
    return [(scada, each, service) for each in assets.values()]


def test_those_whose_role_is_another_than_before_are_told() -> None:
    assets = cell(3)
    assert form(assets, polled(assets)) == set(assets)
    assert {each.record.role_id for each in assets.values()} == {"cell/serves-modbus"}
    assert form(assets, polled(assets)) == set()


def test_who_does_nothing_any_more_has_none() -> None:
    assets = cell(2)
    form(assets, polled(assets))
    assert form(assets, []) == set(assets)
    assert {each.record.role_id for each in assets.values()} == {None}


def test_a_role_whose_members_all_change_what_they_do_is_the_same_role() -> None:
    assets = cell(3)
    form(assets, polled(assets))
    assert form(assets, polled(assets, "s7comm")) == set()


ways = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.sampled_from(("dns", "smb", "rdp"))), max_size=30)


@given(days=st.lists(ways, min_size=1, max_size=4), mixed=st.randoms(use_true_random=False))
def test_the_order_in_which_assets_and_paths_came_changes_no_role(
    days: list[list[tuple[int, int, str]]], mixed: random.Random
) -> None:
    one, other = cell(8), cell(8)
    names = list(other)
    mixed.shuffle(names)
    other = {name: other[name] for name in names}
    for day in days:
        form(one, _ways(one, day))
        form(other, reversed(_ways(other, day)))
        assert {name: each.record.role_id for name, each in one.items()} == {
            name: other[name].record.role_id for name in one
        }


def _ways(assets: dict[str, Asset], drawn: list[tuple[int, int, str]]) -> list[Way]:
    ordered = [assets[name] for name in sorted(assets)]
    return [(ordered[one], ordered[to], service) for one, to, service in drawn]
