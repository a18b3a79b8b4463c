"""Writes the rows of inventories that were refused."""

import csv
from pathlib import Path

import msgspec
import pytest

from schemas.formats.assets.reading import Refused, RunSites
from streams.sources.files.statements import read_inventory
from weir.admin.recorded.refused_rows import IN_FRONT, write_refused
from weir.errors import UserError

RUN = RunSites(default="plant")
ROWS = "name;ip;level\na;10.0.0.1;1\nb;DHCP;2\nc;10.0.0.3;3;more;\n"


def test_as_csv_they_can_be_mended_and_read_again(tmp_path: Path) -> None:
    assets, refused = tmp_path / "assets.csv", tmp_path / "refused.csv"
    assets.write_text(ROWS)
    other = tmp_path / "other.csv"
    other.write_text("Host,IP\nd,10.0.0.999\n")
    write_refused(refused, [read_inventory(path, RUN, 0.0) for path in (assets, other)])
    text = refused.read_text()
    rows = list(csv.reader(text.splitlines()))
    assert rows[0] == [*IN_FRONT, "name", "ip", "level", "Host", "IP"]
    assert rows[1] == ["assets.csv", "3", "ip", "DHCP", "'DHCP' is no IP address", "b", "DHCP", "2", "", ""]
    assert rows[2][5:] == ["c", "10.0.0.3", "3", "", "", "more"]
    assert rows[3][:3] == ["other.csv", "2", "IP"]
    refused.write_text("\n".join(text.replace("DHCP,2", "10.0.0.2,2").splitlines()[:2]))
    again = read_inventory(refused, RUN, 0.0)
    assert [(change.id, change.purdue_level) for change in again.changes] == [("b", 2.0)]
    assert again.refused == ()


def test_as_ndjson_they_are_records(tmp_path: Path) -> None:
    assets, refused = tmp_path / "assets.csv", tmp_path / "refused.ndjson"
    assets.write_text(ROWS)
    reading = read_inventory(assets, RUN, 0.0)
    write_refused(refused, [reading])
    lines = refused.read_bytes().splitlines()
    assert tuple(msgspec.json.decode(line, type=Refused) for line in lines) == reading.refused
    assert len(lines) == 2


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="--refused "):
        write_refused(tmp_path / "nowhere" / "refused.csv", [])
