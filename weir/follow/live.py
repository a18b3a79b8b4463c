"""The live view on a terminal: draws when something changed, and sleeps otherwise."""

import os
import select
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from rich.live import Live

from streams.read_model.wanted import AlertsWanted
from weir.admin.reader import StateReader
from weir.follow.backstage import Backstage
from weir.follow.keys import one_by_one
from weir.follow.view import View
from weir.settings.sections import Settings
from weir.views.terminal import output


def follow_live(reader: StateReader, settings: Settings, wanted: AlertsWanted, *, poll_s: float) -> None:
    """Until it is quit. Raises UserError for a filter that names nothing, KeyboardInterrupt for Ctrl-C and SIGTERM."""
    woken, wake = os.pipe()
    # A signal writes into it at any moment, and a view that is busy may not have emptied it.
    os.set_blocking(wake, False)
    backstage = Backstage(reader, wanted, settings.site.name, poll_s=poll_s, wake=wake)
    view = View(backstage, settings, wanted)
    console, terminal = output(), sys.stdin.fileno()
    try:
        with one_by_one(terminal) as keys, told_by_signals(wake):
            backstage.start()
            with Live(view.drawn(console), console=console, screen=True, auto_refresh=False) as live:
                while not view.has_quit:
                    live.update(view.drawn(console), refresh=True)
                    ready, _, _ = select.select([terminal, woken], [], [])
                    if terminal in ready:
                        for key in keys.read():
                            view.press(key)
                    if woken in ready:
                        os.read(woken, 4_096)
                        for told in backstage.told():
                            view.tell(told)
    finally:
        backstage.end()


@contextmanager
def told_by_signals(wake: int) -> Iterator[None]:
    """Within it a terminal of another size is drawn anew, and SIGTERM leaves it as it was.

    Each signal writes a byte to `wake` as it comes. A handler of Python's alone is run before the next step of the
    program: where a signal came right before the wait for keys, that was after the next key.
    """

    def resized(_signal: int, _frame: FrameType | None) -> None:
        """What wakes the view is the byte."""

    def ended(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {each: signal.getsignal(each) for each in (signal.SIGWINCH, signal.SIGTERM, signal.SIGHUP)}
    signal.signal(signal.SIGWINCH, resized)
    signal.signal(signal.SIGTERM, ended)
    signal.signal(signal.SIGHUP, ended)
    # A full pipe has the view awake already.
    woke_before = signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(woke_before)
        for each, handler in before.items():
            signal.signal(each, handler)
