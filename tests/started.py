"""Processes of Weir that tests start: forked from one that has imported Weir already.

Importing Weir, Faust and River costs a processor 1.2 to 1.8 s (measured), and the tests start some three hundred
processes: that was a quarter of all that they cost. That a fresh interpreter does as well is for
tests/weir/test___main__.py and test_cli.py to show.
"""

import atexit
import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from multiprocessing.context import ForkServerContext
from pathlib import Path

_IMPORTED = (
    "weir.cli",
    "weir.commands.live.collect",
    "weir.commands.recorded.replay",
    "weir.commands.live.run",
    "weir.commands.live.worker",
    "streams.worker.app",
    "faust.transport.drivers.aiokafka",
)
"""What the first process imports; a name that is none is passed over in silence, so a test looks at them."""


def _context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(_IMPORTED))
    return context


class Started:
    """A process with as much of `subprocess.Popen` as tests use; its output is in files, so none ever waits for one."""

    def __init__(self, module: str, arguments: tuple[str, ...], environment: Mapping[str, str], output: Path) -> None:
        self.args = [module, *arguments]
        self._output = output
        self._process = _context().Process(
            target=_become, args=(module, arguments, dict(environment), str(Path.cwd()), str(output)), daemon=True
        )
        self._process.start()
        pid = self._process.pid
        if pid is None:
            msg = "a process that has started has an id"
            raise RuntimeError(msg)
        self.pid: int = pid

    @property
    def returncode(self) -> int | None:
        """As `subprocess.Popen` has it, but never out of date."""
        return self._process.exitcode

    def poll(self) -> int | None:
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Raises subprocess.TimeoutExpired."""
        self._process.join(timeout)
        code = self.returncode
        if code is None:
            raise subprocess.TimeoutExpired(self.args, timeout or 0.0)
        return code

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def start(module: str, *arguments: str, environment: Mapping[str, str], output: Path) -> Started:
    """`python -m MODULE ARGUMENTS...` with this environment alone, what it writes appended to a file."""
    # There before the process is: a test may look at once.
    output.touch()
    return Started(module, arguments, environment, output)


def run(
    module: str, *arguments: str, environment: Mapping[str, str], timeout: float | None = None
) -> subprocess.CompletedProcess[bytes]:
    """The same to its end. Standard output and error apart. Raises subprocess.TimeoutExpired, the process killed."""
    with tempfile.TemporaryDirectory(prefix="weir-run-") as folder:
        process = Started(module, arguments, environment, Path(folder))
        try:
            code = process.wait(timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
        out, error = (Path(folder, name).read_bytes() for name in ("out", "error"))
        return subprocess.CompletedProcess(process.args, code, out, error)


def _become(module: str, arguments: tuple[str, ...], environment: dict[str, str], folder: str, output: str) -> None:
    """Turn the forked process into what `python -m` would have made."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    both = Path(output)
    out, error = (both / "out", both / "error") if both.is_dir() else (both, both)
    for number, target in ((1, out), (2, error)):
        opened = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        os.dup2(opened, number)
        os.close(opened)
    # Buffered as the interpreter's own are where they are no terminal.
    sys.stdout = sys.__stdout__ = os.fdopen(1, "w", closefd=False)  # type: ignore[misc]
    sys.stderr = sys.__stderr__ = os.fdopen(2, "w", buffering=1, closefd=False)  # type: ignore[misc]
    sys.argv = [module, *arguments]
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    finally:
        # A process of `multiprocessing` ends without them.
        atexit._run_exitfuncs()
