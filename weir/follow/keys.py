"""Keys of a terminal, by name: what it sends for each, and how it is asked to send them one by one."""

import os
import re
import termios
import tty
from collections.abc import Iterator
from contextlib import contextmanager

_SEQUENCES = {
    b"\x1b[A": "up", b"\x1bOA": "up", b"\x1b[B": "down", b"\x1bOB": "down",
    b"\x1b[5~": "page up", b"\x1b[6~": "page down",
    b"\x1b[H": "home", b"\x1bOH": "home", b"\x1b[1~": "home",
    b"\x1b[F": "end", b"\x1bOF": "end", b"\x1b[4~": "end",
    b"\r": "enter", b"\n": "enter", b"\x7f": "backspace", b"\x08": "backspace", b"\x1b": "escape", b"\x15": "clear",
    b"\x04": "end of input",
}  # fmt: skip
"""As xterm and what imitates it sends them, in both modes of its cursor keys."""

_ONE = re.compile(rb"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1bO.|[\x00-\x1f\x7f]|[^\x00-\x1f\x7f]+", re.DOTALL)

READ_AT_ONCE = 1_024
"""Bytes of one read: more than anyone types between two looks; the rest of what is pasted comes with the next."""


class Keys:
    """Reads the keys of a terminal. A character that was cut between two reads is whole after the second."""

    def __init__(self, terminal: int) -> None:
        self._terminal = terminal
        self._cut = b""

    def read(self) -> list[str]:
        """The keys that were pressed: names as in `_SEQUENCES`, or one printable character each."""
        read = os.read(self._terminal, READ_AT_ONCE)
        if not read:
            # The terminal has gone.
            return ["end of input"]
        return list(self._decoded(self._cut + read))

    def _decoded(self, sent: bytes) -> Iterator[str]:
        self._cut = b""
        for found in _ONE.finditer(sent):
            one = found[0]
            if one in _SEQUENCES:
                yield _SEQUENCES[one]
            elif one[0] >= 0x20 and one[0] != 0x7F:
                whole = one.decode("utf-8", "ignore")
                yield from (character for character in whole if character.isprintable())
                rest = one[len(whole.encode()) :]
                self._cut = rest if found.end() == len(sent) and len(rest) < 4 else b""


@contextmanager
def one_by_one(terminal: int) -> Iterator[Keys]:
    """Within it the terminal sends each key at once and shows none.

    Ctrl-C goes on to interrupt; Ctrl-Z does nothing, since a shell would come up in the middle of what is drawn.
    """
    before = termios.tcgetattr(terminal)
    try:
        tty.setcbreak(terminal)
        now = termios.tcgetattr(terminal)
        now[6][termios.VSUSP] = b"\x00"
        termios.tcsetattr(terminal, termios.TCSADRAIN, now)
        yield Keys(terminal)
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
