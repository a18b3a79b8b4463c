"""Where a replay's alerts, dead letters and progress go while it runs."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import msgspec
from rich.progress import Progress as Bar
from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

from models.pipeline import Pipeline
from replay.end_state import EndState
from replay.run import Progress, ReplayInputs, ReplayOutput, replay
from replay.summary import ReplaySummary
from schemas.alert import Alert
from schemas.codec import encode_for_people
from schemas.dead_letter import DeadLetter
from streams.sources.files.flow_paths import Skipped
from weir.errors import UserError, describe
from weir.settings.sections import Settings
from weir.times import parse_moment
from weir.views.terminal import clean, messages, when

MOST_LEFT_OUT = 20
"""Shown on the terminal: a screenful."""


class ReplayOutputs(ReplayOutput):
    """Files of alerts and dead letters (None: not written; `-`: standard output) and a line of progress.

    `end` gathers all of it for a state folder; None: nobody wants one.
    """

    def __init__(
        self, alerts: str | None, dead_letters: str | None, *, progress: bool, end: EndState | None = None
    ) -> None:
        self._end = end
        self._alerts_path = alerts
        self._letters_path = dead_letters
        self._alerts: IO[bytes] | None = None
        self._letters: IO[bytes] | None = None
        self._messages = messages()
        self._bar: Bar | None = None
        if progress and self._messages.is_terminal:
            columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
            self._bar = Bar(*columns, console=self._messages, transient=True)
        self._show_skipped = progress

    def __enter__(self) -> Self:
        """Open the files. Raises UserError when one cannot be."""
        self._alerts = _opened(self._alerts_path, "--alerts")
        self._letters = _opened(self._letters_path, "--dead-letters")
        if self._bar is not None:
            self._bar.start()
            self._bar.add_task("reading")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the files, also after an error: what was written stays."""
        if self._bar is not None:
            self._bar.stop()
        _close(self._alerts, self._alerts_path, "--alerts")
        _close(self._letters, self._letters_path, "--dead-letters")

    def replay(self, inputs: ReplayInputs, settings: Settings, learn_until: str | None) -> ReplaySummary:
        """Run the replay with these outputs. Raises OSError and ValueError for inputs that cannot be read."""
        moment = None if learn_until is None else learn_until
        return replay(
            inputs,
            settings.settings_for,
            self,
            learn_until=None if moment is None else lambda first: parse_moment(moment, first),
        )

    def alerts(self, alerts: Sequence[Alert]) -> None:
        """One line each."""
        if self._end is not None:
            self._end.add_alerts(alerts)
        if self._alerts is not None:
            with _named(self._alerts_path, "--alerts"):
                self._alerts.writelines(encode_for_people(alert) + b"\n" for alert in alerts)

    def dead_letters(self, letters: Sequence[DeadLetter]) -> None:
        """One line each; the bytes as base64."""
        if self._end is not None:
            self._end.add_dead_letters(letters)
        if self._letters is not None:
            with _named(self._letters_path, "--dead-letters"):
                self._letters.writelines(msgspec.json.encode(letter) + b"\n" for letter in letters)

    def ended(self, pipelines: Mapping[str, Pipeline]) -> None:
        """For the state folder."""
        if self._end is not None:
            self._end.add_pipelines(pipelines)

    def progress(self, progress: Progress) -> None:
        """On a terminal, one line that changes."""
        if self._bar is None:
            return
        time = "" if progress.time is None else f"  {when(progress.time, 'UTC')} UTC"
        file = "" if progress.file is None else f"  {clean(Path(progress.file).name)}"
        refused = f", {progress.dead_letters:,} refused" if progress.dead_letters else ""
        told = f"{progress.flows:,} flows{refused}, {progress.alerts:,} alerts{time}{file}"
        self._bar.update(self._bar.task_ids[0], description=told)

    def skipped(self, skipped: Sequence[Skipped]) -> None:
        """Said once, so that nobody wonders where a file went."""
        if not self._show_skipped:
            return
        for one in skipped[:MOST_LEFT_OUT]:
            said = f"left out {clean(str(one.path))}: {clean(one.reason)}"
            self._messages.print(said, style="dim", markup=False, soft_wrap=True)
        if len(skipped) > MOST_LEFT_OUT:
            rest = f"... and {len(skipped) - MOST_LEFT_OUT} more files; --json lists them all"
            self._messages.print(rest, style="dim")


@contextmanager
def _named(path: str | None, option: str) -> Iterator[None]:
    """A file that takes no more (a full disk) is told by its name: the system's error has none."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        msg = f"{option} {path}: {describe(error)}"
        raise UserError(msg) from error


def _close(file: IO[bytes] | None, path: str | None, option: str) -> None:
    if file is None:
        return
    with _named(path, option):
        if file is sys.stdout.buffer:
            file.flush()
        else:
            file.close()


def _opened(path: str | None, option: str) -> IO[bytes] | None:
    if path is None:
        return None
    if path == "-":
        return sys.stdout.buffer
    try:
        return Path(path).open("wb")
    except OSError as error:
        msg = f"{option} {describe(error)}"
        raise UserError(msg) from error
