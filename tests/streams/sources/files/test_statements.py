"""Files of assets and zones, read once."""

from pathlib import Path

import pytest

from schemas.codec import encode_lines
from schemas.formats.assets.reading import RunSites
from streams.sources.files.statements import inventory_reader, read_assets, read_inventory, read_zones

PLANT = RunSites(default="plant")


def test_assets_are_read_from_csv_ndjson_and_a_json_list(tmp_path: Path) -> None:
    table = tmp_path / "assets.csv"
    table.write_text("name,ip\nplc,10.0.0.1\n")
    from_csv = read_assets(table, "plant", 5.0)
    lines = tmp_path / "assets.ndjson"
    lines.write_bytes(encode_lines(from_csv))
    assert read_assets(lines, "other", 9.0) == from_csv
    listed = tmp_path / "assets.json"
    listed.write_text('[\n {"subject": "asset", "change": "seen", "id": "x"}\n]')
    (change,) = read_assets(listed, "plant", 5.0)
    assert (change.site, change.time, change.source) == ("plant", 5.0, "assets.json")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("assets.csv", "name,ip\nx,10.0.0.1\ny,DHCP\n"),
        ("assets.ndjson", '{"subject": "asset", "change": "seen", "id": "x"}\n{"subject": "moon"}\n'),
    ],
)
def test_a_bad_row_is_told_with_its_place_and_the_rest_is_taken(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text)
    found = read_inventory(path, PLANT, 5.0)
    assert [change.id for change in found.changes] == ["x"]
    assert [one.line for one in found.refused] == [3 if name.endswith("csv") else 2]
    assert inventory_reader()(path, "plant", 5.0) == found
    with pytest.raises(
        ValueError, match=rf"{name}: rows refused: 1; --strict takes all of a file or nothing\n{name}, line"
    ):
        inventory_reader(strict=True)(path, "plant", 5.0)


def test_zone_files_are_checked_with_those_beside_them(tmp_path: Path) -> None:
    cells, office, broken = (tmp_path / name for name in ("cells.toml", "office.toml", "broken.toml"))
    cells.write_text('[[zones]]\nzone = "cell"\nside = "ot"\ncidrs = ["10.1.0.0/16"]\n')
    office.write_text('[[zones]]\nzone = "office"\nside = "it"\n[[conduits]]\nfrom = "office"\nto = "cell"\n')
    broken.write_text("[")
    with pytest.raises(ValueError, match="'cell', which does not exist"):
        read_zones(office, "plant", 5.0)
    assert len(read_zones(office, "plant", 5.0, [cells, broken, tmp_path / "absent.toml"])) == 2


def test_many_contradictions_are_told_with_their_number(tmp_path: Path) -> None:
    path = tmp_path / "zones.toml"
    path.write_text('[[conduits]]\nfrom = "a"\nto = "b"\n' * 10)
    with pytest.raises(ValueError, match=r"and 15 more\Z") as refused:
        read_zones(path, "plant", 5.0)
    assert len(str(refused.value).split("\n")) == 6


def test_a_file_past_the_bound_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "assets.csv"
    with path.open("wb") as file:
        file.truncate(67_108_865)
    with pytest.raises(ValueError, match="Split the file"):
        read_inventory(path, PLANT, 5.0)


def test_a_file_given_for_another_kind_names_the_right_option(tmp_path: Path) -> None:
    zones, assets = tmp_path / "zones.toml", tmp_path / "assets.csv"
    zones.write_text('# ours\n[[zones]]\nzone = "cell-1"\nside = "ot"\nlevel = 1\ncidrs = ["10.1.0.0/24"]\n')
    assets.write_text("name,ip\nplc-1,10.1.0.5\n")
    with pytest.raises(ValueError, match="declares zones, and no assets: give it with --zones"):
        read_inventory(zones, RunSites(default="plant"), 0.0)
    with pytest.raises(ValueError, match="is an inventory of assets, and no zones: give it with --assets"):
        read_zones(assets, "plant", 0.0)
