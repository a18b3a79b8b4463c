"""The checks of `weir doctor` on the embedded state: one function a line, one line each in `CHECKS`."""

import fcntl
import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from models.state.river_codec import RIVER_VERSION
from models.state.site_records import MARKS, StoredMarks
from models.state.state_codec import decode
from schemas.state import HEAD, KEY_SEPARATOR, STATE_VERSION, StateRecord
from streams.checkup import Diagnosis, fail, ok, warn
from streams.sources.listening.place import listens, network_place
from streams.sources.listening.udp_table import largest_buffer, lost_at
from streams.sources.presence import absence_of
from streams.sources.strangers import NOTE_BEGINS, REMEDY, strangers_in
from streams.state.inspection import diagnose_versions
from streams.stores.sqlite_schema import DATABASE_NAME, StoreError, open_for_reading

FREE_WARN_BYTES, FREE_FAIL_BYTES = 1024**3, 100 * 1024**2
"""Conventions: a checkpoint of 20,000 active assets writes some 40 MB."""

WAL_WARN_BYTES = 512 * 1024**2
"""Ten such checkpoints: SQLite folds the log into the database at 4 MB (1,000 pages), unless a reader holds it."""

CHECK_WITHIN_S = 15.0
"""How long SQLite may look through the database; it reads all of it."""

AHEAD_FAIL_S = 60.0

LATE_S = 300.0
"""Convention, as that of the alerting rule: a sink that failed is tried again after 15 s at most."""

CHECK_ROWS_EVERY = 10_000
"""Steps of SQLite's machine between two looks at the time: some milliseconds."""


class EmbeddedView:
    """The state folder, the names of the outputs that alerts go to, and the paths of flows. `clock`: seconds UTC.

    `receive_buffer` is how many bytes are asked of the kernel for each port that receives datagrams.
    """

    def __init__(
        self,
        state_dir: Path,
        clock: Callable[[], float] = time.time,
        outputs: Sequence[str] = (),
        sources: Sequence[str] = (),
        receive_buffer: int = 0,
    ) -> None:
        self.folder = state_dir
        self.sources = sources
        self.receive_buffer = receive_buffer
        self.outputs = outputs
        self.database = state_dir / DATABASE_NAME
        self.clock = clock


def folder(view: EmbeddedView) -> Diagnosis:
    """Whether the state folder is there and may be written to."""
    where = view.folder
    if not where.exists():
        return warn(f"{where} is not there yet", "`weir run` makes it; or name another [embedded] state_dir")
    if not where.is_dir():
        return fail(f"{where} is no folder", "name another [embedded] state_dir")
    own = os.access in os.supports_effective_ids
    if not os.access(where, os.W_OK | os.X_OK, effective_ids=own):
        return fail(f"{where} can't be written to", "check its owner and rights, and how it is mounted")
    return ok(f"{where} may be written to")


def disk(view: EmbeddedView) -> Diagnosis:
    """How much room is left where the state lies."""
    there = next(one for one in (view.folder.absolute(), *view.folder.absolute().parents) if one.exists())
    free = shutil.disk_usage(there).free
    said = f"{_size(free)} free at {there}"
    if free < FREE_FAIL_BYTES:
        return fail(said, "make room at once: without it nothing more is committed")
    return warn(said, "make room") if free < FREE_WARN_BYTES else ok(said)


def owner(view: EmbeddedView) -> Diagnosis:
    """Who has the state: one process at a time."""
    lock = view.folder / "owner.lock"
    if not lock.exists():
        return ok("no `weir run` has worked on it yet")
    try:
        descriptor = os.open(lock, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        return fail(f"{lock}: {error.strerror}", "check its owner and rights")
    try:
        # Shared and for a moment only: an owner holds it alone.
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        process = os.read(descriptor, 32).decode("ascii", "replace").strip()
        return ok(f"`weir run` has it (process {process})")
    except OSError as error:
        return fail(f"{lock}: {error.strerror}", "name a [embedded] state_dir on a file system that can lock")
    finally:
        os.close(descriptor)
    return warn("no `weir run` works on it now", "start `weir run`, if it is to run here")


def database(view: EmbeddedView) -> Diagnosis:
    """Whether the database is whole, as SQLite looks through it."""
    if not view.database.exists():
        return warn(f"{view.database} is not there yet", "`weir run` makes it")
    until = time.monotonic() + CHECK_WITHIN_S
    try:
        with closing(open_for_reading(view.database)) as connection:
            connection.set_progress_handler(lambda: time.monotonic() > until, CHECK_ROWS_EVERY)
            found = [row[0] for row in connection.execute("PRAGMA quick_check(5)")]
    except StoreError as error:
        return fail(str(error), "the message says what to do; an export brings the state back: `weir state import`")
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorname", "") != "SQLITE_INTERRUPT":
            raise
        remedy = "when `weir run` is stopped: sqlite3 weir.db 'PRAGMA quick_check'"
        return warn(f"too large to look through in {CHECK_WITHIN_S:.0f} s", remedy)
    except sqlite3.DatabaseError as error:
        found = [str(error)]
    if found != ["ok"]:
        remedy = f"stop `weir run`, move {view.database} away with its -wal and -shm, and `weir state import` an export"
        return fail(f"damaged: {'; '.join(found)}", remedy)
    return ok(f"whole, {_size(view.database.stat().st_size)}")


def write_ahead_log(view: EmbeddedView) -> Diagnosis:
    """Whether SQLite folds its log into the database."""
    log = view.database.with_name(view.database.name + "-wal")
    size = log.stat().st_size if log.exists() else 0
    said = f"{_size(size)} not yet folded into the database"
    if size > WAL_WARN_BYTES:
        return warn(said, "some program has been reading for long: close it, such as a sqlite3 shell")
    return ok(said)


def clock(view: EmbeddedView) -> Diagnosis:
    """Whether the last Tick of each site lies in the past."""
    now = view.clock()
    ahead: dict[str, float] = {}
    for key, value in _rows(view, "key GLOB ?", f"*{KEY_SEPARATOR}{MARKS}"):
        try:
            marks = decode(value, StoredMarks, MARKS)
        except ValueError:
            continue
        if marks.tick_time is not None and marks.tick_time - now > AHEAD_FAIL_S:
            ahead[key.partition(KEY_SEPARATOR)[0]] = marks.tick_time - now
    if ahead:
        site = max(ahead, key=lambda name: ahead[name])
        said = f"the last Tick of {site} lies {ahead[site]:,.0f} s ahead of this machine's clock"
        return fail(said, "was the clock set back? Set it right by NTP; until then no day or window of that site ends")
    return ok("no Tick lies ahead of this machine's clock")


def outputs(view: EmbeddedView) -> Diagnosis:
    """Whether alerts wait for an output for longer than they should."""
    if not view.outputs:
        return ok("none but the state")
    if not view.database.exists():
        return ok(f"{len(view.outputs)}, and no state yet")
    query = (
        "SELECT count(*), min(committed) FROM alerts "
        "WHERE sequence > coalesce((SELECT sequence FROM sink_cursors WHERE sink = ?), 0)"
    )
    late: list[str] = []
    with closing(open_for_reading(view.database)) as connection:
        for name in view.outputs:
            waiting, oldest = connection.execute(query, (name,)).fetchone()
            if waiting and view.clock() - oldest > LATE_S:
                late.append(f"{waiting:,} alerts wait for {name}, the oldest for {view.clock() - oldest:,.0f} s")
    if late:
        remedy = "the log of `weir run` says why it does not take them; they wait in the state"
        return warn("; ".join(late), remedy)
    return ok(f"{len(view.outputs)}, and no alert waits for long")


def sources(view: EmbeddedView) -> Diagnosis:
    """Whether the settings' files, folders and globs of flows are there, and may be read."""
    if not view.sources:
        return ok("the settings name none: `weir run PATH` does")
    absent = [why for path in view.sources if not listens(path) and (why := absence_of(path)) is not None]
    if absent:
        remedy = "mend the path in [embedded] sources, or wait for the sensor: nothing is read from what is not there"
        return fail("; ".join(absent), remedy)
    return ok(f"{len(view.sources)}, and all are there")


def receiving(view: EmbeddedView) -> Diagnosis:
    """Whether the kernel's buffers are as large as the settings ask for, and what they lost."""
    paths = [path for path in view.sources if path.startswith("udp:")]
    if not paths:
        return ok("the settings name no udp: source")
    lost = {path: lost_at(network_place(path).port) for path in paths}
    largest = largest_buffer()
    raise_it = f"let the kernel give more: `sysctl -w net.core.rmem_max={view.receive_buffer}`"
    if any(lost.values()):
        said = ", ".join(f"{path}: {count:,} datagrams" for path, count in lost.items() if count)
        return warn(f"lost by the kernel since the port was opened, whose buffer was full: {said}", raise_it)
    if largest is not None and largest < view.receive_buffer:
        said = f"a receive buffer has {_size(largest)} at most, where {_size(view.receive_buffer)} are asked for"
        return warn(said, raise_it)
    closed = [path for path, count in lost.items() if count is None]
    return ok(f"{', '.join(closed)}: nobody listens there now" if closed else f"{len(paths)}, and nothing was lost")


def exporters(view: EmbeddedView) -> Diagnosis:
    """Whether exporters send flows that are parked, since nobody declared them."""
    kept = dict(_table(view, "SELECT source, value FROM memories WHERE source GLOB ?", f"{NOTE_BEGINS}*"))
    if told := strangers_in(kept, view.clock()):
        return warn("; ".join(told), REMEDY)
    return ok("none is parked")


def state_versions(view: EmbeddedView) -> Diagnosis:
    """Whether stored assets are of this Weir's versions."""
    heads = _rows(view, "key GLOB ? LIMIT 1000", f"*{KEY_SEPARATOR}{HEAD}")
    return diagnose_versions([StateRecord(key, value) for key, value in heads], STATE_VERSION, RIVER_VERSION)


CHECKS: dict[str, Callable[[EmbeddedView], Diagnosis]] = {
    "folder": folder,
    "disk": disk,
    "owner": owner,
    "database": database,
    "write-ahead-log": write_ahead_log,
    "clock": clock,
    "outputs": outputs,
    "sources": sources,
    "receiving": receiving,
    "exporters": exporters,
    "state-versions": state_versions,
}


def _rows(view: EmbeddedView, where: str, *values: str) -> list[tuple[str, bytes]]:
    return _table(view, f"SELECT key, value FROM state WHERE {where}", *values)  # noqa: S608 - ours


def _table(view: EmbeddedView, query: str, *values: str) -> list[tuple[str, bytes]]:
    if not view.database.exists():
        return []
    with closing(open_for_reading(view.database)) as connection:
        return connection.execute(query, values).fetchall()


def _size(count: float) -> str:
    for unit in ("bytes", "kB", "MB", "GB"):
        if count < 1_000 or unit == "GB":
            break
        count /= 1_000
    return f"{count:,.0f} {unit}"
