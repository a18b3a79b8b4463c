"""Where a replay's alerts, dead letters and progress go while it runs."""

import errno
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import msgspec

from models.pipeline import Pipeline
from replay.end_state import EndState
from replay.run import Progress, ReplayOutput
from schemas.alert import Alert
from schemas.codec import encode_for_people
from schemas.dead_letter import DeadLetter
from schemas.path import PathRecord
from schemas.state import StateRecord
from weir.errors import Interrupted, UserError, why
from weir.views.bars import Progressed, bars
from weir.views.terminal import counted, when

PART = ".part"
"""What ends a file's name until it is whole: nobody takes the half of it for all."""


class ReplayOutputs(ReplayOutput):
    """Files of alerts and dead letters (None: not written; `-`: standard output) and a line of progress.

    A file bears its name once the replay has come to its end; until then, and after an error, it ends in `.part`.

    `end` gathers all of it for a state folder; None: nobody wants one.
    """

    def __init__(
        self, alerts: str | None, dead_letters: str | None, *, progress: bool, end: EndState | None = None
    ) -> None:
        self._end = end
        self.keeps_end = end is not None
        self._alerts_path = alerts
        self._letters_path = dead_letters
        self._alerts: IO[bytes] | None = None
        self._letters: IO[bytes] | None = None
        self.shown = progress
        self._drawn = ExitStack()
        self._progressed: Progressed | None = None
        self._latest = Progress()

    def __enter__(self) -> Self:
        """Open the files. Raises UserError when one cannot be."""
        self._alerts = _opened(self._alerts_path, "--alerts")
        self._letters = _opened(self._letters_path, "--dead-letters")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the files, and name them where all went well. Raises Interrupted in place of a KeyboardInterrupt."""
        self._drawn.close()
        whole = error is None
        _close(self._alerts, self._alerts_path, "--alerts", whole=whole)
        _close(self._letters, self._letters_path, "--dead-letters", whole=whole)
        if isinstance(error, KeyboardInterrupt):
            raise Interrupted(self._stopped()) from error

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

    def paths(self, paths: Sequence[PathRecord]) -> None:
        """For the state folder."""
        if self._end is not None:
            self._end.add_paths(paths)

    def records(self, records: Sequence[StateRecord]) -> None:
        """For the state folder: what was known at the end, of pipelines in another process."""
        if self._end is not None:
            self._end.add_records(records)

    def ended(self, pipelines: Mapping[str, Pipeline]) -> None:
        """For the state folder."""
        if self._end is not None:
            self._end.add_pipelines(pipelines)

    def progress(self, progress: Progress) -> None:
        """On a terminal, one line that changes."""
        self._latest = progress
        if self._progressed is None:
            self._progressed = self._drawn.enter_context(bars([""], shown=self.shown))
        self._progressed("", progress)

    def _stopped(self) -> str:
        """What is done and what is left."""
        latest = self._latest
        until = "" if latest.time is None else f" up to {when(latest.time, 'UTC')} UTC"
        kept = [_partial(path).name for path in (self._alerts_path, self._letters_path) if path and _is_renamed(path)]
        files = f"; what they gave is in {' and '.join(kept)}" if kept else ""
        return (
            f"stopped before the end: {counted(latest.flows, 'flow')}{until} were read, "
            f"{counted(latest.alerts, 'alert')} raised{files}. What comes later was not read; a replay begins anew"
        )


@contextmanager
def _named(path: str | None, option: str) -> Iterator[None]:
    """A file that takes no more (a full disk) is told by its name: the system's error has none."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        msg = f"{option} {path}: {why(error)}"
        raise UserError(msg) from error


def _close(file: IO[bytes] | None, path: str | None, option: str, *, whole: bool) -> None:
    if file is None or path is None:
        return
    with _named(path, option):
        if file is sys.stdout.buffer:
            file.flush()
            return
        file.close()
        if whole and _is_renamed(path):
            _partial(path).replace(Path(path).resolve())


def _opened(path: str | None, option: str) -> IO[bytes] | None:
    if path is None:
        return None
    if path == "-":
        return sys.stdout.buffer
    try:
        if Path(path).is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        return (_partial(path) if _is_renamed(path) else Path(path)).open("wb")
    except OSError as error:
        msg = f"{option} {path}: {why(error)}"
        raise UserError(msg) from error


def _partial(path: str) -> Path:
    whole = Path(path).resolve()
    return whole.with_name(whole.name + PART)


def _is_renamed(path: str) -> bool:
    """Whether it is written under another name first: not standard output, nor a pipe or a device."""
    return path != "-" and (Path(path).is_file() or not Path(path).exists())
