"""A command on a terminal of its own: a real pseudo-terminal, and what it draws read from a screen in memory."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pyte

from tests.patience import PATIENCE_S


class Terminal:
    """What a person sees of a command, and their keys."""

    def __init__(self, master: int, process: "subprocess.Popen[bytes]", columns: int, rows: int) -> None:
        self.process = process
        self._master = master
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.raw = b""

    def press(self, keys: str) -> None:
        os.write(self._master, keys.encode())

    def resize(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._screen.resize(rows, columns)
        os.kill(self.process.pid, signal.SIGWINCH)

    @property
    def shown(self) -> str:
        return "\n".join(line.rstrip() for line in self._screen.display)

    def until(self, met: Callable[[str], bool] | str) -> str:
        """Read on until the screen is as wanted."""
        wanted = met if callable(met) else lambda shown: met in shown
        end = time.monotonic() + PATIENCE_S
        while not wanted(self.shown):
            assert time.monotonic() < end, self.shown
            assert self._read(), self.shown
        return self.shown

    def ended(self) -> int:
        """Read on until the command has ended; its exit code."""
        end = time.monotonic() + PATIENCE_S
        while self._read():
            assert time.monotonic() < end, self.shown
        return self.process.wait(timeout=PATIENCE_S)

    def attributes(self) -> list[object]:
        """How the terminal is set."""
        return termios.tcgetattr(self._master)

    def _read(self) -> bool:
        """Whether something came; nothing comes any more once the command has ended."""
        ready, _, _ = select.select([self._master], [], [], 0.2)
        if not ready:
            return self.process.poll() is None
        try:
            read = os.read(self._master, 65_536)
        except OSError:
            # Linux says so where the other side is closed.
            return False
        self.raw += read
        self._stream.feed(read)
        return bool(read)


@contextmanager
def on_a_terminal(
    folder: Path, *arguments: object, columns: int = 80, rows: int = 24, environment: Mapping[str, str] | None = None
) -> Iterator[Terminal]:
    """`weir ARGUMENTS` as a job of a terminal; nothing is left of it."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    inherited = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES", "NO_COLOR"}}
    process = subprocess.Popen(
        [sys.executable, "-m", "weir", *map(str, arguments)],
        cwd=folder,
        env={**inherited, "PYTHONPATH": os.pathsep.join(sys.path), "TERM": "xterm-256color", **(environment or {})},
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
        # Its own terminal, so that Ctrl-C interrupts it.
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - no threads here
    )
    os.close(slave)
    try:
        yield Terminal(master, process, columns, rows)
    finally:
        process.kill()
        process.wait()
        os.close(master)
