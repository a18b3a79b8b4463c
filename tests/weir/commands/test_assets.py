"""`weir assets`."""

import json

import pytest

from tests.weir.command_line import weir
from tests.weir.commands.reading import filled_state, state

__all__ = ["filled_state", "state"]
pytestmark = pytest.mark.usefixtures("state")


def test_assets_are_listed_by_side() -> None:
    every = [json.loads(line) for line in weir("assets", "list", "--json").out.splitlines()]
    ot = [json.loads(line) for line in weir("assets", "list", "--json", "--side", "ot").out.splitlines()]
    assert len(every) > len(ot) > 0
    assert {asset["side"] for asset in ot} == {"ot"}
    assert {asset["site"] for asset in every} == {"demo"}


def test_the_table_is_for_people() -> None:
    said = weir("assets", "list", "--side", "ot")
    assert said.code == 0
    assert "plc" in said.out


def test_a_side_that_is_none_lists_them() -> None:
    assert "dmz" in weir("assets", "list", "--side", "inside").error
