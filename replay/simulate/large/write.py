"""Writes a large plant's files: a day is one task, several processes make days at once, and the log has them in order.

Only an hour of rows is held. What lasts past midnight is merged into the next day, which a process has made meanwhile.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from heapq import merge
from multiprocessing import get_context
from pathlib import Path
from shutil import copyfileobj
from typing import BinaryIO, NamedTuple

import msgspec

from replay.simulate.calendar import iso
from replay.simulate.conn_log import footer, header
from replay.simulate.large.habits import HABITS
from replay.simulate.large.inventory import assets_csv, maintenance_toml, zones_toml
from replay.simulate.large.plan import LargePlan
from replay.simulate.large.scene import DayScene
from replay.simulate.large.script import Script
from replay.simulate.large.tape import Row, Tape
from replay.simulate.large.troubles.clock import shift_s
from replay.simulate.randomness import seeded
from replay.simulate.run import ASSETS, CONN_LOG, TRUTH, ZONES, Progress, Written

MAINTENANCE = "maintenance.toml"

Task = tuple[LargePlan, int, Path]
"""A plan, the number of a day of it, and where its rows go."""


class DayWritten(NamedTuple):
    """A day's file, and what lasts into the next day."""

    path: Path
    rows: int
    rest: list[Row]


@lru_cache(maxsize=2)
def _script(plan: LargePlan) -> Script:
    """The script of a plan, made once a process."""
    return Script(plan)


def day_rows(plan: LargePlan, number: int) -> Iterator[list[Row]]:
    """A day's rows by the hour, in the order in which they are written; last, what lasts into the next day."""
    script, day = _script(plan), plan.calendar.day(number)
    tape = Tape(
        seeded(plan.seed, "large", str(number), "tape"), f"{plan.seed % 4_096:03x}{number:04x}", shift_s=shift_s(day)
    )
    scene = DayScene(plan, day, script.ground_on(number), tape, script.silences, script.rushes)
    hourly = [habit(scene) for habit in HABITS.values()]
    calls = [call for call in script.calls if day.at(0.0) <= call.start < day.at(24.0)]
    for call in calls:
        way = tape.way(call.initiator, call.responder, call.port, call.service)
        tape.write(way, call.start, call.duration, call.sent, call.received, call.shape)
    for hour in range(24):
        for habit in hourly:
            habit(hour)
        yield _without_gaps(tape.until(scene.hours[hour + 1]), script.gaps)
    yield _without_gaps(tape.rest(), script.gaps)


def _without_gaps(rows: list[Row], gaps: tuple[tuple[float, float], ...]) -> list[Row]:
    if not rows or not any(begin <= rows[-1][0] and rows[0][0] < end for begin, end in gaps):
        return rows
    return [row for row in rows if not any(begin <= row[0] < end for begin, end in gaps)]


def _write_day(task: Task) -> DayWritten:
    plan, number, path = task
    count, last = 0, list[Row]()
    with path.open("w", encoding="ascii", newline="\n", buffering=1 << 20) as part:
        hours = day_rows(plan, number)
        for _ in range(24):
            rows = next(hours)
            part.writelines(line for _, line in rows)
            count += len(rows)
        last = next(hours)
    return DayWritten(path, count + len(last), last)


def write(plan: LargePlan, folder: Path, progress: Progress | None = None, *, processes: int = 1) -> Written:
    """Write conn.log, assets.csv, zones.toml, maintenance.toml and truth.json into a folder, made if need be.

    Each bears its name once all are whole; whatever ends it before leaves none. Raises ValueError for an unknown
    scenario before anything is written, and OSError when the folder can't be.
    """
    script = _script(plan)
    truth = script.truth
    made = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    partial = {name: folder / f".{name}.part" for name in (ASSETS, ZONES, MAINTENANCE, TRUTH, CONN_LOG)}
    try:
        partial[ASSETS].write_text(assets_csv(plan, script.ground), encoding="utf-8")
        partial[ZONES].write_text(zones_toml(script.ground), encoding="utf-8")
        partial[MAINTENANCE].write_text(maintenance_toml(script.announced), encoding="utf-8")
        partial[TRUTH].write_bytes(msgspec.json.format(msgspec.json.encode(truth), indent=2) + b"\n")
        rows, octets = _write_log(plan, partial[CONN_LOG], progress, processes)
        for name, path in partial.items():
            path.replace(folder / name)
    except BaseException:
        for path in (*partial.values(), *folder.glob(".day-*.part")):
            path.unlink(missing_ok=True)
        if made:
            folder.rmdir()
        raise
    return Written(
        folder=str(folder), rows=rows, octets=octets, assets=len(script.ground.devices), zones=len(script.ground.zones),
        attacks=len({item.name for item in truth.items if item.expected == "alert"}),
        near_misses=len({item.name for item in truth.items if item.expected == "silent"}),
        first=iso(plan.calendar.start), last=iso(plan.calendar.end), learn_until=truth.learn_until,
    )  # fmt: skip


def _write_log(plan: LargePlan, path: Path, progress: Progress | None, processes: int) -> tuple[int, int]:
    """Rows and octets written."""
    tasks = [(plan, number, path.parent / f".day-{number:04d}.part") for number in range(plan.days)]
    rows, rest = 0, list[Row]()
    with path.open("wb", buffering=1 << 20) as log, _made(tasks, processes) as days:
        log.write(header(plan.calendar.start).encode())
        for number, day in enumerate(days):
            rest = _append(log, day, rest)
            rows += day.rows
            if progress is not None:
                progress((number + 1) / plan.days)
        log.writelines(line.encode() for _, line in rest)
        log.write(footer(plan.calendar.end).encode())
    return rows, path.stat().st_size


@contextmanager
def _made(tasks: list[Task], processes: int) -> Iterator[Iterable[DayWritten]]:
    """Days in their order. What ends it early ends those under way, and begins no other."""
    if processes == 1:
        yield map(_write_day, tasks)
        return
    # Not forked: a process that has threads may hang in what they held.
    pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn"))
    try:
        yield pool.map(_write_day, tasks)
    finally:
        pool.shutdown(cancel_futures=True)


def _append(log: BinaryIO, day: DayWritten, rest: list[Row]) -> list[Row]:
    """The day's rows with those of the day before that end in it; what lasts still longer comes back."""
    with day.path.open("rb") as part:
        if rest:
            last = rest[-1][0]
            head: list[tuple[float, bytes]] = []
            for line in part:
                end = _end_of(line)
                head.append((end, line))
                if end > last:
                    break
            log.writelines(line for _, line in merge([(end, text.encode()) for end, text in rest], head, key=_first))
        copyfileobj(part, log, 1 << 20)
    day.path.unlink()
    return day.rest


def _first(row: tuple[float, bytes]) -> float:
    return row[0]


def _end_of(line: bytes) -> float:
    fields = line.split(b"\t", 9)
    return float(fields[0]) + float(fields[8])
