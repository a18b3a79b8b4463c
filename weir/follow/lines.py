"""Alerts as they come, a line a revision: for a pipe, a file, or a terminal that can't be drawn on."""

import os
import select
import stat
import sys
from collections.abc import Callable, Iterable

from schemas.alert import Alert
from streams.read_model.protocol import ReadError
from streams.read_model.wanted import AlertsWanted
from weir.follow.watch import Watch

Write = Callable[[Alert], None]

Say = Callable[[str], None]


class Follower:
    """Writes what a watch gives. A state that is not there or can't be read is said once, and waited for."""

    def __init__(self, watch: Watch, first: Iterable[AlertsWanted], write: Write, say: Say) -> None:
        self._watch = watch
        self._first = tuple(first)
        self._write = write
        self._say = say
        self._said: str | None = None

    def look(self) -> None:
        """Write what is new, once."""
        try:
            if self._watch.has_begun:
                for alert in self._watch.came():
                    self._write(alert)
            else:
                for alert in self._watch.begin(*self._first):
                    self._write(alert)
        except ReadError as error:
            if str(error) != self._said:
                self._say(f"{error}; waiting")
            self._said = str(error)
        else:
            if self._said is not None:
                self._say("it can be read now")
            self._said = None

    def follow(self, poll_s: float) -> None:
        """Look again and again, until the reader of standard output has gone. Raises BrokenPipeError then."""
        while True:
            self.look()
            if reader_gone(poll_s):
                raise BrokenPipeError


def reader_gone(within_s: float) -> bool:
    """Wait so long; whether who read standard output ended meanwhile. A file or terminal is never gone."""
    waiting = select.poll()
    if stat.S_ISFIFO(os.fstat(sys.stdout.fileno()).st_mode):
        # A pipe without a reader is in error; nothing else is asked of it.
        waiting.register(sys.stdout.fileno(), 0)
    return bool(waiting.poll(within_s * 1_000.0))
