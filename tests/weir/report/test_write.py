"""The name of a file says what is written; what could not be written is told before anything is read."""

from pathlib import Path

import msgspec
import pytest

from replay.report.data import Report
from tests.replay.report import plant
from weir.errors import UserError
from weir.report.page import report_page
from weir.report.write import check_files, report_json, write_report


def test_each_file_is_what_its_name_says(tmp_path: Path) -> None:
    made = plant.report()
    write_report([tmp_path / "r.json", tmp_path / "r.HTML"], made)
    assert msgspec.json.decode((tmp_path / "r.json").read_bytes(), type=Report) == made
    assert (tmp_path / "r.HTML").read_text() == report_page(made)
    assert report_json(made).count(b"\n") == 1
    assert sorted(one.name for one in tmp_path.iterdir()) == ["r.HTML", "r.json"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("r.txt", r"ends in \.html, \.pdf or \.json"),
        ("none/r.html", "there is no folder"),
        ("folder.html", "is a folder"),
    ],
)
def test_a_file_that_can_not_be_written_is_refused_first(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "folder.html").mkdir()
    with pytest.raises(UserError, match=said):
        check_files([tmp_path / name], "--report")
