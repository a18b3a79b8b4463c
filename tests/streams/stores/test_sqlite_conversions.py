"""There is a way from each older schema to the next; tests/embedded_faults/test_converted.py breaks in on it."""

import asyncio
from pathlib import Path

import pytest

from schemas.state import StateRecord
from streams.stores import sqlite_conversions
from streams.stores.sqlite import SqliteStore
from streams.stores.sqlite_conversions import CONVERSIONS, SCHEMA_VERSION, kept_name
from streams.stores.sqlite_reader import SqliteReader
from streams.stores.sqlite_schema import StoreError, open_for_reading
from tests.streams.records import a_checkpoint, a_dead_letter
from tests.streams.stores import made_up

RECORDS = tuple(StateRecord(f"plant|asset-{n}|head", bytes([n]) * 9) for n in range(5))


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """The folder of a database of an older schema."""
    asyncio.run(_filled(tmp_path))
    made_up.make_older(tmp_path / "weir.db")
    return tmp_path


async def _filled(folder: Path) -> None:
    store = SqliteStore(folder)
    await store.load()
    await store.commit(a_checkpoint(records=RECORDS))
    await store.close()


async def _loaded(folder: Path) -> list[StateRecord]:
    store = SqliteStore(folder)
    loaded = await store.load()
    assert loaded.problems == []
    await store.close()
    return list(loaded.records)


def test_there_is_a_way_from_every_released_version_to_this_one() -> None:
    assert sorted(CONVERSIONS) == list(range(2, SCHEMA_VERSION + 1))


def test_no_conversion_ends_the_transaction_that_holds_them_all() -> None:
    scripts = " ".join((CONVERSIONS | made_up.CONVERSIONS).values()).upper()
    assert not [word for word in ("BEGIN", "COMMIT", "ROLLBACK", "VACUUM", "PRAGMA") if f"{word} " in scripts]


def test_an_older_database_is_converted_and_kept_beside(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_conversions, "CONVERSIONS", made_up.CONVERSIONS)
    path = older / "weir.db"
    open_for_reading(path).close()
    assert made_up.schema_of(path) == made_up.VERSION, "a reader changes nothing"
    assert asyncio.run(_loaded(older)) == list(RECORDS)
    assert made_up.schema_of(path) == SCHEMA_VERSION
    assert made_up.schema_of(kept_name(path, made_up.VERSION)) == made_up.VERSION


def test_a_database_from_which_no_way_leads_here_is_refused_and_left_as_it_is(older: Path) -> None:
    path = older / "weir.db"
    with pytest.raises(
        StoreError, match=rf"of schema 0, from which this Weir knows no way to its own \({SCHEMA_VERSION}\)"
    ):
        open_for_reading(path)
    with pytest.raises(StoreError, match=r"of schema 0, .* move weir[.]db away"):
        asyncio.run(_loaded(older))
    assert made_up.schema_of(path) == made_up.VERSION
    assert not kept_name(path, made_up.VERSION).exists()


def test_dead_letters_of_schema_1_are_kept_without_a_time(tmp_path: Path) -> None:
    async def scenario() -> None:
        store = SqliteStore(tmp_path)
        await store.load()
        await store.commit(a_checkpoint(dead_letters=(a_dead_letter(),)))
        await store.close()

    asyncio.run(scenario())
    made_up.make_schema_1(tmp_path / "weir.db")
    reader = SqliteReader(tmp_path)
    before = reader.dead_letters()
    assert before == [(1, None, a_dead_letter())], "an older database is read as it is"
    assert asyncio.run(_loaded(tmp_path)) == []
    assert made_up.schema_of(tmp_path / "weir.db") == SCHEMA_VERSION
    assert reader.dead_letters() == before
