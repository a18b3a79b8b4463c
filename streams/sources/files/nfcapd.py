"""Files of nfcapd, read through the program `nfdump` where that is installed: as a table of its CSV's columns.

The layout of these files is nfdump's own and changes with it, so it alone reads them. It is started without a shell,
with nothing of this process's surroundings but the path to programs, in UTC, and writes into a pipe: what is not yet
read waits there, and a file of any size takes the same memory.
"""

import io
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from schemas.formats.foreign import NFCAPD_MARK

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

NFCAPD_MAGICS = (NFCAPD_MARK + b"\x01\x00", NFCAPD_MARK + b"\x02\x00")
"""With the layout's version, 1 (nfdump 1.6) or 2 (1.7), little-endian."""

_COLUMNS: tuple[tuple[str, str], ...] = (
    *(("ts", "%ts"), ("te", "%te"), ("pr", "%pr"), ("sa", "%sa"), ("sp", "%sp"), ("da", "%da"), ("dp", "%dp")),
    *(("flg", "%flg"), ("fwd", "%fwd"), ("ipkt", "%ipkt"), ("ibyt", "%ibyt"), ("opkt", "%opkt"), ("obyt", "%obyt")),
    *(("svln", "%svln"), ("ismc", "%ismc"), ("idmc", "%idmc")),
)
"""Headings, and nfdump's words for them (nfdump(1), -o fmt:). Its own `-o csv` has other columns in each version, and
of 1.7.1 no milliseconds."""

_HEADINGS = ",".join(name for name, _ in _COLUMNS).encode() + b"\n"
_FORMAT = "fmt:" + ",".join(word for _, word in _COLUMNS)

_MOST_SAID = 512
"""Of what nfdump says of a damaged file."""

_DAMAGE = ("corrupt", "error", "short read")
"""What nfdump says of a file that is cut or damaged, though it ends with 0 (tried with 1.7.1)."""

_END_WAIT_S = 5.0
"""How long nfdump may take to end once its output has: it has nothing left to do."""


class NfdumpMissing(OSError):
    """There is a file of nfcapd, and no nfdump to read it."""


class NfdumpRows(io.RawIOBase):
    """A file's rows as nfdump writes them, below one line of headings. Raises EOFError where nfdump gives up."""

    def __init__(self, path: Path, file: io.BufferedReader, program: str | None = None) -> None:
        """`file` is the open file, closed with this. Raises NfdumpMissing, or OSError where nfdump can't be started."""
        found = shutil.which("nfdump") if program is None else program
        if found is None:
            file.close()
            msg = (
                f"{path}: a file of nfcapd, which needs the program nfdump (Debian: apt install nfdump); or write it "
                f"as CSV where nfdump is: TZ=UTC nfdump -r {path.name} -o csv > flows.csv"
            )
            raise NfdumpMissing(msg)
        self._file = file
        self._path = path
        self._said: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed with this
        self._waiting = memoryview(_HEADINGS)
        self._ended = False
        try:
            # -N: plain numbers, -6: addresses in full, -q: neither headings nor a summary.
            self._process = subprocess.Popen(  # noqa: S603 - a program that was found, and no shell
                [found, "-r", str(path.absolute()), "-q", "-N", "-6", "-o", _FORMAT],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=self._said,
                env={"PATH": os.environ.get("PATH", os.defpath), "TZ": "UTC", "LC_ALL": "C"},
            )
        except OSError:
            self._said.close()
            file.close()
            raise
        self._rows = cast("io.BufferedReader", self._process.stdout)

    @property
    def read_bytes(self) -> int:
        """How much of the file was read, as far as is known: all or nothing."""
        return os.fstat(self._file.fileno()).st_size if self._ended else 0

    def readable(self) -> bool:
        """Always: it is for reading only."""
        return True

    def fileno(self) -> int:
        """The file's own, which tells which file it is."""
        return self._file.fileno()

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """The next rows, 0 at the end. Raises EOFError with nfdump's words where it failed.

        As many bytes as there is room for: pieces end at the same places each time, and so do the batches by which a
        replay that was stopped finds back to its place.
        """
        into = memoryview(buffer).cast("B")
        count = min(len(into), len(self._waiting))
        into[:count] = self._waiting[:count]
        self._waiting = self._waiting[count:]
        if not self._ended:
            count += self._rows.readinto(into[count:])
            if not count:
                self._end()
        return count

    def close(self) -> None:
        """End nfdump where it still runs, and close the file."""
        if not self.closed:
            if self._process.poll() is None:
                self._process.kill()
            self._process.wait()
            self._rows.close()
            self._said.close()
            self._file.close()
        super().close()

    def _end(self) -> None:
        self._ended = True
        try:
            code = self._process.wait(_END_WAIT_S)
        except subprocess.TimeoutExpired:
            code = -1
        self._said.seek(0)
        said = " ".join(self._said.read(_MOST_SAID).decode("utf-8", "replace").split())
        if code or any(word in said.lower() for word in _DAMAGE):
            msg = f"nfdump could not read {self._path.name}: {said or f'it ended with {code}'}"
            raise EOFError(msg)
