"""A clean year of a plant, streamed through one shard: do alerts, memory, state or cost creep?

Nothing is planted in it; leases move, devices are replaced, clocks change and drift, as they do. A process of its own
writes the rows into a pipe, so that no log lies on disk and none of its memory counts. Checkpoints come each 50,000
flows; what is stored is measured and thrown away. After `LEARN_DAYS` of declared learning each month of 28 days must
keep the budget of alerts on each of its days, and tell at most `ALERTS_A_DAY` a day, without a trend; from week
`FLAT_FROM` on memory, stored state and cost must stay flat (`benchmarks/year_report.py` says what flat is).
Cost is processor time: a neighbour's work moves it by a fifth, so it is compared with reading the rows, too.
Exits 1 when something is broken. Linux only.

    python -m benchmarks.year --days 365 --flows-a-day 30000
"""

import argparse
import asyncio
import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from benchmarks.core_rate import resident_bytes
from benchmarks.year_report import Told, Week, report
from models.settings import CoreSettings
from replay.merge import order_time
from replay.simulate.conn_log import footer, header
from replay.simulate.large import LargePlan
from replay.simulate.large.inventory import assets_csv, zones_toml
from replay.simulate.large.script import Script
from replay.simulate.large.tape import Row
from replay.simulate.large.write import day_rows
from replay.ticks import with_ticks
from schemas.alert import Alert
from streams.checkpoint.protocol import Checkpoint
from streams.garbage import look_seldom
from streams.messages import Batch
from streams.shard.shard import Shard
from streams.sources.files.flow_files import flow_batches
from streams.sources.files.paths import STANDARD_INPUT
from streams.sources.files.statements import inventory_reader, read_zones
from streams.stores.memory import MemoryStore

FLOWS_A_DAY_OF_SIZE_1 = 150_000
"""Over a whole week of plants of size 0.2, which have no fewer servers than others (measured with seed 1: 30,400)."""

LEARN_DAYS = 14
BUDGET_A_DAY = 3
"""As shipped: `alerts_a_day` of `[site]`."""

CHECKPOINT_FLOWS = 50_000
PIPE_BYTES = 1 << 20
"""What Linux allows anybody (`/proc/sys/fs/pipe-max-size`); 64 kB otherwise."""

WEEK_S = 7 * 86_400.0


class Measured(MemoryStore):
    """Keeps how long each stored record is, and the alerts, but no record."""

    def __init__(self) -> None:
        super().__init__()
        self.bytes_of: dict[str, int] = {}

    async def commit(self, checkpoint: Checkpoint) -> None:
        """Take a checkpoint's lengths."""
        for record in checkpoint.records:
            if record.value is None:
                self.bytes_of.pop(record.key, None)
            else:
                self.bytes_of[record.key] = len(record.key) + len(record.value)

    def by_kind(self) -> dict[str, int]:
        """Stored bytes by what they are: assets' heads, windows and paths, or the part of the site."""
        found: dict[str, int] = {}
        for key, size in self.bytes_of.items():
            part = key.rpartition("|")[2]
            name = (
                "paths" if part.isdigit() else part if part in {"head", "window"} else part.split("@")[0].split("/")[0]
            )
            found[name] = found.get(name, 0) + size
        return dict(sorted(found.items(), key=lambda one: -one[1]))


class AlertsTold:
    """What people were told: each alert once, at the time of its first revision that went out, at its highest level."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._open: dict[str, Told] = {}
        self._withheld: set[str] = set()

    def add(self, alerts: Iterable[Alert]) -> None:
        """Revisions in order."""
        for alert in alerts:
            if alert.status == "withheld":
                self._withheld.add(alert.id)
                continue
            told = self._open.get(alert.id)
            if told is None:
                day = datetime.fromtimestamp(alert.revision_time, self._zone).date()
                self._open[alert.id] = told = Told(alert.revision_time, day, alert.kind, alert.severity, alert.title)
            told.severity = max(told.severity, alert.severity)

    @property
    def told(self) -> list[Told]:
        """All of them, in order of time."""
        return list(self._open.values())

    @property
    def withheld(self) -> int:
        """How many were held back at first, or still are."""
        return len(self._withheld)


def made(days: int, flows_a_day: int, seed: int) -> LargePlan:
    """The year's plan: it begins on the first Monday of 2026."""
    return LargePlan(
        seed=seed, size=flows_a_day / FLOWS_A_DAY_OF_SIZE_1, first_day="2026-01-05", days=days, attacks=False,
        traps=False,
    )  # fmt: skip


def in_order(plan: LargePlan) -> Iterator[str]:
    """The rows of all days; what lasts past midnight lies among those of the next day."""
    rest: list[Row] = []
    for number in range(plan.days):
        *hours, last = day_rows(plan, number)
        rows = [row for hour in hours for row in hour]
        if rest:
            rows = sorted([*rest, *rows])
        yield from (line for _, line in rows)
        rest = last
    yield from (line for _, line in rest)


def write_rows(plan: LargePlan) -> None:
    """The whole log to standard output."""
    sys.stdout.write(header(plan.calendar.start))
    sys.stdout.writelines(in_order(plan))
    sys.stdout.write(footer(plan.calendar.end))


class Year:
    """One shard, and what it costs week by week."""

    def __init__(self, plan: LargePlan, *, verbose: bool) -> None:
        self._plan, self._verbose = plan, verbose
        zone = plan.time_zone
        settings = CoreSettings(
            time_zone=zone,
            learn_until=plan.calendar.day(LEARN_DAYS).at(0.0),
            alerts_a_day=BUDGET_A_DAY,
        )
        self.store, self.alerts = Measured(), AlertsTold(ZoneInfo(zone))
        self.shard = Shard(self.store, lambda _site: settings)
        self.weeks: list[Week] = []
        self._next = plan.calendar.start + WEEK_S
        self._rows = 0
        self._core_s = self._checkpoint_s = 0.0
        self._read_from = time.process_time()
        self._read_s = 0.0

    def take(self, batches: Iterator[Batch]) -> None:
        """Everything, to its end."""
        self.shard.apply_batch(_statements(self._plan))
        for batch in with_ticks(self._counted(batches), begins={self._plan.site: self._plan.calendar.start}):
            begun = time.process_time()
            self._read_s += begun - self._read_from
            self.shard.apply_batch(batch)
            self._core_s += time.process_time() - begun
            if self.shard.urgent or self.shard.flows_since_checkpoint >= CHECKPOINT_FLOWS:
                self._checkpoint()
            if batch.records and _time(batch) >= self._next:
                self._week()
            self._read_from = time.process_time()
        self.shard.finish()
        self._checkpoint()

    def _counted(self, batches: Iterator[Batch]) -> Iterator[Batch]:
        for batch in batches:
            self._rows += batch.rows
            yield batch

    def _checkpoint(self) -> None:
        begun = time.process_time()
        done = asyncio.run(self.shard.checkpoint())
        self._checkpoint_s += time.process_time() - begun
        self.alerts.add(done.alerts if done is not None else ())

    def _week(self) -> None:
        self._checkpoint()
        pipeline = self.shard.pipelines[self._plan.site]
        per_row = 1e6 / max(1, self._rows)
        week = Week(
            number=len(self.weeks) + 1, end=self._next, rows=self._rows, read_us=self._read_s * per_row,
            core_us=self._core_s * per_row, checkpoint_us=self._checkpoint_s * per_row,
            resident_bytes=resident_bytes(), state_bytes=sum(self.store.bytes_of.values()),
            assets=len(pipeline.assets()), paths=len(pipeline.paths()), withheld=self.alerts.withheld,
            by_kind=self.store.by_kind(),
        )  # fmt: skip
        self.weeks.append(week)
        self._next += WEEK_S
        self._rows, self._read_s, self._core_s, self._checkpoint_s = 0, 0.0, 0.0, 0.0
        if self._verbose:
            print(week.line(), file=sys.stderr, flush=True)


def _time(batch: Batch) -> float:
    return order_time(batch.records[-1])


def _statements(plan: LargePlan) -> Batch:
    """The inventory and the zones, as of the first moment."""
    ground, first = Script(plan).ground, plan.calendar.start
    with TemporaryDirectory() as name:
        zones, assets = Path(name, "zones.toml"), Path(name, "assets.csv")
        zones.write_text(zones_toml(ground), encoding="utf-8")
        assets.write_text(assets_csv(plan, ground), encoding="utf-8")
        read = inventory_reader(only=True, strict=True, zones=[zones], beside=[])
        return Batch([*read_zones(zones, plan.site, first, []), *read(assets, plan.site, first).changes], [], "year")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--flows-a-day", type=int, default=30_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--weeks", action="store_true", help="print each week to standard error as it ends")
    parser.add_argument("--told", action="store_true", help="print each alert to standard error at the end")
    parser.add_argument("--rows", action="store_true", help="used by the benchmark itself: write the rows")
    chosen = parser.parse_args()
    plan = made(chosen.days, chosen.flows_a_day, chosen.seed)
    if chosen.rows:
        write_rows(plan)
        return
    look_seldom()
    options = ["--days", chosen.days, "--flows-a-day", chosen.flows_a_day, "--seed", chosen.seed]
    writer = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.year", "--rows", *map(str, options)], stdout=subprocess.PIPE
    )
    assert writer.stdout is not None
    # Less than a second of rows: else both processes wait for each other's turn on a busy machine.
    fcntl.fcntl(writer.stdout.fileno(), fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    os.dup2(writer.stdout.fileno(), sys.stdin.fileno())
    writer.stdout.close()
    year = Year(plan, verbose=chosen.weeks)
    year.take(flow_batches(Path(STANDARD_INPUT), site=plan.site))
    if writer.wait():
        sys.exit("the rows were not written to their end")
    for one in year.alerts.told if chosen.told else ():
        print(f"{one.day} {one.kind} {one.severity}: {one.title}", file=sys.stderr)
    if not report(year.weeks, year.alerts.told, plan.calendar.start, learnt_days=LEARN_DAYS, budget=BUDGET_A_DAY):
        sys.exit(1)


if __name__ == "__main__":
    main()
