"""How far a search for settings is, on a terminal: what is read, then trials done and the time left."""

from types import TracebackType
from typing import Self

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bars

from replay.run import Progress
from weir.views.terminal import messages, when


class Shown:
    """One line, of the parts in their order. Nothing is shown without a terminal, or where it is not `wanted`."""

    def __init__(self, *, wanted: bool) -> None:
        console = messages()
        columns = (
            SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(),
            TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn(),
        )  # fmt: skip
        self._bars = Bars(*columns, console=console, transient=True) if wanted and console.is_terminal else None
        self._task = None if self._bars is None else self._bars.add_task("reading", total=None)

    def __enter__(self) -> Self:
        """Begin to draw."""
        if self._bars is not None:
            self._bars.start()
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        """The line goes."""
        if self._bars is not None:
            self._bars.stop()

    def reading(self, what: str, progress: Progress) -> None:
        """One pass over the traffic: its end is not known before."""
        if self._bars is not None and self._task is not None:
            time = "" if progress.time is None else f", {when(progress.time, 'UTC')} UTC"
            self._bars.update(self._task, description=f"{what}: {progress.flows:,} flows{time}")

    def trials(self, done: int, of: int, progress: Progress | None) -> None:
        """So many trials are done; `progress` is that of one that is running."""
        if self._bars is not None and self._task is not None:
            far = "" if progress is None or progress.time is None else f" (one is at {when(progress.time, 'UTC')} UTC)"
            self._bars.update(self._task, description=f"trials{far}", completed=done, total=of)
