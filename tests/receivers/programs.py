"""Programs that receive alerts in the tests: installed ones, or those that scripts/receivers.sh has fetched."""

import os
import shutil
import socket
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from msgspec import Struct

from tests.kafka.world import until
from tests.patience import PATIENCE_S

FETCHED = Path(__file__).resolve().parents[2] / ".cache" / "receivers"


class Program(Struct, frozen=True):
    """Where a program is, the folder that its package lies unpacked in ("/" where it is installed), and what it needs
    in its environment."""

    path: str
    root: Path
    environment: Mapping[str, str]


def debian(name: str) -> Program:
    """A program of a Debian package. Skips where there is none, fails where there must be one."""
    installed = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    if installed is not None:
        return Program(installed, Path("/"), {})
    root = FETCHED / "root"
    unpacked = root / "usr" / "sbin" / name
    if not unpacked.is_file():
        reason = f"no {name}: run sh scripts/receivers.sh"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    libraries = [*root.glob("usr/lib/*-linux-gnu"), *root.glob("lib/*-linux-gnu"), root / "usr" / "lib" / name]
    return Program(str(unpacked), root, {"LD_LIBRARY_PATH": ":".join(map(str, libraries))})


class Served:
    """One process in the foreground, with a log beside it, from when its ports answer until it is stopped."""

    def __init__(self, program: Program, arguments: Sequence[str], folder: Path, ports: Sequence[int]) -> None:
        self._ports = ports
        self._log = folder / "log"
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [program.path, *arguments], stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=folder,
                env=os.environ | program.environment,
            )  # fmt: skip
        until(self._answers, f"{Path(program.path).name} answers")

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.terminate()
            self._process.wait(PATIENCE_S)

    def said(self) -> str:
        """What stands in its log."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def _answers(self) -> bool:
        if self._process.poll() is not None:
            pytest.fail(f"it ended with {self._process.returncode}: {self.said()[-2000:]}")
        for port in self._ports:
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", port)):
                    return False
        return True
