"""Whose traffic a replay reads."""

from pathlib import Path

import pytest

from weir.admin.named_site import named_site
from weir.errors import UserError
from weir.settings.sections import Settings, SiteSettings


@pytest.fixture
def assets(tmp_path: Path) -> list[str]:
    path = tmp_path / "assets.csv"
    path.write_text("name,ip,site\na,10.0.0.1,North Plant\nb,10.0.0.2,north plant\nc,10.0.0.3,\n")
    return [str(path)]


def test_the_option_comes_first_then_the_settings_then_the_inventory(assets: list[str]) -> None:
    named = Settings(site=SiteSettings(name="works"))
    assert named_site("x", assets, named) == "x"
    assert named_site(None, assets, named) == "works"
    assert named_site(None, assets, Settings()) == "North-Plant"
    assert named_site(None, [], Settings()) == "plant"


def test_inventories_of_several_sites_name_none(assets: list[str], tmp_path: Path) -> None:
    other = tmp_path / "other.ndjson"
    other.write_text('{"subject": "asset", "change": "declared", "id": "d", "site": "south"}\n')
    assert named_site(None, [*assets, str(other)], Settings()) == "plant"
    assert named_site(None, [str(other)], Settings()) == "south"


def test_mistakes_are_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="--site: 'a b' is no name"):
        named_site("a b", [], Settings())
    with pytest.raises(UserError, match=r"absent\.csv"):
        named_site(None, [str(tmp_path / "absent.csv")], Settings())
