"""A packet capture as a stream of rows: what the process that meters it writes.

Whoever opens a file asks `rows_of`: of a capture it gives the rows of `schemas/formats/ndpi/`, of any other file the
file itself. A capture is fed to its process as it lies there or unpacked, so it takes no room on the disk.
"""

import io
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, BinaryIO

from schemas.formats.ndpi.captures import MAGIC_BYTES, is_capture

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CAPTURE = "ndpi"
"""The format that reads captures."""

ENGINE = "6.6."
"""The versions of nfstream whose engine is known here (`engine.py`)."""

_CHUNK_BYTES = 262_144
_SAID_BYTES = 2_048

_METERING = "streams.sources.captures.metering"


class CaptureBroken(OSError):
    """A capture that can't be read, or not to its end; the message says why and how far."""


def capture_format(stream: BinaryIO, file_format: str) -> str | None:
    """The format of captures where a stream begins as one, and none or that format was asked for; else None."""
    if file_format not in {"auto", CAPTURE}:
        return None
    peek: Callable[[int], bytes] | None = getattr(stream, "peek", None)
    try:
        begins = b"" if peek is None else peek(MAGIC_BYTES)
    except Exception:  # noqa: BLE001 - of whatever kind, it comes again where the file is read
        return None
    return CAPTURE if is_capture(begins) else None


def rows_of(stream: BinaryIO, file_format: str, name: str) -> BinaryIO:
    """The rows of a stream that begins as a capture; any other stream, and one of another format, as it is.

    Closing the rows ends the process and closes the stream. Raises ValueError where what reads captures is missing,
    and CaptureBroken, while they are read, after the rows of what could be read.
    """
    if capture_format(stream, file_format) is None:
        return stream
    check_readable(name)
    return io.BufferedReader(_Metered(stream), _CHUNK_BYTES)


def engine_version() -> str | None:
    """The version of nfstream that is installed; None where none is."""
    try:
        return version("nfstream") if find_spec("_lib_engine") is not None else None
    except PackageNotFoundError:
        return None


def is_readable() -> bool:
    """Whether captures can be read here."""
    return (engine_version() or "").startswith(ENGINE)


def check_readable(name: str) -> None:
    """Raises ValueError, saying what to do, where what reads captures such as the named one is missing."""
    if is_readable():
        return
    found = engine_version()
    why = "needs nfstream" if found is None else f"needs nfstream {ENGINE}x, and {found} is installed"
    msg = (
        f"{name}: a packet capture: to read it Weir {why}: pip install 'weir[pcap]';"
        f" or `zeek -C -r {name}` makes a conn.log of it"
    )
    raise ValueError(msg)


class _Metered(io.RawIOBase):
    """What the process of a capture writes."""

    def __init__(self, capture: BinaryIO) -> None:
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the rest
        self._capture = capture
        fed = None if _is_plain(capture) else capture
        self._process = subprocess.Popen(  # noqa: S603 - our own module, and no word of the file's
            [sys.executable, "-P", "-m", _METERING],
            stdin=capture.fileno() if fed is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(str(Path(part).resolve()) for part in sys.path)},
        )
        self._failed: BaseException | None = None
        self._feeder = None if fed is None else Thread(target=self._feed, args=(fed,), daemon=True)
        if self._feeder is not None:
            self._feeder.start()

    def readable(self) -> bool:
        """Always: it is for reading only."""
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """The next bytes, 0 at the end. Raises CaptureBroken, or what unpacking raised, where that came too early.

        As many as there is room for: pieces end at the same places each time, and so do the batches by which a replay
        that was stopped finds back to its place.
        """
        if self._process.stdout is None or self._process.stdout.closed:
            return 0
        count = self._process.stdout.readinto(memoryview(buffer).cast("B"))  # type: ignore[attr-defined]
        if not count:
            self._conclude()
        return int(count)

    def close(self) -> None:
        """End the process."""
        if self.closed:
            return
        self._process.kill()
        self._let_go()
        self._said.close()
        self._capture.close()
        super().close()

    def _feed(self, capture: BinaryIO) -> None:
        pipe = self._process.stdin
        try:
            while pipe is not None and (chunk := capture.read(_CHUNK_BYTES)):
                pipe.write(chunk)
        except BrokenPipeError:
            pass  # The process has ended, and says why.
        except BaseException as error:  # noqa: BLE001 - raised again where the rows are read
            self._failed = error
        finally:
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()

    def _conclude(self) -> None:
        code = self._process.wait()
        self._let_go()
        if self._failed is not None:
            raise self._failed
        if code:
            raise CaptureBroken(self._reason(code))

    def _reason(self, code: int) -> str:
        if code < 0:
            return f"the process that read the capture was ended by {signal.Signals(-code).name}"
        self._said.seek(max(0, self._said.seek(0, os.SEEK_END) - _SAID_BYTES))
        said = self._said.read(_SAID_BYTES).decode("utf-8", "replace").strip()
        return said or f"the process that read the capture ended with {code}"

    def _let_go(self) -> None:
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        if self._feeder is not None:
            self._feeder.join()


def _is_plain(capture: BinaryIO) -> bool:
    """Whether a capture is a file that a process can read by itself, from its beginning; if so it is wound back."""
    raw = getattr(capture, "raw", None)
    if not isinstance(raw, io.FileIO) or not raw.seekable():
        return False
    raw.seek(0)
    return True
