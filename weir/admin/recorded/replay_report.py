"""The report that `weir replay --report` leaves."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from replay.end_state import EndState
from replay.report.gather import gather
from replay.run import ReplayInputs, with_learning
from replay.summary import ReplaySummary, Warned
from streams.sources.files.statements import read_windows
from weir.admin.recorded.report_inputs import of_replay, origin, read_rows
from weir.errors import told
from weir.report.write import check_files, write_report
from weir.settings.sections import Settings

if TYPE_CHECKING:
    from rich.console import Console


class ReplayReport:
    """Files for what a replay comes to; none: none are wanted. Raises UserError for one that can't be written."""

    def __init__(self, files: Sequence[Path], settings_file: Path | None, *, begins_with: Path | None = None) -> None:
        """`begins_with` is the folder of the state that the replay leaves, or else goes on from; None: none."""
        self._files = files
        self._settings_file = settings_file
        self._begins_with = begins_with
        self.end = EndState() if files else None
        """Gathers what the report tells, while the replay goes on."""
        check_files(files, "--report")

    def write(
        self,
        inputs: ReplayInputs,
        summary: ReplaySummary,
        settings: Settings,
        warnings: Sequence[Warned],
        end: EndState | None,
    ) -> None:
        """Write all files; `end` has what the replay ended with. Nothing where no row could be taken.

        Raises UserError where one can't be written.
        """
        if not self._files or end is None or summary.why_nothing() is not None:
            return
        with told(ValueError, OSError):
            windows = [
                change
                for name in inputs.maintenance
                for change in read_windows(Path(name), inputs.site, summary.begins or 0.0)
            ]
        found = gather(
            of_replay(end, self._begins_with, windows),
            with_learning(settings.settings_for, summary.learn_until),
            origin(self._settings_file),
            read=read_rows(summary, warnings),
        )
        write_report(self._files, found)

    def tell(self, console: "Console") -> None:
        """Say where they are."""
        for path in self._files:
            console.print(f"report written: {path}", markup=False, soft_wrap=True)
