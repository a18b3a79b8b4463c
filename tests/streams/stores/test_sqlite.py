"""The embedded store: a checkpoint whole or not at all, one owner, readers at any moment."""

import asyncio
import sqlite3
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from schemas.journal import JournalRun
from schemas.state import StateRecord
from streams.checkpoint.protocol import Checkpoint, Loaded
from streams.stores.sqlite import SqliteStore
from streams.stores.sqlite_reader import SqliteReader
from streams.stores.sqlite_schema import StoreError, StoreInUse
from tests.streams.records import a_checkpoint, a_dead_letter, a_path, an_alert


def _committed(folder: Path, *checkpoints: Checkpoint) -> Loaded:
    """Commit to a new store, close it, and load what a next owner finds."""

    async def scenario() -> Loaded:
        store = SqliteStore(folder)
        await store.load()
        for checkpoint in checkpoints:
            await store.commit(checkpoint)
        await store.close()
        again = SqliteStore(folder)
        loaded = await again.load()
        await again.close()
        return loaded

    return asyncio.run(scenario())


def test_a_new_store_is_empty(tmp_path: Path) -> None:
    loaded = _committed(tmp_path / "deep" / "state")
    assert loaded.records == []
    assert loaded.positions == {}


def test_state_and_positions_are_found_again(tmp_path: Path) -> None:
    loaded = _committed(
        tmp_path,
        a_checkpoint(records=(StateRecord("plant|b", b"1"), StateRecord("plant|a", b"\x00")), positions={"f": 10}),
        a_checkpoint(records=(StateRecord("plant|b", b"2"),), positions={"f": 20, "g": 1}),
    )
    assert loaded.records == [StateRecord("plant|a", b"\x00"), StateRecord("plant|b", b"2")]
    assert loaded.positions == {"f": 20, "g": 1}


def test_a_record_without_value_deletes(tmp_path: Path) -> None:
    loaded = _committed(
        tmp_path,
        a_checkpoint(records=(StateRecord("plant|a", b"1"),)),
        a_checkpoint(records=(StateRecord("plant|a", None), StateRecord("plant|none", None))),
    )
    assert loaded.records == []


def test_a_position_no_longer_named_is_dropped(tmp_path: Path) -> None:
    loaded = _committed(tmp_path, a_checkpoint(positions={"f": 1, "g": 1}), a_checkpoint(positions={"g": 1}))
    assert loaded.positions == {"g": 1}


def test_all_revisions_are_kept_and_the_latest_is_shown(tmp_path: Path) -> None:
    _committed(
        tmp_path,
        a_checkpoint(alerts=(an_alert("a1"), an_alert("a2"))),
        a_checkpoint(alerts=(an_alert("a1", revision=2, time=1_700_000_100.0),)),
    )
    reader = SqliteReader(tmp_path)
    assert [(one.id, one.revision) for one in reader.revisions()] == [("a1", 1), ("a2", 1), ("a1", 2)]
    assert [(one.id, one.revision) for one in reader.latest_alerts()] == [("a2", 1), ("a1", 2)]


def test_paths_are_replaced_and_retired_ones_not_shown(tmp_path: Path) -> None:
    _committed(
        tmp_path,
        a_checkpoint(paths=(a_path("modbus"), a_path("ssh"))),
        a_checkpoint(paths=(a_path("ssh", retired=True),)),
    )
    assert SqliteReader(tmp_path).paths() == [a_path("modbus")]


def test_a_letter_that_stands_for_many_counts_as_many(tmp_path: Path) -> None:
    more = msgspec.structs.replace(a_dead_letter(), count=312_004)
    _committed(tmp_path, a_checkpoint(dead_letters=(a_dead_letter(), more)))
    assert SqliteReader(tmp_path).dead_letter_count() == 312_005


def test_dead_letters_are_counted_and_bounded(tmp_path: Path) -> None:
    letters = tuple(a_dead_letter(line) for line in range(5))

    async def scenario() -> None:
        store = SqliteStore(tmp_path, keep_dead_letters=3)
        await store.load()
        for _ in range(2):
            await store.commit(a_checkpoint(dead_letters=letters))
        await store.close()

    asyncio.run(scenario())
    assert SqliteReader(tmp_path).dead_letter_count() == 10
    with sqlite3.connect(tmp_path / "weir.db") as connection:
        assert connection.execute("SELECT count(*) FROM dead_letters").fetchone() == (3,)
    connection.close()


def test_the_journal_is_kept_in_order(tmp_path: Path) -> None:
    _committed(tmp_path, a_checkpoint(runs=(JournalRun("t", 0, 3), JournalRun("u", 0, 0), JournalRun("t", 4, 4))))
    with sqlite3.connect(tmp_path / "weir.db") as connection:
        rows = connection.execute("SELECT topic, first, last FROM journal ORDER BY sequence").fetchall()
    connection.close()
    assert rows == [("t", 0, 3), ("u", 0, 0), ("t", 4, 4)]


def test_a_checkpoint_that_fails_leaves_nothing(tmp_path: Path) -> None:
    async def scenario() -> None:
        store = SqliteStore(tmp_path)
        await store.load()
        await store.commit(a_checkpoint(records=(StateRecord("plant|a", b"1"),), positions={"f": 1}))
        bad = a_checkpoint(
            alerts=(an_alert(),),
            records=(StateRecord("plant|a", b"2"),),
            positions={"f": 2**70},  # beyond what SQLite can hold: fails at the end of the transaction
        )
        with pytest.raises(OverflowError):
            await store.commit(bad)
        await store.close()

    asyncio.run(scenario())
    assert SqliteReader(tmp_path).state() == [StateRecord("plant|a", b"1")]
    assert SqliteReader(tmp_path).revisions() == []


def test_a_second_owner_is_refused_with_the_first_ones_process(tmp_path: Path) -> None:
    async def scenario() -> str:
        first = SqliteStore(tmp_path)
        await first.load()
        with pytest.raises(StoreInUse) as raised:
            await SqliteStore(tmp_path).load()
        await first.close()
        second = SqliteStore(tmp_path)
        await second.load()
        await second.close()
        return str(raised.value)

    said = asyncio.run(scenario())
    assert "in use by another weir" in said
    assert "state_dir" in said


def test_a_second_process_is_refused_and_one_after_a_kill_is_not(tmp_path: Path) -> None:
    code = (
        "import asyncio, sys, pathlib\n"
        "from streams.stores.sqlite import SqliteStore\n"
        "asyncio.run(SqliteStore(pathlib.Path(sys.argv[1])).load())\n"
        "print('owned', flush=True); sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == b"owned\n"
        with pytest.raises(StoreInUse, match=str(owner.pid)):
            asyncio.run(SqliteStore(tmp_path).load())
        owner.kill()
    _committed(tmp_path)


def test_others_read_while_the_owner_writes(tmp_path: Path) -> None:
    async def scenario() -> None:
        store = SqliteStore(tmp_path)
        await store.load()
        await store.commit(a_checkpoint(alerts=(an_alert("a1"),)))
        assert [one.id for one in SqliteReader(tmp_path).latest_alerts()] == ["a1"]
        await store.commit(a_checkpoint(alerts=(an_alert("a2"),)))
        assert [one.id for one in SqliteReader(tmp_path).latest_alerts()] == ["a1", "a2"]
        await store.close()

    asyncio.run(scenario())


def test_the_newest_sequence_is_that_of_what_is_committed(tmp_path: Path) -> None:
    async def scenario() -> list[int]:
        store = SqliteStore(tmp_path)
        await store.load()
        seen = [store.newest_sequence]
        for alerts in ((an_alert("a1"), an_alert("a2")), (), (an_alert("a3"),)):
            await store.commit(a_checkpoint(alerts=alerts))
            seen.append(store.newest_sequence)
        await store.close()
        again = SqliteStore(tmp_path)
        await again.load()
        seen.append(again.newest_sequence)
        await again.close()
        return seen

    assert asyncio.run(scenario()) == [0, 2, 2, 3, 3]


def test_what_a_source_keeps_is_part_of_the_next_checkpoint(tmp_path: Path) -> None:
    async def scenario() -> tuple[bytes | None, bytes | None]:
        store = SqliteStore(tmp_path)
        await store.load()
        store.remember("assets.csv", b"said")
        before = store.memory("assets.csv")
        await store.commit(a_checkpoint())
        await store.close()
        again = SqliteStore(tmp_path)
        await again.load()
        after = again.memory("assets.csv")
        await again.close()
        return before, after

    assert asyncio.run(scenario()) == (None, b"said")


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="not loaded"):
        asyncio.run(SqliteStore(tmp_path).commit(a_checkpoint()))


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="state_dir"):
        asyncio.run(SqliteStore(tmp_path / "file" / "state").load())
