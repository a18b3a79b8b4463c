"""A database that an older Weir wrote: opened, converted whole or not at all, continued as if it had been new."""

import asyncio
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from schemas.state import StateRecord
from streams.checkpoint.protocol import Checkpoint, Loaded
from streams.messages import Batch, Record
from streams.shard.shard import Shard
from streams.stores import sqlite_conversions
from streams.stores.memory import MemoryStore
from streams.stores.sqlite import SqliteStore
from streams.stores.sqlite_conversions import SCHEMA_VERSION, kept_name
from streams.stores.sqlite_reader import SqliteReader
from tests.chaos import Chaos
from tests.embedded_faults.plant import Outcome, Shell, flows_of, keys, lines_of, settings_for
from tests.kafka import scenario
from tests.streams.stores import made_up

pytestmark = pytest.mark.fault

SITE, COUNT = "plant-1", 16
"""The stored database is made of so many messages of one site, and of the four that declare it."""

KNOWS = f"made-up=schema-{made_up.VERSION}"
"""With it, a Weir knows the way from the stored database's schema."""


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    """A state folder as an older Weir left it."""
    shell = Shell(tmp_path / "run")
    asyncio.run(_filled(shell.state))
    made_up.make_older(shell.state / "weir.db")
    yield shell
    if shell.process is not None and shell.process.poll() is None:
        shell.kill()


async def _filled(state: Path) -> None:
    store = SqliteStore(state)
    shard = Shard(store, settings_for)
    await shard.open()
    shard.apply_batch(Batch([record for records in _messages()[: COUNT + 4] for record in records], [], "plant"))
    await shard.checkpoint()
    await store.close()


def _messages() -> list[list[Record]]:
    return list(scenario.messages(SITE, 80, forgets=False))


def _rows(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def _tail() -> list[Record]:
    """What comes after the stored part."""
    return [record for records in [*_messages()[COUNT + 4 :], *scenario.ending(SITE, 80)] for record in records]


def _once(shell: Shell) -> None:
    assert shell.run("--once", fault=KNOWS) == 0, shell.said


class _Given(MemoryStore):
    """A store that holds the old database's records as they are, without any conversion."""

    def __init__(self, records: list[StateRecord]) -> None:
        super().__init__()
        self._given = records

    async def load(self) -> Loaded:
        return Loaded(records=self._given, positions={})


def _continued(old: Path, tail: list[Record]) -> Outcome:
    """What the old state and the tail come to, with neither the old database nor the new one in between."""

    async def scenario_() -> Outcome:
        records = [StateRecord(*row) for row in _rows(old, "SELECT key, value FROM state")]  # type: ignore[arg-type]
        shard = Shard(_Given(records), settings_for)
        await shard.open()
        assert shard.problems == []
        shard.apply_batch(Batch(tail, [], "tail"))
        made: Checkpoint | None = await shard.checkpoint()
        assert made is not None
        return Outcome([*made.alerts], shard.pipelines[SITE].paths())

    return asyncio.run(scenario_())


def test_an_old_database_is_converted_and_goes_on_as_it_would_have(
    chaos: Chaos, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = shell.state / "weir.db"
    before = _rows(path, "SELECT key, value FROM state ORDER BY key")
    with monkeypatch.context() as reading:
        reading.setattr(sqlite_conversions, "CONVERSIONS", made_up.CONVERSIONS)
        revisions = SqliteReader(shell.state).revisions()
        assert SqliteReader(shell.state).state() == [StateRecord(*row) for row in before]  # type: ignore[arg-type]
        known = sum(path_.flows for path_ in shell.pipelines()[SITE].paths())
    assert made_up.schema_of(path) == made_up.VERSION, "a reader changes nothing"
    tail = _tail()
    due = _continued(path, tail)
    shell.log.write_bytes(b"".join(lines_of(tail)))

    kills = chaos.times(20, 2)
    for number in range(kills):
        call = 1 + number * len(before) // kills
        assert shell.run("--once", fault=f"{KNOWS}+kill-in=crc32#{call}") == -signal.SIGKILL
        assert made_up.schema_of(path) == made_up.VERSION
        assert _rows(path, "SELECT key, value FROM state ORDER BY key") == before
    _once(shell)
    assert "converted from schema 0" in shell.last_said
    assert made_up.schema_of(path) == SCHEMA_VERSION
    assert made_up.schema_of(kept_name(path, made_up.VERSION)) == made_up.VERSION
    assert _rows(kept_name(path, made_up.VERSION), "SELECT key, value FROM state ORDER BY key") == before
    came = shell.outcome()
    assert came.revisions == revisions + due.revisions
    assert came.paths == due.paths
    # Its file is a new one: all that the state knows is in it.
    assert shell.written() == keys(came.revisions)
    chaos.report(
        "embedded killed while it converts an old database",
        repetitions=kills,
        flows=(known + flows_of(tail), came.flows),
        alerts=(len(revisions) + len(due.revisions), len(came.revisions)),
        duplicates=len(came.revisions) - len(set(keys(came.revisions))),
    )


def test_a_converted_database_has_the_tables_of_a_new_one(shell: Shell, tmp_path: Path) -> None:
    shell.log.write_bytes(b"".join(lines_of(_tail()[:20])))
    _once(shell)
    new = Shell(tmp_path / "new")
    new.log.write_bytes(b"".join(lines_of(_tail()[:20])))
    new.once()
    assert _tables(shell) == _tables(new)


def _tables(shell: Shell) -> dict[str, list[tuple[object, ...]]]:
    path = shell.state / "weir.db"
    names = [str(name) for (name,) in _rows(path, "SELECT name FROM sqlite_master ORDER BY name")]
    return {name: _rows(path, f"PRAGMA table_info('{name}')") for name in names}


def test_without_room_for_the_copy_the_old_database_stays_as_it_is(shell: Shell) -> None:
    path = shell.state / "weir.db"
    kept_name(path, made_up.VERSION).with_name("weir.db.schema-0.part").mkdir()
    shell.log.write_bytes(b"".join(lines_of(_tail()[:20])))
    assert shell.run("--once", fault=KNOWS) == 1
    assert "weir.db.schema-0.part" in shell.last_said
    assert "Traceback" not in shell.last_said
    assert made_up.schema_of(path) == made_up.VERSION
