"""What was there when somebody first looked."""

import math
import os
import time
from pathlib import Path

from streams.sources.follow.folder_history import FolderHistory
from streams.sources.follow.folders import Folders


def written(path: Path, seconds: int) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.touch()
    os.utime(path, (seconds, seconds))
    return path


def test_a_folder_is_met_once_with_the_time_of_its_newest_rotated_file(tmp_path: Path) -> None:
    met = FolderHistory(Folders())
    folder = tmp_path / "current"
    rotated = written(folder / "conn.log.1", 1_000)
    written(tmp_path / "2026-01-01" / "conn.log.gz", 2_000)
    assert met.until_ns(folder / "conn.log") == math.inf
    (mark,) = met.meet(folder, [rotated])
    assert (mark.source, mark.position) == (f"{folder}/*#", 2_000 * 10**9)
    assert met.meet(folder, [rotated]) == []
    again = FolderHistory(Folders())
    again.resume({mark.source: mark.position or 0, "other#x": 3})
    assert again.until_ns(folder / "deep" / "conn.log") == 2_000 * 10**9


def test_a_file_of_tomorrow_makes_no_history_of_today(tmp_path: Path) -> None:
    met = FolderHistory(Folders())
    met.meet(tmp_path, [written(tmp_path / "conn.log.1", int(time.time()) + 86_400)])
    assert met.until_ns(tmp_path / "conn.log") <= time.time_ns()


def test_a_folder_where_nothing_was_rotated_has_no_history(tmp_path: Path) -> None:
    met = FolderHistory(Folders())
    (mark,) = met.meet(tmp_path, [])
    assert mark.position == 1
