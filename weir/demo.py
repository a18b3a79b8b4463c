"""The demo: the simulator's plant through the embedded shell at full speed, told as it happens.

Nothing here is special to the demo but where the flows come from and what is said
of them; shard, store and alerts are those of `weir run`.
"""

import asyncio
import math
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from time import sleep
from typing import Self

import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from models.settings import CoreSettings
from replay.simulate.plan import SimulationPlan, demo_plan
from replay.simulate.run import plant_changes, simulate, truth
from replay.ticks import with_ticks
from schemas.alert import Alert
from schemas.flow import Flow
from streams.embedded.loop import Embedded, Pace, Totals
from streams.messages import Batch
from streams.shard.shard import Shard
from streams.sources.batches import BatchesSource
from streams.status.observer import Checkpointed, Fact
from streams.stores.sqlite import SqliteStore
from weir.views.alerts.detail import alert_detail
from weir.views.alerts.feed import alert_line
from weir.views.terminal import counted, output

FLOWS_PER_BATCH = 500

PACE = Pace(checkpoint_s=math.inf, checkpoint_flows=3_000, poll_s=0.01)
"""A checkpoint for each day or so, whatever the machine's speed: so each run of the demo says the same."""

DAY_S = 86_400.0

BATCH_PAUSE_S = 0.06
"""On a terminal: some 120 batches, so that the plant's sixteen days take about ten seconds."""


async def run_demo(*, wait: bool, seed: int, state_out: Path | None = None) -> None:
    """Run it. Its state is left in `state_out`; None: it is removed at the end.

    On a terminal with `wait`, that end is Enter, so that the state can be looked at from another terminal.
    """
    console = output()
    plan = msgspec.structs.replace(demo_plan(), seed=seed)
    with tempfile.TemporaryDirectory(prefix="weir-demo-") as folder:
        state_dir = state_out or Path(folder) / "state"
        feed = _Feed(console, plan)
        _introduce(console, plan)
        await _watch(plan, state_dir, feed)
        _explain(console, plan, feed.latest())
        _say_what_next(console)
        if state_out is not None:
            console.print(f"\nThe state is left in {state_out}: weir alerts list --state {state_out}", soft_wrap=True)
        elif wait and sys.stdin.isatty() and console.is_terminal:
            console.print("\nThe state is kept while this waits. In another terminal:")
            console.print(f"  export WEIR_EMBEDDED_STATE_DIR={state_dir}", soft_wrap=True)
            console.print("  weir alerts list     weir paths list --crossing     weir assets list --side ot")
            await asyncio.to_thread(input, "\nPress Enter to end. ")


async def _watch(plan: SimulationPlan, state_dir: Path, feed: "_Feed") -> None:
    settings = CoreSettings(time_zone=plan.time_zone, learn_until=plan.learn_until)
    store = SqliteStore(state_dir)
    shard = Shard(store, lambda _site: settings)
    await shard.open()
    with feed:
        app = Embedded(
            shard,
            sources=[BatchesSource(feed.told(with_ticks(_batches(plan))))],
            sites=[plan.site],
            pace=PACE,
            clock=None,
            on_progress=lambda totals: feed.learnt(totals, shard),
            observer=feed,
        )
        await app.run(asyncio.Event())


def _batches(plan: SimulationPlan) -> Iterator[Batch]:
    """What the plant's people declare, then its traffic."""
    yield Batch(records=[*plant_changes(plan)], dead_letters=[], source="simulation")
    flows = simulate(plan)
    while batch := list(islice(flows, FLOWS_PER_BATCH)):
        yield Batch(records=[*batch], dead_letters=[], source="simulation")


class _Feed:
    """Shows the learning as one line that changes, and each alert as it is committed."""

    def __init__(self, console: Console, plan: SimulationPlan) -> None:
        self._console = console
        self._plan = plan
        self._start = plan.calendar.start
        self._latest: dict[str, Alert] = {}
        columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
        self._bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
        self._task = self._bar.add_task("", total=plan.days * DAY_S)
        self._day = 0
        self._told_day = 0

    def __enter__(self) -> Self:
        """Begin the line of progress."""
        self._bar.start()
        return self

    def __exit__(self, *error: object) -> None:
        """End it."""
        self._bar.stop()

    def told(self, batches: Iterator[Batch]) -> Iterator[Batch]:
        """The batches as they are, with the day noted."""
        for batch in batches:
            time = max((record.end for record in batch.records if isinstance(record, Flow)), default=None)
            if time is not None:
                self._day = min(int((time - self._start) // DAY_S), self._plan.days - 1)
                self._bar.update(self._task, completed=max(0.0, time - self._start))
                if self._console.is_terminal:
                    # For the eye alone: without it sixteen days pass in two seconds.
                    sleep(BATCH_PAUSE_S)
            yield batch

    def learnt(self, totals: Totals, shard: Shard) -> None:
        """What is known by now: on a terminal as it goes, else a line every five days."""
        pipeline = shard.pipelines.get(self._plan.site)
        if pipeline is None:
            return
        learning = self._day < self._plan.first_attack_day
        state = "learning" if learning else "watching"
        self._bar.update(
            self._task, description=f"day {self._day + 1:>2} of {self._plan.days}: {state}, {totals.flows:,} flows"
        )
        if self._day >= self._told_day and learning:
            alerts = counted(len(self._latest), "alert") if self._latest else "no alert"
            learnt = sum(path.status == "learnt" for path in pipeline.paths())
            self._console.print(
                f"  day {self._day + 1:>2}: {totals.flows:>7,} flows, {len(pipeline.assets())} assets, "
                f"{learnt} paths learnt, {alerts}"
            )
            self._told_day = self._day + 3

    def turn(self) -> None:
        """Nothing to do."""

    def tell(self, fact: Fact) -> None:
        """Show what a checkpoint has that is new, or has become worse."""
        for alert in fact.checkpoint.alerts if isinstance(fact, Checkpointed) else ():
            before = self._latest.get(alert.id)
            if not self._latest:
                self._console.print(Text(f"\nDay {self._plan.first_attack_day + 1}: something new.\n", style="bold"))
            self._latest[alert.id] = alert
            if before is None or before.level != alert.level:
                self._console.print(alert_line(alert, self._plan.time_zone, before, with_date=False), soft_wrap=True)

    def latest(self) -> list[Alert]:
        """The last revision of each alert, in order of first sight."""
        return list(self._latest.values())


def _introduce(console: Console, plan: SimulationPlan) -> None:
    planted = len({item.name for item in truth(plan).items if item.expected == "alert"})
    console.print(Text("Weir demo: a small plant, simulated", style="bold"))
    console.print(
        f"An office (IT), a DMZ and {plan.cells} production cells (OT).\n{plan.first_attack_day} ordinary days to "
        f"learn from; then one day with {planted} attacks, and some\nharmless things that only look like it.\n"
    )


def _explain(console: Console, plan: SimulationPlan, alerts: list[Alert]) -> None:
    if not alerts:
        console.print("\nNo alert was raised, which is a defect: please report it.")
        return
    with_ends = [alert for alert in alerts if alert.initiator is not None and alert.responder is not None]
    worst = max(with_ends or alerts, key=lambda alert: alert.severity)
    console.print(Text(f"\n{counted(len(alerts), 'alert')}. One at length:\n", style="bold"))
    console.print(alert_detail(worst, plan.time_zone))


def _say_what_next(console: Console) -> None:
    console.print(Text("\nTry next", style="bold"))
    for command, about in (
        ("weir replay conn.log", "your own Zeek log"),
        ("weir replay logs/ --learn-until 7d", "learn a week, then what is new"),
        ("weir simulate --out plant", "this plant as files"),
        ("weir run /opt/zeek/logs/current/conn.log", "watch live"),
    ):
        console.print(Text(f"  {command:<42}{about}"))
