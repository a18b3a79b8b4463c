"""Where a replay's alerts, dead letters and progress go while it runs."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import IO, Self

import msgspec

from models.pipeline import Pipeline
from replay.end_state import EndState
from replay.run import Progress, ReplayOutput
from replay.standing import Standing
from schemas.alert import Alert
from schemas.codec import encode_for_people
from schemas.dead_letter import DeadLetter
from schemas.path import PathRecord
from schemas.state import StateRecord
from weir.errors import Interrupted
from weir.views.recorded.bars import Progressed, bars
from weir.views.recorded.replay_files import Lengths, close, is_renamed, length, named, opened, partial
from weir.views.terminal import counted, when

Keep = Callable[[Standing, Lengths, Mapping[str, Pipeline]], None]
"""Notes where a replay stands, how long its files are, and what its pipelines know."""


class ReplayOutputs(ReplayOutput):
    """Files of alerts and dead letters (None: not written; `-`: standard output) and a line of progress.

    A file bears its name once the replay has come to its end; until then, and after an error, it ends in `.part`.

    `end` gathers all of it for a state folder; None: nobody wants one. `keep` notes now and then where the replay
    stands; with `resumed` the files are gone on with where they were so long.
    """

    def __init__(  # noqa: PLR0913 - what a replay leaves, by name
        self,
        alerts: str | None,
        dead_letters: str | None,
        *,
        progress: bool,
        end: EndState | None = None,
        keep: Keep | None = None,
        resumed: Lengths | None = None,
    ) -> None:
        self._end = end
        self._keep = keep
        self._resumed = resumed
        self.keeps_end = end is not None
        self._alerts_path = alerts
        self._letters_path = dead_letters
        self._alerts: IO[bytes] | None = None
        self._letters: IO[bytes] | None = None
        self.shown = progress
        self._drawn = ExitStack()
        self._progressed: Progressed | None = None
        self._latest = Progress()
        self._kept_until: float | None = None

    def __enter__(self) -> Self:
        """Open the files. Raises UserError when one cannot be."""
        went_on = self._resumed
        self._alerts = opened(self._alerts_path, "--alerts", None if went_on is None else went_on.alerts or 0)
        letters = None if went_on is None else went_on.dead_letters or 0
        self._letters = opened(self._letters_path, "--dead-letters", letters)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the files, and name them where all went well. Raises Interrupted in place of a KeyboardInterrupt."""
        self._drawn.close()
        whole = error is None
        close(self._alerts, self._alerts_path, "--alerts", whole=whole)
        close(self._letters, self._letters_path, "--dead-letters", whole=whole)
        if isinstance(error, KeyboardInterrupt):
            raise Interrupted(self._stopped()) from error

    def alerts(self, alerts: Sequence[Alert]) -> None:
        """One line each."""
        if self._end is not None:
            self._end.add_alerts(alerts)
        if self._alerts is not None:
            with named(self._alerts_path, "--alerts"):
                self._alerts.writelines(encode_for_people(alert) + b"\n" for alert in alerts)

    def dead_letters(self, letters: Sequence[DeadLetter]) -> None:
        """One line each; the bytes as base64."""
        if self._end is not None:
            self._end.add_dead_letters(letters)
        if self._letters is not None:
            with named(self._letters_path, "--dead-letters"):
                self._letters.writelines(msgspec.json.encode(letter) + b"\n" for letter in letters)

    def paths(self, paths: Sequence[PathRecord]) -> None:
        """For the state folder."""
        if self._end is not None:
            self._end.add_paths(paths)

    def between(self, standing: Standing, pipelines: Mapping[str, Pipeline]) -> None:
        """For who goes on with it."""
        if self._keep is not None:
            with named(self._alerts_path, "--alerts"):
                lengths = Lengths(length(self._alerts), length(self._letters))
            self._keep(standing, lengths, pipelines)
            self._kept_until = standing.time

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
        kept = [partial(path).name for path in (self._alerts_path, self._letters_path) if path and is_renamed(path)]
        files = f"; what they gave is in {' and '.join(kept)}" if kept else ""
        again = "a replay begins anew"
        if self._kept_until is not None:
            again = f"the same command with --resume goes on from {when(self._kept_until, 'UTC')} UTC"
        return (
            f"stopped before the end: {counted(latest.flows, 'flow')}{until} were read, "
            f"{counted(latest.alerts, 'alert')} raised{files}. What comes later was not read; {again}"
        )
