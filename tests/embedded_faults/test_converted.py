"""A database that an older Weir wrote: opened, converted whole or not at all, continued as if it had been new."""

import asyncio
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from schemas.state import StateRecord
from streams.messages import Batch, Record
from streams.shard import Shard
from streams.stores.memory import MemoryStore
from streams.stores.protocol import Checkpoint, Loaded
from streams.stores.sqlite_conversions import kept_name
from streams.stores.sqlite_reader import SqliteReader
from streams.stores.sqlite_schema import SCHEMA_VERSION
from tests.chaos import Chaos
from tests.embedded_faults.plant import Outcome, Shell, flows_of, keys, lines_of, settings_for
from tests.kafka import scenario

pytestmark = pytest.mark.fault

SITE, COUNT = "plant-1", 16
"""What the stored database was made of: the first messages of one site (see tests/corpus/sqlite/README.md)."""


@pytest.fixture
def old(repository: Path) -> str:
    return (repository / "tests" / "corpus" / "sqlite" / "schema-1.sql").read_text(encoding="utf-8")


@pytest.fixture
def shell(tmp_path: Path, old: str) -> Iterator[Shell]:
    """A state folder as the older Weir left it."""
    shell = Shell(tmp_path / "run")
    shell.state.mkdir()
    with closing(sqlite3.connect(shell.state / "weir.db")) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.executescript(old)
    yield shell
    if shell.process is not None and shell.process.poll() is None:
        shell.kill()


def _version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _rows(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def _tail() -> list[Record]:
    """What comes after the stored part."""
    later = list(scenario.messages(SITE, 80, forgets=False))[COUNT + 4 :]
    return [record for records in [*later, *scenario.ending(SITE, 80)] for record in records]


class _Given(MemoryStore):
    """A store that holds the old database's records as they are, without any conversion."""

    def __init__(self, records: list[StateRecord]) -> None:
        super().__init__()
        self._given = records

    async def load(self) -> Loaded:
        return Loaded(records=self._given, positions={})


def _continued(old: str, tail: list[Record]) -> Outcome:
    """What the old state and the tail come to, with neither the old database nor the new one in between."""

    async def scenario_() -> Outcome:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.executescript(old)
            records = [StateRecord(*row) for row in connection.execute("SELECT key, value FROM state")]
        shard = Shard(_Given(records), settings_for)
        await shard.open()
        assert shard.problems == []
        shard.apply_batch(Batch(tail, [], "tail"))
        made: Checkpoint | None = await shard.checkpoint()
        assert made is not None
        return Outcome([*made.alerts], shard.pipelines[SITE].paths())

    return asyncio.run(scenario_())


def test_an_old_database_is_converted_and_goes_on_as_it_would_have(chaos: Chaos, shell: Shell, old: str) -> None:
    path = shell.state / "weir.db"
    before = _rows(path, "SELECT key, value FROM state ORDER BY key")
    revisions = SqliteReader(shell.state).revisions()
    assert SqliteReader(shell.state).state() == [StateRecord(*row) for row in before]  # type: ignore[arg-type]
    known = sum(path_.flows for path_ in shell.pipelines()[SITE].paths())
    assert _version(path) == 1, "a reader changes nothing"
    tail = _tail()
    due = _continued(old, tail)
    shell.log.write_bytes(b"".join(lines_of(tail)))

    kills = chaos.times(20, 2)
    for number in range(kills):
        call = 1 + number * len(before) // kills
        assert shell.run("--once", fault=f"kill-in=crc32#{call}") == -signal.SIGKILL
        assert _version(path) == 1
        assert _rows(path, "SELECT key, value FROM state ORDER BY key") == before
    shell.once()
    assert "converted from schema 1" in shell.last_said
    assert _version(path) == SCHEMA_VERSION
    assert _version(kept_name(path, 1)) == 1
    assert _rows(kept_name(path, 1), "SELECT key, value FROM state ORDER BY key") == before
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
    shell.once()
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
    kept_name(path, 1).with_name("weir.db.schema-1.part").mkdir()
    shell.log.write_bytes(b"".join(lines_of(_tail()[:20])))
    assert shell.run("--once") == 1
    assert "weir.db.schema-1.part" in shell.last_said
    assert "Traceback" not in shell.last_said
    assert _version(path) == 1
