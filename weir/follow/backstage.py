"""What takes time in a live view, in a thread of its own: reading the state, an alert's story, handing a verdict over.

The view never waits for a database or a broker. All that touches the read model is here, since it is of one thread.
"""

import contextlib
import getpass
import os
import queue
import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from msgspec.structs import replace

from schemas.alert import Alert
from schemas.verdict import Decision
from streams.read_model.alert_context import SPEAKING, AlertContext, context_of
from streams.read_model.protocol import ReadError
from streams.read_model.wanted import AlertsWanted, UnknownValue
from weir.admin import verdicts
from weir.admin.reader import StateReader
from weir.errors import UserError, describe
from weir.follow.feed import MOST_KEPT
from weir.follow.watch import Watch


class Came(NamedTuple):
    """Revisions that the filter takes, in their order, and those that it does not take, or not any more."""

    alerts: list[Alert]
    others: list[Alert]


class Standing(NamedTuple):
    """Why nothing can be read now; None: it can."""

    trouble: str | None


class Story(NamedTuple):
    """An alert with what else is known of it."""

    alert: Alert
    context: AlertContext


class Handed(NamedTuple):
    """A verdict lies where the run takes it from; `notes` are what the person should know."""

    alert: Alert
    decision: Decision
    notes: tuple[str, ...]


class Failed(NamedTuple):
    """What was asked could not be done; `ends`: nor can anything else, as with a filter that names nothing."""

    why: str
    ends: bool = False


Told = Came | Standing | Story | Handed | Failed

Task = Callable[[], None]


class Backstage:
    """Looks every `poll_s`, does what it is asked, and writes a byte to `wake` for each thing told."""

    def __init__(self, reader: StateReader, wanted: AlertsWanted, own_site: str, *, poll_s: float, wake: int) -> None:
        self._reader = reader
        self._wanted = wanted
        self._own_site = own_site
        self._watch = Watch(reader.model, wanted)
        self._poll_s = poll_s
        self._wake = wake
        self._asked: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._told: queue.SimpleQueue[Told] = queue.SimpleQueue()
        self._standing: Standing | None = None
        self._has_ended = False
        self._thread = threading.Thread(target=self._run, name="alerts", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def end(self) -> None:
        """Look no more. What is under way is not waited for: a broker may be away."""
        self._has_ended = True
        self._asked.put(None)

    def wait(self) -> None:
        """Until its thread has ended, after `end`."""
        self._thread.join()

    def told(self) -> list[Told]:
        """What came since it was asked last."""
        found = []
        with contextlib.suppress(queue.Empty):
            while True:
                found.append(self._told.get_nowait())
        return found

    def ask_story(self, alert: Alert) -> None:
        """Tell the story of an alert."""
        self._asked.put(lambda: self._tell_story(alert))

    def give(self, alert: Alert, decision: Decision, reason: str, lasting_s: float | None) -> None:
        """Hand a verdict over, as `weir verdict` does."""
        self._asked.put(lambda: self._give(alert, decision, reason, lasting_s))

    def _run(self) -> None:
        due = 0.0
        while True:
            try:
                task = self._asked.get(timeout=max(0.0, due - time.monotonic()))
            except queue.Empty:
                self._guarded(self._look)
                due = time.monotonic() + self._poll_s
                continue
            if task is None:
                return
            self._guarded(task)

    def _guarded(self, task: Task) -> None:
        try:
            task()
        except ReadError as error:
            self._stand(f"{error}; waiting")
        except UnknownValue as error:
            self._tell(Failed(str(error), ends=True))
        except UserError as error:
            self._tell(Failed(str(error)))
        except Exception as error:  # noqa: BLE001 - a thread that died would leave a view that never changes
            self._stand(f"unforeseen {type(error).__name__}: {describe(error)}; trying again")

    def _look(self) -> None:
        if self._watch.has_begun:
            came = list(self._watch.all_that_came())
            if came:
                self._tell(Came([each for each, ours in came if ours], [each for each, ours in came if not ours]))
        else:
            statuses = SPEAKING if self._wanted.status is None else (self._wanted.status,)
            there = [replace(self._wanted, status=status, limit=MOST_KEPT, page=1) for status in statuses]
            if self._wanted.status is None:
                # Some of what is answered already, for who asks to see it.
                there = [replace(self._wanted, limit=MOST_KEPT // 4, page=1), *there]
            self._tell(Came(self._watch.begin(*there), []))
        self._stand(None)

    def _tell_story(self, alert: Alert) -> None:
        self._reader.model.renew()
        self._tell(Story(alert, context_of(self._reader.model, alert)))

    def _give(self, alert: Alert, decision: Decision, reason: str, lasting_s: float | None) -> None:
        self._reader.model.renew()
        given = verdicts.give(
            self._reader,
            decision,
            verdicts.Subject(alert=alert.id),
            site=alert.site,
            own_site=self._own_site,
            author=getpass.getuser(),
            reason=reason,
            now=time.time(),
            lasting_s=lasting_s,
        )
        self._tell(Handed(alert, decision, given.notes))

    def _stand(self, trouble: str | None) -> None:
        if self._standing != Standing(trouble):
            self._standing = Standing(trouble)
            self._tell(self._standing)

    def _tell(self, told: Told) -> None:
        self._told.put(told)
        if not self._has_ended:
            # A full pipe has the view awake already.
            with contextlib.suppress(BlockingIOError):
                os.write(self._wake, b".")
