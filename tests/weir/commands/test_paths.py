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
