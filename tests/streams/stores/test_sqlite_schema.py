"""A database is opened only when it is ours, whole and of a known version; else the error says what to do."""

import asyncio
import sqlite3
from pathlib import Path

import pytest

from schemas.state import StateRecord
from streams.stores.sqlite import SqliteStore
from streams.stores.sqlite_conversions import SCHEMA_VERSION
from streams.stores.sqlite_reader import SqliteReader
from streams.stores.sqlite_schema import StoreError, open_for_reading, open_for_writing
from tests.streams.records import a_checkpoint


def _made(folder: Path) -> Path:
    path = folder / "weir.db"
    open_for_writing(path).close()
    return path


def _edit(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_made_database_opens_again(tmp_path: Path) -> None:
    path = _made(tmp_path)
    open_for_writing(path).close()
    open_for_reading(path).close()


def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    path = _made(tmp_path)
    _edit(path, f"PRAGMA user_version={SCHEMA_VERSION + 1}")
    for opened in (open_for_writing, open_for_reading):
        with pytest.raises(StoreError, match=r"newer Weir.*upgrade Weir"):
            opened(path)


def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "weir.db"
    _edit(path, "CREATE TABLE theirs (x)")
    with pytest.raises(StoreError, match="another program"):
        open_for_writing(path)


def test_a_file_that_is_no_database_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "weir.db"
    path.write_bytes(b"no database at all, but long enough to be read as one\n" * 100)
    for opened in (open_for_writing, open_for_reading):
        with pytest.raises(StoreError, match=r"Move weir[.]db away"):
            opened(path)


def test_damage_found_while_loading_says_what_to_do(tmp_path: Path) -> None:
    async def filled() -> None:
        store = SqliteStore(tmp_path)
        await store.load()
        await store.commit(a_checkpoint(records=tuple(StateRecord(f"plant|{n}", b"x" * 900) for n in range(500))))
        await store.close()

    asyncio.run(filled())
    path = tmp_path / "weir.db"
    data = bytearray(path.read_bytes())
    data[4096:-4096] = b"\xa5" * (len(data) - 8192)
    path.write_bytes(bytes(data))
    with pytest.raises(StoreError, match=r"Move weir[.]db away"):
        asyncio.run(SqliteStore(tmp_path).load())


def test_reading_where_nothing_is_says_to_run_first(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="start `weir run` first"):
        SqliteReader(tmp_path / "nowhere").latest_alerts()
    (tmp_path / "weir.db").touch()
    with pytest.raises(StoreError, match="start `weir run` first"):
        SqliteReader(tmp_path).latest_alerts()


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    connection = open_for_reading(_made(tmp_path))
    with pytest.raises(sqlite3.OperationalError):
        connection.execute("DELETE FROM state")
    connection.close()
