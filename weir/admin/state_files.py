"""Exports as files: packed when their name says so, whole or not there, and never written over unasked."""

import gzip
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

import zstandard

from schemas.formats.state_export import MAX_LINE_BYTES
from streams.sources.files.paths import UNREADABLE, open_bytes
from weir.errors import UserError, why


def write(path: Path, lines: Iterable[bytes], *, may_replace: bool) -> int:
    """Write an export; the bytes it takes. Raises UserError where it can't be, or a file is there already."""
    if path.exists() and not may_replace:
        msg = f"{path}: is there already; --replace writes over it"
        raise UserError(msg)
    partial = path.with_name(f".{path.name}.partial")
    try:
        # State tells who talks to whom in a plant: nobody else's to read.
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as raw:
            packed = _packed(path, raw)
            for line in lines:
                packed.write(line)
            if packed is not raw:
                packed.close()
            raw.flush()
            os.fsync(raw.fileno())
        partial.replace(path)
        return path.stat().st_size
    except OSError as error:
        partial.unlink(missing_ok=True)
        msg = f"{path}: {why(error)}"
        raise UserError(msg) from error


def lines_of(path: Path) -> Iterator[bytes]:
    """The lines of an export, unpacked, without their ends. Raises UserError where it can't be read."""
    try:
        with open_bytes(path) as stream:
            while line := stream.readline(MAX_LINE_BYTES + 1):
                if len(line) > MAX_LINE_BYTES:
                    msg = f"{path}: a line of more than {MAX_LINE_BYTES} bytes: this is no export"
                    raise UserError(msg)
                yield line.rstrip(b"\n")
    except UNREADABLE as error:
        msg = f"{path}: {why(error)}"
        raise UserError(msg) from error


def _packed(path: Path, raw: BinaryIO) -> BinaryIO:
    if path.name.endswith(".gz"):
        return cast("BinaryIO", gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0))
    if path.name.endswith(".zst"):
        return cast("BinaryIO", zstandard.ZstdCompressor().stream_writer(raw, closefd=False))
    return raw
