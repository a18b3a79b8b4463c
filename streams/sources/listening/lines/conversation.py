"""One connection's lines as batches: framing and format are told by what comes first, as of standard input."""

from collections.abc import Iterator

from msgspec.structs import replace

from schemas.bounds import MAX_RECORD_BYTES
from schemas.dead_letter import dead
from schemas.formats.lines import Cutter, Lines
from schemas.formats.reader import ReaderContext, RecordReader
from schemas.formats.registry import DETECT_LINES, HEADINGS, detect, reader_for
from schemas.formats.stray_bytes import overlong_reason
from streams.messages import Batch
from streams.sources.files.flow_files import AUTO, BATCH_LINES, batches_of
from streams.sources.listening.lines.framing import OctetCounted, bare, cutter_of


class Conversation:
    """What one sender sends. `file_format` AUTO: told by its first row."""

    def __init__(self, context: ReaderContext, file_format: str) -> None:
        self._context = context
        self._format = file_format
        self._cutter: Cutter | None = None
        self._beginning = b""
        self._reader: RecordReader | None = None
        self._head: list[bytes] = []
        self._first = 1
        self.failed = False
        """Whether nothing can be made of what comes, so that the connection is best ended."""

    def fed(self, chunk: bytes) -> Iterator[Batch]:
        """The batches of what has come."""
        if self.failed:
            return
        if self._cutter is None:
            self._beginning += chunk
            chunk, self._cutter = self._beginning, cutter_of(self._beginning)
            if self._cutter is None:
                return
            self._beginning = b""
        yield from self._batches(self._cutter.feed(chunk))
        broken = self._cutter.broken if isinstance(self._cutter, OctetCounted) else None
        if broken is not None:
            self.failed = True
            yield self._refused(broken, chunk, self._cutter.number + 1)

    def ended(self) -> Iterator[Batch]:
        """What is left when nothing more comes: rows that wait for their format, and a half line, a dead letter."""
        if self._head:
            yield from self._read_head(self._head, last=True)
        cutter = self._cutter
        if self.failed or (cutter is None and not self._beginning) or (cutter is not None and not cutter.has_partial):
            return
        rest = self._beginning if cutter is None else b"\n".join(cutter.finish().lines)
        number = 1 if cutter is None else cutter.number
        yield self._refused("the connection ended within this line", rest, number)

    def _batches(self, lines: Lines) -> Iterator[Batch]:
        lines = replace(lines, lines=[bare(line) for line in lines.lines])
        if self._reader is None:
            for line in lines.overlong:
                reason = overlong_reason(line.head, line.size, MAX_RECORD_BYTES)
                yield self._refused(reason, line.head, line.number)
            # Headings alone tell nothing yet; with the first row they do.
            self._head += lines.lines
            yield from self._read_head(self._head, last=False)
            return
        yield from self._read(lines)

    def _read_head(self, head: list[bytes], *, last: bool) -> Iterator[Batch]:
        rows = [line for line in head if line.strip() and not line.startswith(HEADINGS)]
        if not (rows or last or len(head) >= DETECT_LINES):
            return
        first, self._head = self._first, []
        self._first += len(head)
        yield from self._read(Lines(head, first, []))

    def _read(self, lines: Lines) -> Iterator[Batch]:
        context = self._context
        if self._reader is None:
            told = [line for line in lines.lines if line.strip()][:DETECT_LINES]
            try:
                found = detect(told, context.source) if self._format == AUTO else self._format
                if found is None:
                    return
                self._reader = reader_for(found, context)
            except ValueError as error:
                # What comes next may be rows: a sender may greet first.
                yield self._refused(str(error), b"\n".join(told), lines.first_number, len(told))
                return
        for batch in batches_of(
            self._reader, lines, source=context.source, site=context.site, position=0, size=BATCH_LINES
        ):
            batch.position = None
            yield batch

    def _refused(self, reason: str, raw: bytes, number: int, count: int = 1) -> Batch:
        context = self._context
        letter = dead(
            source=context.source, reason=reason, raw=raw, position=number, site=context.site, count=max(1, count)
        )
        return Batch([], [letter], context.source)
