"""The table of alerts as an outbox: each revision in order, a cursor for each sink, beside the store that writes."""

import asyncio
from pathlib import Path

import pytest

from streams.outputs.outbox import Cursor
from streams.stores.sqlite import SqliteStore
from streams.stores.sqlite_outbox import SqliteOutbox
from streams.stores.sqlite_schema import DATABASE_NAME, StoreError
from tests.streams.records import a_checkpoint, an_alert


def outbox_of(store: SqliteStore, folder: Path) -> SqliteOutbox:
    outbox = SqliteOutbox(folder / DATABASE_NAME, lambda: store.newest_sequence)
    outbox.open()
    return outbox


def test_it_gives_each_revision_in_order_and_keeps_a_cursor_for_each_sink(tmp_path: Path) -> None:
    async def scenario() -> None:
        store = SqliteStore(tmp_path)
        await store.load()
        await store.commit(a_checkpoint(alerts=(an_alert("a1"), an_alert("a2"))))
        outbox = outbox_of(store, tmp_path)
        await store.commit(a_checkpoint(alerts=(an_alert("a3"),)))
        first = outbox.take(Cursor(), 2)
        rest = outbox.take(Cursor(first.positions), 10)
        assert [row.position for row in (*first.rows, *rest.rows)] == [1, 2, 3]
        assert b'"a3"' in rest.rows[0].body
        assert outbox.take(Cursor(rest.positions), 10).rows == []
        assert outbox.cursor("s") is None
        outbox.keep("s", Cursor({0: 2}, 100))
        outbox.keep("t", Cursor({0: 3}))
        assert (outbox.cursor("s"), outbox.cursor("t")) == (Cursor({0: 2}, 100), Cursor({0: 3}, 0))
        assert [outbox.waiting(Cursor({0: number})) for number in (0, 2, 3)] == [3, 1, 0]
        assert outbox.waiting(Cursor()) == 3
        outbox.close()
        await store.close()

    asyncio.run(scenario())


def test_rows_that_were_forgotten_are_counted_unless_the_sink_is_new(tmp_path: Path) -> None:
    days = 0.0

    async def scenario() -> None:
        nonlocal days
        store = SqliteStore(tmp_path, keep_days=1.0, clock=lambda: days * 86_400.0)
        await store.load()
        await store.commit(a_checkpoint(alerts=(an_alert("a1"), an_alert("a2"))))
        days = 10.0
        await store.commit(a_checkpoint())
        outbox = outbox_of(store, tmp_path)
        gone = outbox.take(Cursor({0: 1}), 10)
        assert (gone.rows, gone.positions, gone.forgotten) == ([], {0: 2}, 1)
        await store.commit(a_checkpoint(alerts=(an_alert("a3"),)))
        assert outbox.take(Cursor({0: 0}), 10).forgotten == 2
        assert outbox.take(Cursor(), 10).forgotten == 0
        outbox.close()
        await store.close()

    asyncio.run(scenario())


def test_it_is_open_or_says_so(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="not open"):
        SqliteOutbox(tmp_path / DATABASE_NAME, lambda: 0).take(Cursor(), 1)
    with pytest.raises(StoreError):
        SqliteOutbox(tmp_path / "none" / DATABASE_NAME, lambda: 0).open()
