"""What the embedded database forgets with time, in bounded steps, and what it never does."""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Coroutine
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from schemas.journal import JournalRun
from schemas.state import StateRecord
from streams.checkpoint.protocol import Checkpoint
from streams.outputs.outbox import Cursor
from streams.stores import sqlite_forgetting
from streams.stores.sqlite import SqliteStore
from streams.stores.sqlite_forgetting import steady_clock
from streams.stores.sqlite_outbox import SqliteOutbox
from streams.stores.sqlite_reader import SqliteReader
from tests.streams.records import a_checkpoint, a_path, an_alert

DAY = 86_400.0
NOW = 1_800_000_000.0
FORGOTTEN = ("alerts", "latest_alerts", "paths", "path_history", "journal")


def a_whole_checkpoint(number: int) -> Checkpoint:
    """One of each kind that is forgotten (a path that is retired), and one of each that is not."""
    return a_checkpoint(
        alerts=(an_alert(f"a{number}"),),
        records=(StateRecord(f"plant|asset-{number}|head", b"1"),),
        paths=(a_path(f"service-{number}", retired=True),),
        runs=(JournalRun("t", number, number),),
        positions={"conn.log": number},
    )


class Days:
    """A store whose clock stands at the day that it is told."""

    def __init__(self, folder: Path, keep_days: float = 400.0) -> None:
        self.folder = folder
        self.day = 0.0
        self.store = SqliteStore(folder, keep_days=keep_days, clock=lambda: NOW + self.day * DAY)

    async def commit(self, day: float, *checkpoints: Checkpoint) -> None:
        self.day = day
        for checkpoint in checkpoints:
            await self.store.commit(checkpoint)

    def rows(self, table: str) -> int:
        with closing(sqlite3.connect(self.folder / "weir.db")) as connection:
            return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - one of ours

    def counts(self) -> list[int]:
        return [self.rows(table) for table in FORGOTTEN]


def run(folder: Path, scenario: Callable[[Days], Coroutine[Any, Any, None]], keep_days: float = 400.0) -> Days:
    async def whole() -> Days:
        days = Days(folder, keep_days)
        await days.store.load()
        await scenario(days)
        await days.store.close()
        return days

    return asyncio.run(whole())


def test_what_was_committed_longer_ago_than_the_days_kept_is_forgotten_and_no_state(tmp_path: Path) -> None:
    async def scenario(days: Days) -> None:
        days.store.remember("conn.log", b"read")
        await days.commit(0.0, a_whole_checkpoint(0))
        await days.commit(1.0, a_whole_checkpoint(1))
        await days.commit(400.0, a_whole_checkpoint(2))
        assert days.counts() == [3, 3, 3, 3, 3]
        await days.commit(400.5, a_checkpoint(positions={"conn.log": 2}))
        assert days.counts() == [2, 2, 2, 2, 2]
        await days.commit(2_000.0, a_checkpoint(positions={"conn.log": 2}))
        assert days.counts() == [0, 0, 0, 0, 0]
        assert days.store.memory("conn.log") == b"read"

    days = run(tmp_path, scenario)
    assert days.rows("state") == 3
    assert SqliteReader(days.folder).loaded().positions == {"conn.log": 2}


def test_how_long_is_a_setting(tmp_path: Path) -> None:
    async def scenario(days: Days) -> None:
        await days.commit(0.0, a_whole_checkpoint(0))
        await days.commit(29.9, a_checkpoint())
        assert days.counts() == [1, 1, 1, 1, 1]
        await days.commit(30.1, a_checkpoint())
        assert days.counts() == [0, 0, 0, 0, 0]

    run(tmp_path, scenario, keep_days=30.0)


@pytest.mark.parametrize("event_time", [0.0, NOW + 9_000 * DAY])
def test_the_time_that_a_flow_bears_makes_nothing_old(tmp_path: Path, event_time: float) -> None:
    """A recording of years ago, and a flow from a sensor whose clock is far ahead."""
    alert = an_alert("told", time=event_time)
    path = msgspec.structs.replace(a_path("told", retired=True), last_seen=event_time)

    async def scenario(days: Days) -> None:
        await days.commit(0.0, a_whole_checkpoint(0))
        await days.commit(1.0, a_checkpoint(alerts=(alert,), paths=(path,)))
        await days.commit(2.0, a_checkpoint())
        assert days.counts() == [2, 2, 2, 2, 1]

    run(tmp_path, scenario)


def test_a_checkpoint_forgets_so_many_rows_of_each_kind_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_forgetting, "ROWS_AT_ONCE", 3)

    async def scenario(days: Days) -> None:
        await days.commit(0.0, *(a_whole_checkpoint(number) for number in range(7)))
        for left in (4, 1, 0, 0):
            await days.commit(500.0, a_checkpoint())
            assert days.counts() == [left] * 5

    run(tmp_path, scenario)


def test_an_alert_that_was_revised_since_keeps_its_last_word(tmp_path: Path) -> None:
    async def scenario(days: Days) -> None:
        await days.commit(0.0, a_checkpoint(alerts=(an_alert("a1"), an_alert("a2"))))
        await days.commit(300.0, a_checkpoint(alerts=(an_alert("a1", revision=2),)))
        await days.commit(500.0, a_checkpoint())

    run(tmp_path, scenario)
    reader = SqliteReader(tmp_path)
    assert [(alert.id, alert.revision) for alert in reader.revisions()] == [("a1", 2)]
    assert reader.latest_alerts() == reader.revisions()


def test_a_path_is_forgotten_only_while_it_is_retired(tmp_path: Path) -> None:
    async def scenario(days: Days) -> None:
        await days.commit(0.0, a_checkpoint(paths=(a_path("old"), a_path("gone", retired=True))))
        await days.commit(1.0, a_checkpoint(paths=(a_path("back", retired=True),)))
        await days.commit(2.0, a_checkpoint(paths=(a_path("back"),)))
        await days.commit(1_000.0, a_checkpoint())

    days = run(tmp_path, scenario)
    assert [path.service for path in SqliteReader(tmp_path).paths()] == ["back", "old"]
    assert days.rows("paths") == 2


def kept_at(days: Days, sink: str, position: int) -> None:
    outbox = SqliteOutbox(days.folder / "weir.db", lambda: days.store.newest_sequence)
    outbox.open()
    outbox.keep(sink, Cursor({0: position}))
    outbox.close()


def test_what_waits_for_a_sink_is_not_forgotten(tmp_path: Path) -> None:
    async def scenario(days: Days) -> None:
        days.store.await_sinks(["slow", "quick"])
        await days.commit(0.0, *(a_whole_checkpoint(number) for number in range(4)))
        kept_at(days, "quick", 4)
        await days.commit(500.0, a_checkpoint())
        assert days.rows("alerts") == 4, "the other one has no cursor yet"
        kept_at(days, "slow", 3)
        await days.commit(500.0, a_checkpoint())
        assert days.rows("alerts") == 1

    run(tmp_path, scenario)
    # A sink that nobody runs any more holds up nothing.
    later = run(tmp_path, lambda days: days.commit(500.0, a_checkpoint()))
    assert later.rows("alerts") == 0


def test_a_sink_that_lags_too_far_keeps_the_newest_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_forgetting, "MOST_AWAITED", 2)

    async def scenario(days: Days) -> None:
        days.store.await_sinks(["stuck"])
        await days.commit(0.0, *(a_whole_checkpoint(number) for number in range(5)))
        kept_at(days, "stuck", 1)
        await days.commit(399.0, a_checkpoint())
        assert days.rows("alerts") == 5, "what is not old is kept anyway"
        await days.commit(500.0, a_checkpoint())
        outbox = SqliteOutbox(days.folder / "weir.db", lambda: days.store.newest_sequence)
        outbox.open()
        portion = outbox.take(Cursor({0: 1}), 9)
        outbox.close()
        assert [row.position for row in portion.rows] == [4, 5]
        assert portion.forgotten == 2

    run(tmp_path, scenario)


def test_what_comes_after_all_was_forgotten_has_new_numbers(tmp_path: Path) -> None:
    async def scenario(days: Days) -> None:
        days.store.await_sinks(["file"])
        await days.commit(0.0, a_whole_checkpoint(0), a_whole_checkpoint(1))
        kept_at(days, "file", 2)
        await days.commit(500.0, a_checkpoint())
        assert days.rows("alerts") == 0
        await days.commit(501.0, a_whole_checkpoint(2))
        outbox = SqliteOutbox(days.folder / "weir.db", lambda: days.store.newest_sequence)
        outbox.open()
        cursor = outbox.cursor("file")
        assert cursor is not None
        portion = outbox.take(cursor, 9)
        outbox.close()
        assert [msgspec.json.decode(row.body)["id"] for row in portion.rows] == ["a2"]
        assert portion.forgotten == 0

    run(tmp_path, scenario)


def test_a_wall_clock_that_is_set_meanwhile_makes_nothing_old(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = steady_clock()
    before = clock()
    monkeypatch.setattr(time, "time", lambda: before + 1_000 * DAY)
    assert before <= clock() < before + DAY
