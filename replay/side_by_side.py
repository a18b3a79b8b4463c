"""Several replays at once, each in a process of its own: what compares settings, or searches for better ones.

Each process tells how far it is, and what it found comes back whole.
"""

import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Event
from typing import TypeAlias

from msgspec import Struct

from replay.run import Progress, ReplayInputs, ReplayOutput, SettingsFor, replay
from replay.summary import Figures
from schemas.alert import Alert
from streams.garbage import look_seldom

TOLD_EVERY_FLOWS = 20_000
"""How often a process tells how far it is: some four times a second."""

LOOKED_AT_EVERY_S = 0.2
"""How often what they tell is handed on: often enough for a line of progress."""


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


Told: TypeAlias = SimpleQueue[tuple[str, Progress]]

_line: list[tuple[Told, Event]] = []
"""Of a process that replays: where it tells how far it is, and what tells it to stop."""


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
    # Not forked: a process that has threads may hang in what they held.
    context = get_context("spawn")
    told: Told = context.SimpleQueue()
    stop = context.Event()
    pool = ProcessPoolExecutor(min(processes, len(jobs)), context, _begin, (told, stop))
    try:
        with _without_interrupts():
            futures = [pool.submit(_run, job) for job in jobs]
        left: set[Future[Outcome]] = set(futures)
        while left:
            done, left = wait(left, timeout=LOOKED_AT_EVERY_S, return_when=FIRST_COMPLETED)
            while not told.empty():
                progressed(*told.get())
            for future in done:
                finished(future.result())
        return [future.result() for future in futures]
    finally:
        stop.set()
        pool.shutdown(cancel_futures=True)


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """What begins meanwhile hears no Ctrl-C, not even while it imports; the process itself hears it afterwards."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(told: Told, stop: Event) -> None:
    # Ctrl-C reaches all processes of a terminal: the first one answers it, and tells the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    look_seldom()
    _line[:] = [(told, stop)]


def _run(job: Job) -> Outcome:
    told, stop = _line[0]
    line = _Line(job.name, told, stop, gathers=job.revisions)
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


class _Stopped(Exception):
    """Another replay failed, or a person stopped all of them."""


class _Line(ReplayOutput):
    """Tells how far one replay is, and ends it where that is said."""

    def __init__(self, name: str, told: Told, stop: Event, *, gathers: bool) -> None:
        self._name, self._queue, self._stop, self._next = name, told, stop, 0
        self._gathers = gathers
        self.revisions: list[Alert] = []

    def alerts(self, alerts: Sequence[Alert]) -> None:
        """As they come."""
        if self._gathers:
            self.revisions += alerts

    def progress(self, progress: Progress) -> None:
        """After each batch."""
        if self._stop.is_set():
            raise _Stopped
        if progress.flows >= self._next:
            self._next = progress.flows + TOLD_EVERY_FLOWS
            self._queue.put((self._name, progress))
