"""The file of a cache: its owner's, of one form, and removed where nobody asks for it any more."""

import os
import sqlite3
import stat
from pathlib import Path

import pytest

from streams.read_model import cache_file
from streams.read_model.cache_file import clear, default_folder, fact, file_in, next_file, open_cache, put_fact


def test_what_is_committed_is_there_again(tmp_path: Path) -> None:
    path = file_in(tmp_path / "a" / "b", "host:9092", "weir")
    first = open_cache(path)
    put_fact(first, "refreshed", 5.0)
    first.execute("COMMIT")
    first.close()
    again = open_cache(path)
    assert fact(again, "refreshed") == 5.0
    assert fact(again, "nothing") is None
    again.close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_clearing_makes_it_another_cache(tmp_path: Path) -> None:
    one = open_cache(tmp_path / "x-1.db")
    before = fact(one, "cache")
    put_fact(one, "refreshed", 5.0)
    clear(one)
    assert fact(one, "refreshed") is None
    assert fact(one, "cache") not in {before, None}
    one.close()


def test_brokers_and_prefixes_have_files_of_their_own(tmp_path: Path) -> None:
    names = {file_in(tmp_path, *each).name for each in (("a:1", "weir"), ("a:1", "other"), ("b/../c:1", "weir"))}
    assert len(names) == 3
    assert all("/" not in name for name in names)


def test_the_folder_is_the_users_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/var/tmp/x")
    assert default_folder() == Path("/var/tmp/x/weir/read-model")
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", "/home/ana")
    assert default_folder() == Path("/home/ana/.cache/weir/read-model")


def test_a_file_of_another_form_or_that_is_held_raises(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x-1.db"
    held = open_cache(path)
    monkeypatch.setattr(cache_file, "WAIT_S", 0.01)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        open_cache(path)
    held.execute("PRAGMA user_version=99")
    held.execute("COMMIT")
    held.close()
    with pytest.raises(sqlite3.DatabaseError, match="another form"):
        open_cache(path)


def test_a_file_that_cannot_be_used_is_followed_by_another(tmp_path: Path) -> None:
    first = file_in(tmp_path, "a")
    following = next_file(first)
    open_cache(first).close()
    assert file_in(tmp_path, "a") == first
    open_cache(following).close()
    assert file_in(tmp_path, "a") == following
    assert file_in(tmp_path, "b").name not in {first.name, following.name}
    os.utime(first, (1e9, 1e9))
    open_cache(following).close()
    assert not first.exists()


def test_files_that_nobody_used_for_long_are_removed(tmp_path: Path) -> None:
    for name in ("old-1.db", "note.txt", "foreign.db"):
        (tmp_path / name).write_bytes(b"")
        os.utime(tmp_path / name, (1.0, 1.0))
    open_cache(tmp_path / "new-1.db").close()
    assert {path.name for path in tmp_path.iterdir()} == {"new-1.db", "note.txt", "foreign.db"}


def test_a_cache_in_memory_leaves_no_file() -> None:
    one = open_cache(None)
    assert fact(one, "cache") is not None
    one.close()
