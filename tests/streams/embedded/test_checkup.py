"""Each line of the embedded checks, with the very thing broken that it looks at."""

import asyncio
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec
import pytest

from models.state.state_codec import encode
from schemas.formats.memory import SensorMemory
from schemas.state import STATE_VERSION, StateRecord
from streams.checkpoint.protocol import Checkpoint
from streams.checkup import CheckLine, run
from streams.embedded import checkup
from streams.embedded.checkup import CHECKS, EmbeddedView
from streams.outputs.outbox import Cursor
from streams.sources.kept_memory import KeptMemory
from streams.sources.listening import udp_table
from streams.sources.listening.parked import Parked
from streams.stores.sqlite import SqliteStore
from streams.stores.sqlite_outbox import SqliteOutbox
from streams.stores.sqlite_schema import DATABASE_NAME
from tests.models import stored_state
from tests.streams.records import a_checkpoint, an_alert
from tests.streams.sources.listening.test_udp_table import UDP_TABLE

NOW = 1_770_000_000.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """State of today's version, with nobody on it."""
    where = tmp_path / "state"
    asyncio.run(fill(where, todays_records()))
    return where


def todays_records() -> list[StateRecord]:
    pipelines, _ = stored_state.restored(stored_state.records())
    for pipeline in pipelines.values():
        for asset in pipeline._state.inventory.assets:
            pipeline._state.graph.mark_asset(asset)
    return [record for pipeline in pipelines.values() for record in pipeline.changed_records()]


async def fill(where: Path, records: list[StateRecord]) -> None:
    store = SqliteStore(where)
    await store.load()
    await store.commit(
        Checkpoint(alerts=[], records=records, paths=[], dead_letters=[], runs=[], positions={"conn.log": 5})
    )
    await store.close()


def line(name: str, folder: Path, *, now: float = NOW) -> CheckLine:
    view = EmbeddedView(folder, lambda: now)
    [found] = run({name: CHECKS[name]}, view, within_s=60.0)
    assert (found.remedy is None) == (found.status == "ok")
    return found


@contextmanager
def running(folder: Path) -> Iterator[None]:
    """Another process that owns the state."""
    code = "import sys, pathlib; from streams.stores.owner_lock import OwnerLock as L; "
    code += "L(pathlib.Path(sys.argv[1]) / 'owner.lock').take(); print('held', flush=True); sys.stdin.read()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield
    process.communicate()


def test_all_is_ok_where_weir_runs(folder: Path) -> None:
    with running(folder):
        found = list(run(CHECKS, EmbeddedView(folder, lambda: NOW), within_s=60.0))
    assert [one.check for one in found] == list(CHECKS)
    assert {one.status for one in found} == {"ok"}, found


def test_it_changes_nothing(folder: Path) -> None:
    def contents() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.endswith("-shm")}

    before = contents()
    list(run(CHECKS, EmbeddedView(folder, lambda: NOW), within_s=60.0))
    assert {name: data for name, data in contents().items() if data} == {n: d for n, d in before.items() if d}


def test_folder(folder: Path, tmp_path: Path) -> None:
    assert line("folder", tmp_path / "none").status == "warn"
    (tmp_path / "file").touch()
    assert line("folder", tmp_path / "file").status == "fail"
    folder.chmod(0o555)
    me = os.geteuid()
    if me == 0:
        os.seteuid(65_534)
    try:
        if os.access(folder.parent, os.X_OK, effective_ids=True):
            assert line("folder", folder).status == "fail"
    finally:
        os.seteuid(me)
        folder.chmod(0o755)


@pytest.mark.parametrize(("limit", "status"), [("FREE_WARN_BYTES", "warn"), ("FREE_FAIL_BYTES", "fail")])
def test_disk(folder: Path, limit: str, status: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # Filling the disk of the machine that runs the tests is not ours to do: the limit is raised instead.
    monkeypatch.setattr(checkup, limit, 10**18)
    assert line("disk", folder).status == status
    assert line("disk", folder / "not" / "yet").status == status


def test_owner(folder: Path) -> None:
    assert line("owner", folder).status == "warn"
    with running(folder):
        assert line("owner", folder).said.startswith("`weir run` has it (process ")
    (folder / "owner.lock").unlink()
    (folder / "owner.lock").symlink_to(folder / "owner.lock")
    assert line("owner", folder).status == "ok"
    (folder / "owner.lock").unlink()
    assert line("owner", folder).status == "ok"


def test_database(folder: Path, tmp_path: Path) -> None:
    assert line("database", folder).status == "ok"
    assert line("database", tmp_path / "none").status == "warn"
    with closing(sqlite3.connect(folder / "weir.db")) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    whole = (folder / "weir.db").read_bytes()
    middle = len(whole) // 2 // 4_096 * 4_096
    (folder / "weir.db").write_bytes(whole[:middle] + b"\xff" * 4_096 + whole[middle + 4_096 :])
    damaged = line("database", folder)
    assert damaged.status == "fail"
    assert damaged.said.startswith("damaged")
    (folder / "weir.db").write_bytes(b"no database at all" * 100)
    assert line("database", folder).status == "fail"


def test_a_database_too_large_to_look_through_holds_nobody_up(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkup, "CHECK_WITHIN_S", -1.0)
    monkeypatch.setattr(checkup, "CHECK_ROWS_EVERY", 1)
    assert line("database", folder).status == "warn"


def test_write_ahead_log(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkup, "WAL_WARN_BYTES", 1_000_000)
    assert line("write-ahead-log", folder).status == "ok"
    with closing(sqlite3.connect(folder / "weir.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM state").fetchone()
        asyncio.run(fill(folder, [StateRecord(f"x|a{n}|head", b"x" * 100_000) for n in range(20)]))
        assert line("write-ahead-log", folder).status == "warn"


def test_clock(folder: Path) -> None:
    assert line("clock", folder).status == "ok"
    ahead = line("clock", folder, now=1_700_000_000.0)
    assert ahead.status == "fail"
    assert any(site in ahead.said for site in stored_state.sites())


def test_outputs(folder: Path, tmp_path: Path) -> None:
    def said(now: float, *outputs: str, where: Path = folder) -> CheckLine:
        [found] = run({"outputs": CHECKS["outputs"]}, EmbeddedView(where, lambda: now, outputs), within_s=60.0)
        return found

    async def alert() -> None:
        store = SqliteStore(folder, clock=lambda: NOW)
        await store.load()
        await store.commit(a_checkpoint(alerts=(an_alert("a1"), an_alert("a2"))))
        await store.close()

    asyncio.run(alert())
    outbox = SqliteOutbox(folder / DATABASE_NAME, lambda: 2)
    outbox.open()
    outbox.keep("slow", Cursor({0: 1}))
    outbox.keep("quick", Cursor({0: 2}))
    outbox.close()
    late = NOW + checkup.LATE_S + 1.0
    assert said(late).status == "ok"
    assert said(late, "quick").status == "ok"
    assert said(NOW + 1.0, "quick", "slow").status == "ok"
    assert said(late, "quick", "slow").said == "1 alerts wait for slow, the oldest for 301 s"
    assert said(late, "never run").said == "2 alerts wait for never run, the oldest for 301 s"
    assert said(late, "quick", where=tmp_path / "none").status == "ok"


def test_state_versions(folder: Path) -> None:
    assert line("state-versions", folder).status == "ok"
    head = f"{stored_state.sites()[0]}|plc-1|head"
    for value, said in (
        (b"damage", "damaged"),
        (msgspec.msgpack.encode((STATE_VERSION + 1, "x")), f"state version {STATE_VERSION + 1}"),
        (encode(["x", ["0.1.0", 3, {}]]), "River 0.1.0"),
    ):
        asyncio.run(fill(folder, [StateRecord(head, value)]))
        found = line("state-versions", folder)
        assert found.status == "warn"
        assert said in found.said
    shutil.rmtree(folder)
    assert line("state-versions", folder).status == "ok"


def test_exporters_that_nobody_declared_are_told_for_a_day(folder: Path) -> None:
    parked, notes = Parked(), dict[str, bytes]()
    assert line("exporters", folder).status == "ok"
    parked.put("10.0.0.9", NOW, b"flows")

    class Notes:
        def remember(self, source: str, memory: bytes | None) -> None:
            assert memory is not None
            notes[source] = memory

        def memory(self, source: str) -> None:
            del source

    kept = KeptMemory(SensorMemory([parked]), Notes(), "udp:0.0.0.0:2055")
    parked.put("10.0.0.9", NOW, b"more")
    kept.keep()
    with closing(sqlite3.connect(folder / DATABASE_NAME)) as connection, connection:
        connection.executemany("INSERT INTO memories VALUES (?, ?)", notes.items())
    told = line("exporters", folder)
    assert told.status == "warn"
    assert "udp:0.0.0.0:2055: flows of exporters that are not declared are parked: 10.0.0.9" in told.said
    assert line("exporters", folder, now=NOW + 90_000.0).status == "ok"


def test_sources_that_listen_are_no_files(folder: Path) -> None:
    view = EmbeddedView(folder, clock=lambda: NOW, sources=("udp:127.0.0.1:2055", "unix:/no/such.sock"))
    assert checkup.sources(view).status == "ok"


def test_what_the_kernel_lost_and_a_buffer_that_is_too_small_are_told(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table, largest = tmp_path / "udp", tmp_path / "rmem_max"
    monkeypatch.setattr(udp_table, "TABLES", (table,))
    monkeypatch.setattr(udp_table, "LARGEST_BUFFER", largest)

    def said(*sources: str) -> tuple[str, str]:
        view = EmbeddedView(folder, clock=lambda: NOW, sources=sources, receive_buffer=8_000_000)
        found = checkup.receiving(view)
        return found.status, found.said

    assert said("conn.log") == ("ok", "the settings name no udp: source")
    assert said("udp:127.0.0.1:2055") == ("ok", "udp:127.0.0.1:2055: nobody listens there now")
    largest.write_text("212992\n")
    assert said("udp:127.0.0.1:2055")[0] == "warn"
    largest.write_text("8000000\n")
    table.write_text(UDP_TABLE.format(lost=0))
    assert said("udp:127.0.0.1:2055") == ("ok", "1, and nothing was lost")
    table.write_text(UDP_TABLE.format(lost=1234))
    status, told = said("udp:127.0.0.1:2055", "udp:127.0.0.1:2056")
    assert status == "warn"
    assert told.endswith("whose buffer was full: udp:127.0.0.1:2055: 1,234 datagrams")
