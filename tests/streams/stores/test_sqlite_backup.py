"""A backup is of one moment, whole and checked, or it is not there."""

import asyncio
import shutil
import sqlite3
from collections import namedtuple
from contextlib import closing
from pathlib import Path

import pytest

from schemas.state import StateRecord
from streams.stores.sqlite import SqliteStore
from streams.stores.sqlite_backup import BackupStopped, back_up, backup_name
from tests.streams.records import a_checkpoint

MANY = 20_000


def _filled(folder: Path, value: bytes = b"x" * 600) -> Path:
    async def scenario() -> None:
        store = SqliteStore(folder)
        await store.load()
        await store.commit(a_checkpoint(records=tuple(StateRecord(f"plant|{n:05d}", value) for n in range(MANY))))
        await store.close()

    asyncio.run(scenario())
    return folder / "weir.db"


def _state(path: Path) -> set[bytes]:
    with closing(sqlite3.connect(path)) as connection:
        return {value for (value,) in connection.execute("SELECT value FROM state")}


def test_a_backup_holds_what_was_committed_when_it_began(tmp_path: Path) -> None:
    """The owner commits between its steps."""
    path = _filled(tmp_path)
    asked = 0

    async def scenario() -> None:
        store = SqliteStore(tmp_path)
        await store.load()
        loop = asyncio.get_running_loop()

        def commit_meanwhile() -> bool:
            nonlocal asked
            asked += 1
            other = a_checkpoint(records=tuple(StateRecord(f"plant|{n:05d}", b"later") for n in range(MANY)))
            asyncio.run_coroutine_threadsafe(store.commit(other), loop).result(30.0)
            return False

        await asyncio.to_thread(back_up, path, backup_name(path), commit_meanwhile)
        await store.close()

    asyncio.run(scenario())
    assert asked > 1
    assert _state(backup_name(path)) == {b"x" * 600}
    assert _state(path) == {b"later"}


def test_a_backup_is_one_file_that_opens_as_a_state(tmp_path: Path) -> None:
    path = _filled(tmp_path / "state")
    restored = tmp_path / "restored"
    restored.mkdir()
    back_up(path, restored / "weir.db")
    assert [each.name for each in restored.iterdir()] == ["weir.db"]

    async def records() -> int:
        store = SqliteStore(restored)
        loaded = await store.load()
        await store.close()
        return len(loaded.records)

    assert asyncio.run(records()) == MANY


def test_one_that_is_stopped_leaves_the_last_one(tmp_path: Path) -> None:
    path = _filled(tmp_path)
    backup_name(path).write_bytes(b"the last one")
    with pytest.raises(BackupStopped):
        back_up(path, backup_name(path), lambda: True)
    assert backup_name(path).read_bytes() == b"the last one"
    assert not list(tmp_path.glob("*.part"))


def test_a_damaged_database_does_not_take_the_place_of_a_good_backup(tmp_path: Path) -> None:
    path = _filled(tmp_path)
    backup_name(path).write_bytes(b"the last one")
    with path.open("rb+") as file:
        file.seek(2_000_000)
        file.write(b"\xa5" * 4_096)
    with pytest.raises(sqlite3.DatabaseError, match=r"damaged|malformed"):
        back_up(path, backup_name(path))
    assert backup_name(path).read_bytes() == b"the last one"


def test_without_room_it_is_not_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _filled(tmp_path)
    usage = namedtuple("usage", "total used free")  # noqa: PYI024 - as shutil has it
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage(10**9, 10**9, path.stat().st_size))
    with pytest.raises(OSError, match="of room"):
        back_up(path, backup_name(path))
    assert not backup_name(path).exists()
