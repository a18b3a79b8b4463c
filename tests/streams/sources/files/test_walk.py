"""All files below a folder."""

import os
from pathlib import Path

import pytest

from streams.sources.files.walk import files_below


def _names(folder: Path) -> tuple[list[str], dict[str, str]]:
    files, left = files_below(folder)
    return [str(path.relative_to(folder)) for path in files], {one.path.name: one.reason for one in left}


def test_every_file_comes_once_and_a_loop_ends(tmp_path: Path) -> None:
    (tmp_path / "day").mkdir()
    for name in ("b", "day/a", ".hidden"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "current").symlink_to("day")
    (tmp_path / "day" / "loop").symlink_to("..")
    (tmp_path / "dead").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe")
    files, left = _names(tmp_path)
    assert sorted(files) == [".hidden", "b", "day/a"]
    assert left.keys() == {"current", "loop", "dead", "pipe"}
    assert "the same folder as" in left["current"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may look into every folder")
def test_a_folder_that_may_not_be_looked_into_is_told(tmp_path: Path) -> None:
    (tmp_path / "shut").mkdir(mode=0)
    assert "can't be looked into" in _names(tmp_path)[1]["shut"]
