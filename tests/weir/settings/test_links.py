"""Templates of links: what may stand in them, and what is said of the rest."""

from pathlib import Path

import pytest

from weir.errors import UserError
from weir.settings.links import PLACES, problems
from weir.settings.sections import load_settings, read_settings
from weir.settings.shown import shown_settings


def test_every_place_may_stand_in_a_link() -> None:
    assert not problems("https://arkime.example/?" + "&".join(f"{place}={{{place}}}" for place in PLACES))


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("javascript:alert(1)", "begins with https://"),
        ("https://a/{communityid}", "did you mean {community_id}?"),
        ("https://a/{start.__class__}", "nothing is called {start.__class__}"),
        ("https://a/{start!r}", "takes no format"),
        ("https://a/{uid:>40}", "takes no format"),
        ("https://a/{uid", "doubled"),
        ("https://a/{}", "nothing is called {}"),
    ],
)
def test_a_template_that_could_not_be_filled_is_refused(template: str, told: str) -> None:
    assert told in problems(template)[0]


def test_settings_tell_the_line_of_a_wrong_link(tmp_path: Path) -> None:
    file = tmp_path / "weir.toml"
    file.write_text('[links]\narkime = "https://a/{uidd}"\n', encoding="utf-8")
    with pytest.raises(UserError, match=r"weir.toml:2: links.arkime: nothing is called"):
        load_settings(file, {})
    file.write_text("[links]\narkime = 7\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"weir.toml:2: links.arkime: expected `str`, got `int`"):
        load_settings(file, {})


def test_a_link_is_shown_with_where_it_comes_from_and_may_come_from_the_environment(tmp_path: Path) -> None:
    file = tmp_path / "weir.toml"
    file.write_text('[links]\narkime = "https://a/{uid}"\n', encoding="utf-8")
    read = read_settings(file, {"WEIR_LINKS_KIBANA": "https://k/{uid}"}, pytest.fail)
    shown = {one.key: (one.value, one.origin) for one in shown_settings(*read) if one.section == "links"}
    assert shown == {"arkime": ("https://a/{uid}", "file"), "kibana": ("https://k/{uid}", "environment")}
