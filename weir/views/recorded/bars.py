"""A bar of progress for each of several replays that run at once, on a terminal: rows, rows a second, time left."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

from replay.run import Progress
from weir.views.terminal import clean, messages, when

Progressed = Callable[[str, Progress], None]
"""Takes the name of a replay and how far it is."""


@contextmanager
def bars(names: Sequence[str], *, shown: bool, clock: Callable[[], float] = time.monotonic) -> Iterator[Progressed]:
    """Takes how far each replay is, by its name; `""` has none.

    Nothing is shown without a terminal, or unless `shown`. A bar has an end where it is known how much is to be read.
    """
    console = messages()
    if not shown or not console.is_terminal:
        yield lambda *_: None
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=20),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Bars(*columns, console=console, transient=True) as drawn:
        lines = {name: drawn.add_task(_named(name, "reading"), total=None) for name in names}
        began = clock()

        def progressed(name: str, progress: Progress) -> None:
            drawn.update(
                lines[name],
                description=_named(name, told(progress, clock() - began)),
                completed=progress.share or 0.0,
                total=None if progress.share is None else 1.0,
            )

        yield progressed


def told(progress: Progress, elapsed_s: float) -> str:
    """How far a replay is, in words."""
    rate = f" ({progress.rows / elapsed_s:,.0f}/s)" if elapsed_s >= 1.0 else ""
    refused = f", {progress.dead_letters:,} refused" if progress.dead_letters else ""
    moment = "" if progress.time is None else f"  {when(progress.time, 'UTC')} UTC"
    file = "" if progress.file is None else f"  {clean(Path(progress.file).name)}"
    return f"{progress.rows:,} rows{rate}{refused}, {progress.alerts:,} alerts{moment}{file}"


def _named(name: str, said: str) -> str:
    return f"{clean(name)}: {said}" if name else said
