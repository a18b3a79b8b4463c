"""`weir paths`."""

import json

import pytest

from tests.weir.command_line import weir
from tests.weir.commands.reading import filled_state, state

__all__ = ["filled_state", "state"]
pytestmark = pytest.mark.usefixtures("state")


def test_paths_are_listed_and_filtered() -> None:
    every = [json.loads(line) for line in weir("paths", "list", "--json").out.splitlines()]
    held = [json.loads(line) for line in weir("paths", "list", "--json", "--status", "held").out.splitlines()]
    crossing = [json.loads(line) for line in weir("paths", "list", "--json", "--crossing").out.splitlines()]
    assert len(every) > len(crossing) > 0
    assert {path["status"] for path in held} == {"held"}
    assert all(path["initiator_side"] != path["responder_side"] for path in crossing)
    asset = every[0]["initiator"]
    mine = [json.loads(line) for line in weir("paths", "list", "--json", "--asset", asset).out.splitlines()]
    assert mine
    assert all(asset in {path["initiator"], path["responder"]} for path in mine)


def test_the_table_says_what_it_left_out() -> None:
    said = weir("paths", "list", "--limit", "1")
    assert said.code == 0
    assert "first seen" in said.out
    assert "more not shown" in said.error


def test_json_is_whole_unless_a_limit_is_given() -> None:
    assert len(weir("paths", "list", "--json").out.splitlines()) > 200
    assert len(weir("paths", "list", "--json", "--limit", "2").out.splitlines()) == 2


def test_a_status_that_is_none_lists_them() -> None:
    assert "held" in weir("paths", "list", "--status", "odd").error


def listed(*options: str) -> list[dict[str, object]]:
    said = weir("paths", "list", "--json", *options)
    assert said.code == 0, said.error
    return [json.loads(line) for line in said.out.splitlines()]


def test_filters_hold_of_either_end_and_pages_follow_each_other() -> None:
    every = listed()
    assert listed("--side", "ot", "--zone", "it-office") == [
        path
        for path in every
        if "ot" in {path.get("initiator_side"), path.get("responder_side")}
        and "it-office" in {path.get("initiator_zone"), path.get("responder_zone")}
    ]
    service = str(every[0]["service"])
    assert listed("--service", service) == [path for path in every if path["service"] == service]
    assert [*listed("--limit", "4"), *listed("--limit", "4", "--page", "2")] == every[:8]
    flows = [path["flows"] for path in listed("--sort", "flows", "--limit", "5")]
    assert flows == sorted(flows, reverse=True)  # type: ignore[type-var]  # numbers


def test_an_asset_may_be_named_by_its_address() -> None:
    asset = next(path for path in listed() if str(path["initiator"]).startswith("ip:"))["initiator"]
    assert listed("--asset", str(asset).removeprefix("ip:")) == listed("--asset", str(asset))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--zone", "offce"), "no zone 'offce'"),
        (("--asset", "nobody"), "no asset 'nobody'"),
        (("--side", "inside"), "is one of ot, dmz"),
        (("--sort", "name"), "is one of key, first-seen"),
        (("--since", "soon"), "'soon' is no time"),
    ],
)
def test_a_filter_that_names_nothing_is_refused(options: tuple[str, str], said: str) -> None:
    found = weir("paths", "list", *options)
    assert found.code == 1
    assert said in found.error


def test_the_table_says_as_of_when_it_is() -> None:
    assert "as of " in weir("paths", "list").error
    assert weir("paths", "list", "--json").error == ""


def cells(*options: str) -> list[dict[str, object]]:
    said = weir("paths", "matrix", "--json", *options)
    assert said.code == 0, said.error
    return [json.loads(line) for line in said.out.splitlines()]


def test_the_matrix_counts_what_the_list_lists() -> None:
    sides = [cell for cell in cells("--crossing") if cell["by"] == "side"]
    assert sum(int(str(cell["paths"])) for cell in sides) == len(listed("--crossing"))
    held = [cell for cell in cells("--status", "held") if cell["by"] == "zone"]
    assert {cell["alerted"] for cell in held} == {cell["paths"] for cell in held}


def test_the_matrix_is_looked_at_as_tables_and_says_when_nothing_matches() -> None:
    said = weir("paths", "matrix")
    assert "from \\ to" in said.out
    assert "zone -> zone" in said.out
    assert "no paths match" in weir("paths", "matrix", "--since", "2100-01-01").error


def test_until_leaves_out_what_was_first_seen_later() -> None:
    first = sorted(float(str(path["first_seen"])) for path in listed())
    until = first[len(first) // 2]
    assert len(listed("--until", str(until))) == sum(each <= until for each in first) < len(first)


DAYS = ("2026-03-10", "2026-03-20")
"""Of the demo's plant, which begins on 2026-03-04."""


def test_paths_as_they_were_are_fewer_the_earlier_it_was() -> None:
    early, late, now = (listed("--at", DAYS[0]), listed("--at", DAYS[1]), listed())
    assert 0 < len(early) < len(late) <= len(now)
    crossing = listed("--at", DAYS[1], "--crossing", "--limit", "3")
    assert [path["initiator_side"] == path["responder_side"] for path in crossing] == [False] * 3
    assert {path["service"] for path in listed("--at", DAYS[1], "--service", "modbus")} == {"modbus"}


def test_a_day_before_the_history_says_when_it_begins() -> None:
    said = weir("paths", "list", "--at", "2026-01-01")
    assert said.code == 0
    assert "the history of paths begins on 2026-03-0" in said.error


def test_a_day_that_is_none_is_refused() -> None:
    said = weir("paths", "list", "--at", "yesterday")
    assert (said.code, "--at: 'yesterday' is no time" in said.error) == (1, True)


def test_two_days_are_told_apart() -> None:
    changes = json.loads(weir("paths", "diff", *DAYS, "--json").out)
    early = {(path["initiator"], path["responder"], path["service"]) for path in listed("--at", DAYS[0])}
    late = {(path["initiator"], path["responder"], path["service"]) for path in listed("--at", DAYS[1])}
    new = {(path["initiator"], path["responder"], path["service"]) for path in changes["new"]}
    assert new == late - early
    said = weir("paths", "diff", *DAYS, "--limit", "2")
    assert f"{len(new):,} new" in said.out
    assert "The first 2 of them" in said.out


def test_days_in_the_wrong_order_are_refused() -> None:
    said = weir("paths", "diff", *reversed(DAYS))
    assert (said.code, "give the earlier day first" in said.error) == (1, True)
