"""A file of flows, read once from its beginning to its end, as batches.

Each row becomes a record, a repeat of a connection already told, a dead letter with its file and line, or is
counted as a row of another log; none gets lost, and a file of any size takes the same memory.
"""

from collections.abc import Callable, Generator, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from schemas.bounds import MAX_RECORD_BYTES
from schemas.dead_letter import DeadLetter, dead
from schemas.formats.foreign import foreign_text
from schemas.formats.lines import Cutter, Lines, LineSplitter, Overlong
from schemas.formats.memory import SensorMemory
from schemas.formats.reader import ReaderContext, RecordReader
from schemas.formats.registry import DETECT_LINES, cutter_for, detect, is_heading, reader_for
from schemas.formats.stray_bytes import overlong_reason
from streams.messages import Batch
from streams.sources.captures.metered import CAPTURE, CaptureBroken, capture_format, check_readable, rows_of
from streams.sources.files.contents import LOOKED_AT, unreadable_kind
from streams.sources.files.paths import STANDARD_INPUT, UNREADABLE, chunks, open_bytes, read_bytes

AUTO = "auto"

BATCH_LINES = 500
"""Lines read at a time: as many flows as a message carries (design section 7)."""


def flow_batches(  # noqa: PLR0913 - one file's reading, by name
    path: Path,
    *,
    site: str,
    sensor: str | None = None,
    format: str = AUTO,  # noqa: A002 - the command line's word
    size: int = BATCH_LINES,
    memory: SensorMemory | None = None,
    read: Callable[[int], None] | None = None,
) -> Generator[Batch, None, None]:
    """The records of one file in its own order, `size` lines a batch; opened when the first batch is asked for.

    `memory` is shared by the files of one sensor (`schemas/formats/registry.py` makes it). `read` hears how many bytes
    of the file were read so far, packed as they lie there; nothing of standard input.
    A batch's position is the bytes read so far, of the unpacked file. Raises OSError when the file cannot
    be opened, NoFlowsError and ValueError as `detect` does. A file that breaks off while it is read
    ends with a dead letter that says where.
    """
    source = str(path)
    with open_bytes(path) as stream, rows_of(stream, format, str(path)) as rows:
        pieces = _pieces(rows, source, format)
        first, file_format = _begin(pieces, path, format if rows is stream else CAPTURE)
        if file_format is None:
            return
        context = ReaderContext(site=site, source=source, sensor=sensor, memory=memory, name=path.name)
        reader = reader_for(file_format, context)
        for lines, offset in chain(first, pieces):
            if read is not None and source != STANDARD_INPUT:
                read(read_bytes(stream))
            for batch in batches_of(reader, lines, source=source, site=site, position=offset, size=size):
                if source == STANDARD_INPUT:
                    batch.position = None
                yield batch
            if isinstance(lines, _Broken):
                return


def batches_of(  # noqa: PLR0913 - one piece of a file, by name
    reader: RecordReader, lines: Lines, *, source: str, site: str, position: int, size: int
) -> Iterator[Batch]:
    """The batches of some lines; the last of them stands at `position`, the others where their lines end."""
    behind = lines.taken(0, len(lines.lines))
    overlong = {line.number: line for line in lines.overlong}
    for start in range(0, max(len(lines.lines), 1), size):
        part = lines.lines[start : start + size]
        first_number = lines.first_number + start
        repeats = reader.repeats
        records, letters = reader.read(part, first_number)
        if overlong:
            letters += _overlong_letters(overlong, first_number, len(part), source, site)
        if isinstance(lines, _Broken) and start + size >= len(lines.lines):
            letters.append(lines.letter)
        behind -= lines.taken(start, start + size)
        yield Batch(
            list(records),
            letters,
            source,
            position - max(behind, 0),
            reader.repeats - repeats,
            reader.notes.take(),
            first_number,
            len(part),
        )


def check(path: Path, format: str = AUTO) -> str | None:  # noqa: A002 - the command line's word
    """The format of a file, from its first lines; None while it is empty. Raises as `flow_batches` does.

    Standard input stays unread.
    """
    if format != AUTO or str(path) == STANDARD_INPUT:
        return format
    with open_bytes(path) as stream:
        if capture_format(stream, format) is not None:
            check_readable(str(path))
            return CAPTURE
        return _begin(_pieces(stream, str(path), format), path, format)[1]


class _Broken(Lines, kw_only=True):
    """The last lines of a file that could not be read to its end."""

    letter: DeadLetter


def _pieces(stream: BinaryIO, source: str, file_format: str) -> Iterator[tuple[Lines, int]]:
    splitter: Cutter = LineSplitter()
    begun = False
    try:
        for chunk in chunks(stream):
            if not begun:
                splitter, begun = cutter_for(chunk, file_format), True
            lines = splitter.feed(chunk)
            if lines.lines:
                yield lines, splitter.offset
    except UNREADABLE as error:
        rest = splitter.finish()
        reason = str(error) or type(error).__name__
        if not isinstance(error, CaptureBroken):
            where = f"after byte {splitter.offset} (unpacked)"
            reason = f"the file breaks off or is damaged {where}, nothing after it was read: {reason}"
        letter = dead(source=source, reason=reason, raw=b"", position=splitter.number + 1)
        yield _Broken(rest.lines, rest.first_number, rest.overlong, rest.more, letter=letter), splitter.offset
        return
    rest = splitter.finish()
    if rest.lines:
        # The line had no end, so one byte less of the file was read than a line with its end takes.
        yield rest, splitter.offset - 1


def _begin(
    pieces: Iterator[tuple[Lines, int]], path: Path, file_format: str
) -> tuple[list[tuple[Lines, int]], str | None]:
    """The first pieces read, and the format they tell: None at the end of a file without any."""
    if file_format != AUTO:
        return [], file_format
    first: list[tuple[Lines, int]] = []
    head: list[bytes] = []
    for piece in pieces:
        lines = [line for line in piece[0].lines if line.strip()]
        if not (lines or piece[0].overlong or isinstance(piece[0], _Broken)):
            continue  # blank lines are nothing, however many
        first.append(piece)
        head += lines
        # The first row is enough: a pipe may give no second one for hours.
        told = any(not is_heading(line) for line in lines)
        if told or len(head) >= DETECT_LINES or isinstance(piece[0], _Broken) or piece[0].overlong:
            break
    if first and not any(head) and (first[0][0].overlong or isinstance(first[-1][0], _Broken)):
        broken = first[-1][0]
        overlong = first[0][0].overlong
        foreign = foreign_text([overlong[0].head], str(path)) if overlong else None
        if foreign is not None:
            msg = f"{path}: {foreign}"
            raise ValueError(msg)
        why = broken.letter.reason if isinstance(broken, _Broken) else f"line 1 is longer than {MAX_RECORD_BYTES} bytes"
        msg = f"{path}: no log: {why}"
        raise ValueError(msg)
    try:
        return first, detect(head[:DETECT_LINES], str(path))
    except ValueError:
        kind = None if str(path) == STANDARD_INPUT else _kind_of(path)
        if kind is None:
            raise
        msg = f"{path}: {kind}"
        raise ValueError(msg) from None


def _kind_of(path: Path) -> str | None:
    with open_bytes(path) as stream:
        return unreadable_kind(stream.read(LOOKED_AT), path.name)


def _overlong_letters(
    overlong: dict[int, Overlong], first_number: int, count: int, source: str, site: str
) -> list[DeadLetter]:
    letters = []
    for number in range(first_number, first_number + count):
        line = overlong.get(number)
        if line is not None:
            reason = overlong_reason(line.head, line.size, MAX_RECORD_BYTES)
            letters.append(dead(source=source, reason=reason, raw=line.head, position=number, site=site))
    return letters
