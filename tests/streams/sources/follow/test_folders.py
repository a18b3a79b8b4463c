"""Listings that are kept, and trees of folders."""

import os
from pathlib import Path

import pytest

from streams.sources.follow.folders import RELIST_S, SURE_S, Folders


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_listing_is_kept_only_once_the_folder_would_tell_of_a_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    folders = Folders(clock)
    listed: list[str] = []
    scan = os.scandir

    def counting(path: Path) -> object:
        listed.append(str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", counting)
    for now, lists in ((0.0, 1), (0.1, 2), (SURE_S + 0.1, 3), (SURE_S + 0.2, 3), (SURE_S + RELIST_S + 1, 4)):
        clock.now = now
        folders.listing(tmp_path)
        assert len(listed) == lists, now
    folders.listing(tmp_path, fresh=True)
    assert len(listed) == 5
    os.utime(tmp_path, (1, 1))
    folders.listing(tmp_path)
    assert len(listed) == 6


def test_what_comes_within_the_same_tick_of_the_file_system_is_listed(tmp_path: Path) -> None:
    folders = Folders()
    os.utime(tmp_path, (1, 1))
    folders.listing(tmp_path)
    (tmp_path / "conn.log").touch()
    os.utime(tmp_path, (1, 1))
    assert folders.listing(tmp_path).files == ("conn.log",)


def test_a_tree_is_the_same_as_long_as_nothing_comes_or_goes(tmp_path: Path) -> None:
    folders = Folders()
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "conn.log").touch()
    tree = folders.tree(tmp_path)
    assert folders.tree(tmp_path) is tree
    (tmp_path / "a" / "dns.log").touch()
    assert [path.name for path in folders.tree(tmp_path).files] == ["conn.log", "dns.log"]


def test_a_tree_goes_through_links_once_and_into_the_last_days_only(tmp_path: Path) -> None:
    spool, logs = tmp_path / "spool", tmp_path / "logs"
    for folder in (spool, logs, *(logs / f"2026-01-0{day}" for day in range(1, 7))):
        folder.mkdir()
        (folder / "conn.log").touch()
    (logs / "current").symlink_to(spool)
    (logs / "again").symlink_to(logs)
    (logs / "nowhere").symlink_to(tmp_path / "nothing")
    tree = Folders().tree(logs)
    found = [str(path.relative_to(logs)) for path in tree.files]
    assert found == [*(f"2026-01-0{day}/conn.log" for day in range(3, 7)), "conn.log", "current/conn.log"]
    assert tree.unusable == {logs / "nowhere": "a link that leads nowhere here"}


def test_a_name_that_is_no_text_is_told_and_left(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"conn\xff.log")).touch()
    tree = Folders().tree(tmp_path)
    assert tree.files == ()
    assert list(tree.unusable.values()) == ["not followed: its name is no UTF-8"]
    assert [path.name for path in tree.unusable] == ["conn\\udcff.log"]


def test_a_folder_that_is_not_there_was_not_looked_into(tmp_path: Path) -> None:
    tree = Folders().tree(tmp_path / "gone")
    assert not tree.looked_into
    assert tree.failures == (f"{tmp_path / 'gone'}: not looked into: no such file or folder",)
