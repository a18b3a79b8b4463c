"""`weir learning`."""

import json

import pytest

from tests.weir.command_line import weir
from tests.weir.commands.reading import filled_state, state

__all__ = ["filled_state", "state"]
pytestmark = pytest.mark.usefixtures("state")


def test_zones_say_what_is_ready_and_what_remains() -> None:
    said = weir("learning")
    assert said.code == 0, said.error
    assert "zone" in said.out
    assert "can be ready" in said.out
    assert "as of" in said.error


def test_json_has_a_site_a_line_whose_zones_add_up() -> None:
    (site,) = [json.loads(line) for line in weir("learning", "--json").out.splitlines()]
    for zone in site["zones"]:
        assert zone["assets"] == sum(zone[part] for part in ("ready", "waiting", "changing", "silent"))
    assert site["assets"] == sum(zone["assets"] for zone in site["zones"]) > 0


def test_a_site_that_is_none_lists_them() -> None:
    said = weir("learning", "--site", "nowhere")
    assert said.code == 1
    assert "no site 'nowhere': is one of" in said.error
