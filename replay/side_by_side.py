"""Several replays at once for who compares settings, or searches for better ones: alerts and figures come back."""

from collections.abc import Callable, Sequence

from msgspec import Struct

from replay.processes import Line, in_processes
from replay.run import Progress, ReplayInputs, SettingsFor, replay
from replay.summary import Figures
from schemas.alert import Alert


class Job(Struct, frozen=True):
    """One replay and its name. It is sent to a process, so `settings_for` and `learn_until` must be picklable.

    `revisions`: all revisions of alerts are wanted, and not the last ones alone.
    """

    name: str
    inputs: ReplayInputs
    settings_for: SettingsFor
    learn_until: Callable[[float], float] | None = None
    revisions: bool = False


class Outcome(Struct, frozen=True):
    """What a replay came to. `alerts` are the last revisions, or all as they came.

    `nothing` says why nothing was replayed, if so. `watched_from` and `watched_to` are the first and the last time at
    which it could alert, seconds UTC; None where there was none.
    """

    name: str
    alerts: tuple[Alert, ...]
    figures: Figures
    nothing: str | None
    watched_from: float | None
    watched_to: float | None


def side_by_side(
    jobs: Sequence[Job],
    *,
    processes: int,
    progressed: Callable[[str, Progress], None] = lambda *_: None,
    finished: Callable[[Outcome], None] = lambda _: None,
) -> list[Outcome]:
    """The outcomes of all jobs, in their order; at most so many run at once. `finished` is told each as it comes.

    Raises OSError and ValueError as `replay` does, and `BrokenProcessPool` where a process was killed; the others stop.
    """
    return in_processes(_run, jobs, processes=processes, progressed=progressed, finished=finished)


def _run(job: Job) -> Outcome:
    line = _Gathering(job.name)
    summary = replay(job.inputs, job.settings_for, line, learn_until=job.learn_until)
    watched_from = summary.first_time
    if watched_from is not None and summary.learn_until is not None:
        watched_from = max(watched_from, summary.learn_until)
    return Outcome(
        job.name,
        tuple(line.revisions if job.revisions else summary.alerts),
        summary.figures(),
        summary.why_nothing(),
        watched_from,
        summary.last_time,
    )


class _Gathering(Line):
    """Keeps the alerts as they come."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.revisions: list[Alert] = []

    def alerts(self, alerts: Sequence[Alert]) -> None:
        """As they come."""
        self.revisions += alerts
