"""How far a feed is, on a terminal, and what it came to."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress as Bars
from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

from replay.feed.extent import last_time
from replay.feed.pacing import Fed
from replay.feed.recording import Recording
from replay.feed.summary import FeedSummary, Watched
from weir.views.recorded.replay_report import length_of
from weir.views.terminal import clean, counted, messages, when

DRAWN_EVERY_S = 0.2


@contextmanager
def feeding(file_format: str, *, shown: bool, clock: Callable[[], float] = time.monotonic) -> Iterator[Watched]:
    """Takes how far a feed is. Nothing is shown without a terminal, or where it is not wanted."""
    console = messages()
    if not shown or not console.is_terminal:
        yield lambda *_: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Bars(*columns, console=console, transient=True) as drawn:
        line = _Line(file_format, clock)
        task = drawn.add_task("reading")

        def watched(recording: Recording, fed: Fed) -> None:
            told = line.told(recording, fed)
            if told is not None:
                drawn.update(task, description=told)

        yield watched


class _Line:
    """The words of the line of progress; the end of the recording is looked for once."""

    def __init__(self, file_format: str, clock: Callable[[], float]) -> None:
        self._format = file_format
        self._clock = clock
        self._next = clock()
        self._began: float | None = None
        self._last: float | None = None

    def told(self, recording: Recording, fed: Fed) -> str | None:
        """What it says now; None where nothing new is due."""
        now = self._clock()
        if now < self._next:
            return None
        self._next = now + DRAWN_EVERY_S
        if fed.first is None or fed.time is None:
            return f"{fed.before:,} records were fed before" if fed.before else "reading"
        if self._began is None:
            self._began = now
            until = recording.span.until
            last = last_time(recording.paths, self._format)
            if last is not None:
                self._last = (last if until is None else min(last, until)) + recording.shift_s
        rate = fed.rows / (now - self._began) if now > self._began else 0.0
        shown = f"{fed.rows:,} rows, {rate:,.0f} a second  {when(fed.time, 'UTC')} UTC"
        left = self._left(fed.first, fed.time, now - self._began)
        return shown if left is None else f"{shown}  about {_lasting(left)} left"

    def _left(self, first: float, time: float, elapsed: float) -> float | None:
        """How long it will take yet, in seconds, at the pace until now."""
        if self._last is None or time <= first or elapsed < 1.0:
            return None
        return max(0.0, self._last - time) / (time - first) * elapsed


def print_fed(console: Console, summary: FeedSummary, collector: str) -> None:
    """What a call came to, for a person."""
    for one in summary.left_out:
        console.print(f"! {clean(one.file)}: passed over: {clean(one.reason)}", markup=False, soft_wrap=True)
    if summary.refused_statements:
        rows = counted(summary.refused_statements, "row")
        console.print(f"! {rows} of the inventories refused: weir assets check FILE lists them", markup=False)
    if not summary.records and summary.before:
        said = (
            f"all of it was fed before ({counted(summary.before, 'record')}); another --collector name feeds it again"
        )
        console.print(said, markup=False, soft_wrap=True)
        return
    stated = (
        f", {counted(summary.changes + summary.verdicts, 'statement')}" if summary.changes + summary.verdicts else ""
    )
    refused = f", {counted(summary.dead_letters, 'row')} refused" if summary.dead_letters else ""
    outside = f", {counted(summary.outside, 'row')} before or after the time asked for" if summary.outside else ""
    before = f"; {counted(summary.before, 'record')} had been fed before" if summary.before else ""
    console.print(
        f"{counted(summary.flows, 'flow')}{stated}{refused}{outside} fed by {clean(collector)} in "
        f"{_lasting(summary.seconds)}, {summary.rows_per_s:,.0f} rows a second{before}",
        markup=False,
        soft_wrap=True,
    )
    if summary.first_time is not None and summary.last_time is not None:
        times = f"from {when(summary.first_time, 'UTC')} to {when(summary.last_time, 'UTC')} UTC"
        moved = f", moved by {length_of(abs(summary.shift_s))}" if summary.shift_s else ""
        console.print(f"{times}{moved}", markup=False, soft_wrap=True)


def _lasting(seconds: float) -> str:
    """A length of time that may be short."""
    return f"{seconds:.1f} s" if seconds < 120.0 else length_of(seconds)
