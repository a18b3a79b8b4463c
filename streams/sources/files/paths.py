"""Files by their names, and their bytes, unpacked.

Nothing is read whole: a file is a stream of bounded pieces, whatever its size, and so is a compressed one.
"""

import gzip
import io
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

import zstandard

from schemas.formats.registry import ENDINGS
from streams.sources.files.nfcapd import NFCAPD_MAGICS, NfdumpRows

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

STANDARD_INPUT = "-"

SUFFIXES = tuple(f".{ending}" for ending in ENDINGS)
"""What is looked for in a folder, each also with one of `PACKED`."""

PACKED = (".gz", ".zst")

CHUNK_BYTES = 262_144
"""Read at once: past 64 kB larger pieces gain little, and this much per open file is nothing."""

UNREADABLE = (OSError, EOFError, zlib.error, zstandard.ZstdError)
"""What a file that cannot be read, or unpacked, raises while it is read."""

PACKED_PIECE_BYTES = 1_024
"""Of Zstandard unpacked at once: a block of 4 bytes may hold 128 kB, so this bounds a bomb to some 32 MB."""

_GZIP_MAGIC = b"\x1f\x8b"
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"


def is_log(path: Path) -> bool:
    """Whether a file in a folder is taken for a log by its name."""
    name = path.name.removesuffix(".gz").removesuffix(".zst")
    return name.endswith(SUFFIXES) and not name.startswith(".")


def stands(path: Path) -> bool:
    """Whether something is there, as far as can be known: what may not be looked at is not known to be gone."""
    try:
        return path.exists()
    except OSError:
        return True


def open_bytes(path: Path) -> BinaryIO:
    """A file's bytes, unpacked when they begin as gzip or Zstandard do; "-" is standard input.

    Of a file of nfcapd the rows that nfdump makes of it. Raises OSError when it cannot be opened.
    Damage in such a file shows while it is read (`UNREADABLE`).
    """
    raw = cast("io.BufferedReader", sys.stdin.buffer) if str(path) == STANDARD_INPUT else path.open("rb")
    try:
        magic = raw.peek(4)[:4]
    except OSError:
        raw.close()
        raise
    if magic.startswith(_GZIP_MAGIC):
        packed = gzip.GzipFile(fileobj=raw)
        packed.myfileobj = cast("io.FileIO", raw)  # which it then closes with itself
        return cast("BinaryIO", packed)
    if magic == _ZSTD_MAGIC:
        return io.BufferedReader(_Zstandard(raw), CHUNK_BYTES)
    if magic in NFCAPD_MAGICS and str(path) != STANDARD_INPUT:
        return io.BufferedReader(NfdumpRows(path, raw), CHUNK_BYTES)
    return raw


def read_bytes(stream: BinaryIO) -> int:
    """How much of the file behind a stream of `open_bytes` was read, in bytes as it lies there, packed or not.

    Raises OSError for standard input.
    """
    if not isinstance(stream, io.BufferedReader):
        return cast("io.FileIO", cast("gzip.GzipFile", stream).myfileobj).tell()
    return stream.raw.read_bytes if isinstance(stream.raw, _Zstandard | NfdumpRows) else stream.tell()


def chunks(stream: BinaryIO) -> Iterator[bytes]:
    """A stream's bytes, in pieces; on a terminal or a pipe what is there is given at once."""
    read = getattr(stream, "read1", stream.read)
    while chunk := read(CHUNK_BYTES):
        yield chunk


class _Zstandard(io.RawIOBase):
    """Zstandard unpacked, frame after frame.

    Where the last frame breaks off it raises EOFError as gzip does; the library's own reader ends in silence there.
    """

    def __init__(self, packed: io.BufferedReader) -> None:
        self._packed = packed
        self._frame = zstandard.ZstdDecompressor().decompressobj()
        self._begun = False
        self._waiting = b""
        self._unpacked = memoryview(b"")

    @property
    def read_bytes(self) -> int:
        """How much of the packed file was read."""
        return self._packed.tell()

    def readable(self) -> bool:
        """Always: it is for reading only."""
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """The next unpacked bytes, 0 at the end. Raises EOFError and ZstdError for damage."""
        while not self._unpacked:
            piece = self._waiting or self._packed.read1(PACKED_PIECE_BYTES)
            self._waiting = b""
            if not piece:
                if self._begun:
                    msg = "the Zstandard file ended before the end of its last frame"
                    raise EOFError(msg)
                return 0
            self._begun = True
            self._unpacked = memoryview(self._frame.decompress(piece))
            if self._frame.eof:
                self._waiting = self._frame.unused_data
                self._frame = zstandard.ZstdDecompressor().decompressobj()
                self._begun = False
        into = memoryview(buffer).cast("B")
        count = min(len(into), len(self._unpacked))
        into[:count] = self._unpacked[:count]
        self._unpacked = self._unpacked[count:]
        return count

    def close(self) -> None:
        """Close the packed file too."""
        self._packed.close()
        super().close()
