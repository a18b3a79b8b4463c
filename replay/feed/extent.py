"""When files end, found by their last rows: what the time left is reckoned by, and a shift to now."""

from collections.abc import Sequence
from itertools import pairwise
from math import inf
from pathlib import Path

from models.event_time.steps import LONGEST_SILENCE_S
from replay.merge import order_time
from schemas.formats.reader import ReaderContext
from schemas.formats.registry import DETECT_LINES, is_heading, new_memory, reader_for
from streams.messages import Record
from streams.sources.captures.metered import rows_of
from streams.sources.files.flow_files import check
from streams.sources.files.paths import CHUNK_BYTES, UNREADABLE, chunks, open_bytes

TAIL_BYTES = 65_536
"""Some hundred rows: enough that one with a wrong clock is told by the others."""


def last_time(paths: Sequence[Path], file_format: str) -> float | None:
    """About when the latest of the files ends, seconds UTC; None where none of them tells.

    A packed file is unpacked to its end, which takes a second for some hundred MB, and a capture is read to its own.
    """
    times = [time for path in paths if (time := _ends(path, file_format)) is not None]
    return max(times, default=None)


def _ends(path: Path, file_format: str) -> float | None:
    try:
        known = check(path, file_format)
        head, tail = _both_ends(path, file_format)
    except (*UNREADABLE, ValueError):
        return None
    if known is None:
        return None
    context = ReaderContext(site="site", source=str(path), sensor=None, memory=new_memory(), name=path.name)
    headings = [line for line in head.split(b"\n")[:DETECT_LINES] if is_heading(line)]
    rows = tail.split(b"\n")[1:-1] if len(tail) >= TAIL_BYTES else tail.split(b"\n")
    try:
        records: Sequence[Record] = reader_for(known, context).read([*headings, *rows], 1)[0]
    except ValueError:
        return None
    times = sorted(map(order_time, records))
    later = times[len(times) // 2 :]
    # What is far from all others is a clock that was wrong.
    return next((one for one, then in pairwise([*later, inf]) if then > one + LONGEST_SILENCE_S), None)


def _both_ends(path: Path, file_format: str) -> tuple[bytes, bytes]:
    """The first and the last bytes of a file, unpacked; of a capture those of its rows."""
    with open_bytes(path) as packed, rows_of(packed, file_format, str(path)) as stream:
        head = tail = stream.read(CHUNK_BYTES)
        if path.stat().st_size > CHUNK_BYTES and stream.tell() == CHUNK_BYTES and _is_plain(path, head):
            stream.seek(-TAIL_BYTES, 2)
            return head, stream.read(TAIL_BYTES)
        for chunk in chunks(stream):
            tail = (tail + chunk)[-TAIL_BYTES:]
    return head, tail[-TAIL_BYTES:]


def _is_plain(path: Path, head: bytes) -> bool:
    """Whether a file begins on the disk as it does unpacked."""
    with path.open("rb") as raw:
        return raw.read(len(head)) == head
