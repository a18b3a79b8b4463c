"""What a path means: a file, a folder, a glob of both."""

from pathlib import Path

import pytest

from streams.sources.follow.folders import Folders
from streams.sources.follow.watched_paths import WatchedPaths


def names(paths: list[Path]) -> list[str]:
    return [path.name for path in paths]


def test_a_file_may_still_come(tmp_path: Path) -> None:
    standing = WatchedPaths(str(tmp_path / "conn.log"), Folders()).standing()
    assert (names(standing.files), standing.folders, standing.news) == (["conn.log"], [], True)


def test_a_glob_means_files_and_folders_and_an_empty_folder_hides_nothing(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    (tmp_path / "a" / "conn.log").touch()
    (tmp_path / "dns.log").touch()
    standing = WatchedPaths(f"{tmp_path}/*", Folders()).standing()
    assert names(standing.files) == ["dns.log", "conn.log"]
    assert names(standing.folders) == ["a", "b"]
    assert standing.globbed == [tmp_path]


def test_a_glob_below_a_folder_that_may_not_be_entered_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(_path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.scandir", denied)
    assert WatchedPaths(f"{tmp_path}/*.log", Folders()).standing().failures == [
        f"{tmp_path}/*.log: not looked at: permission denied: its owner must give you the right to it"
    ]


def test_nothing_is_new_until_something_comes_or_goes(tmp_path: Path) -> None:
    wanted = WatchedPaths(str(tmp_path), Folders())
    assert wanted.standing().news
    assert not wanted.standing().news
    (tmp_path / "conn.log").touch()
    standing = wanted.standing()
    assert standing.news
    assert standing.absent_of([tmp_path / "dns.log", tmp_path / "conn.log", tmp_path / "x" / "y.log"]) == [
        tmp_path / "dns.log"
    ]


@pytest.mark.parametrize(
    ("path", "log", "covered"),
    [
        ("/logs", "/logs/current/conn.log", True),
        ("/logs/conn.log", "/logs/conn.log", True),
        ("/logs/conn.log", "/logs/dns.log", False),
        ("/logs/*.log", "/logs/conn.log", True),
        ("/sensors/*", "/sensors/a/current/conn.log", True),
        ("/sensors/**/conn.log", "/sensors/a/current/conn.log", True),
        ("/sensors/*/conn.log", "/sensors/a/dns.log", False),
    ],
)
def test_a_path_covers_logs_that_are_absent_just_now(path: str, log: str, covered: bool) -> None:
    assert WatchedPaths(path, Folders()).covers(Path(log)) == covered


def test_what_can_not_be_looked_at_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = WatchedPaths(str(tmp_path), Folders())

    def stale(_path: Path) -> bool:
        raise OSError(116, "Stale file handle")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "is_dir", stale)
        assert wanted.standing().failures == [
            f"{tmp_path}: not looked at: the network drive has lost it: mount it anew"
        ]
        assert wanted.standing().failures == []
    assert wanted.standing().folders == [tmp_path]
