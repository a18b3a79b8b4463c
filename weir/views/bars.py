"""A line of progress for each of several replays that run at once, on a terminal."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.progress import Progress as Bars
from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

from replay.run import Progress
from weir.views.terminal import clean, messages, when


@contextmanager
def bars(names: Sequence[str], *, shown: bool) -> Iterator[Callable[[str, Progress], None]]:
    """Takes how far each replay is, by its name. Nothing is shown without a terminal, or where it is not wanted."""
    console = messages()
    if not shown or not console.is_terminal:
        yield lambda *_: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Bars(*columns, console=console, transient=True) as drawn:
        lines = {name: drawn.add_task(f"{clean(name)}: reading") for name in names}

        def progressed(name: str, progress: Progress) -> None:
            time = "" if progress.time is None else f"  {when(progress.time, 'UTC')} UTC"
            told = f"{clean(name)}: {progress.flows:,} flows, {progress.alerts:,} alerts{time}"
            drawn.update(lines[name], description=told)

        yield progressed
