"""Several replays at once, each in a process of its own, which tells how far it is and stops where that is said."""

import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Event
from typing import Protocol, TypeAlias, TypeVar

from replay.run import Progress, ReplayOutput
from streams.garbage import look_seldom

TOLD_EVERY_FLOWS = 20_000
"""How often a process tells how far it is: some four times a second."""

LOOKED_AT_EVERY_S = 0.2
"""How often what they tell is handed on: often enough for a line of progress."""

Told: TypeAlias = SimpleQueue[tuple[str, Progress]]

_line: list[tuple[Told, Event]] = []
"""Of a process that replays: where it tells how far it is, and what tells it to stop."""


class Named(Protocol):
    """A job; its name is that of its line of progress."""

    @property
    def name(self) -> str:
        """Told apart from those of the others."""


J = TypeVar("J", bound=Named)
R = TypeVar("R")


class Stopped(Exception):
    """Another replay failed, or a person stopped all of them."""


class Line(ReplayOutput):
    """Tells how far one replay is, and ends it where that is said."""

    def __init__(self, name: str) -> None:
        self._name, self._next = name, 0
        self._queue, self._stop = _line[0]

    def progress(self, progress: Progress) -> None:
        """After each batch."""
        if self._stop.is_set():
            raise Stopped
        if progress.flows >= self._next:
            self._next = progress.flows + TOLD_EVERY_FLOWS
            self._queue.put((self._name, progress))


def in_processes(
    run: Callable[[J], R],
    jobs: Sequence[J],
    *,
    processes: int,
    progressed: Callable[[str, Progress], None] = lambda *_: None,
    finished: Callable[[R], None] = lambda _: None,
) -> list[R]:
    """What `run` makes of each job, in their order; at most so many run at once. `finished` is told each as it comes.

    `run` is a function of a module, and jobs and results can be pickled: they are sent from process to process. Raises
    what `run` raises, and `BrokenProcessPool` where a process was killed; the others stop.
    """
    # Not forked: a process that has threads may hang in what they held.
    context = get_context("spawn")
    told: Told = context.SimpleQueue()
    stop = context.Event()
    pool = ProcessPoolExecutor(min(processes, len(jobs)), context, _begin, (told, stop))
    try:
        with _without_interrupts():
            futures = [pool.submit(run, job) for job in jobs]
        left: set[Future[R]] = set(futures)
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
