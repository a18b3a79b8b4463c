"""How a file's bytes are cut into what its reader takes: text into lines, other formats into pieces of their own.

Complete ones only, of bounded length, with where they stand in the file.
"""

from typing import Protocol

from msgspec import Struct

from schemas.bounds import MAX_RECORD_BYTES
from schemas.dead_letter import MAX_DEAD_BYTES


class Overlong(Struct, frozen=True):
    """A line longer than is taken: its number (from 1), its first bytes and how long it was."""

    number: int
    head: bytes
    size: int


class Lines(Struct):
    """Some lines without their ends. An overlong one stands there empty, so that the numbers stay right.

    `more` are the bytes that lines took, by their index, besides those given and one for the newline.
    """

    lines: list[bytes]
    first_number: int
    overlong: list[Overlong]
    more: dict[int, int] = {}

    def taken(self, start: int, stop: int) -> int:
        """The bytes that the lines from index `start` up to `stop` took."""
        part = self.lines[start:stop]
        more = sum(self.more.get(index, 0) for index in range(start, start + len(part))) if self.more else 0
        return sum(map(len, part)) + len(part) + more


class Cutter(Protocol):
    """Cuts a stream of bytes into the pieces of its format: lines, a table's whole rows, the records of a binary file.

    A piece is one of `Lines.lines`, and holds no more than `MAX_RECORD_BYTES`.
    """

    offset: int
    """The bytes that the pieces given so far took."""

    number: int
    """How many pieces were given."""

    @property
    def has_partial(self) -> bool:
        """Whether a piece has begun that has no end yet."""

    @property
    def held(self) -> int:
        """How many bytes of such a piece were read."""

    def feed(self, chunk: bytes) -> Lines:
        """The pieces that this chunk completes."""

    def finish(self) -> Lines:
        """The last piece, when it had no end: nothing more will come."""

    def leave_partial(self) -> None:
        """Take what was fed of a piece without an end as given."""


class LineSplitter:
    """Cuts a stream of pieces into lines. `offset` is how many bytes the lines given so far took."""

    def __init__(self, *, longest: int = MAX_RECORD_BYTES, offset: int = 0, number: int = 0) -> None:
        self.offset = offset
        self.number = number
        self._longest = longest
        self._pending = b""
        self._dropped = 0
        self._head = b""

    @property
    def has_partial(self) -> bool:
        """Whether a line has begun that has no end yet."""
        return bool(self._pending or self._dropped)

    @property
    def held(self) -> int:
        """How many bytes of such a line were read."""
        return len(self._pending) + self._dropped

    def feed(self, chunk: bytes) -> Lines:
        """The lines that this piece completes."""
        pieces = chunk.split(b"\n")
        last = pieces.pop()
        first_number = self.number + 1
        overlong: list[Overlong] = []
        more: dict[int, int] = {}
        if pieces:
            self.offset += len(self._pending) + self._dropped + len(chunk) - len(last)
            pieces[0] = self._finish(pieces[0], overlong)
            self.number += len(pieces)
            self._pending, self._dropped, self._head = b"", 0, b""
            if len(chunk) > self._longest:
                for index in range(1, len(pieces)):
                    if len(pieces[index]) > self._longest:
                        pieces[index] = self._refuse(pieces[index], first_number + index, len(pieces[index]), overlong)
            # The \r of a first line may have come with the piece before.
            if b"\r" in chunk or pieces[0].endswith(b"\r"):
                more = {index: 1 for index, line in enumerate(pieces) if line.endswith(b"\r")}
                pieces = [line[:-1] if line.endswith(b"\r") else line for line in pieces]
            for line in overlong:
                more[line.number - first_number] = line.size
        self._hold(last)
        return Lines(pieces, first_number, overlong, more)

    def finish(self) -> Lines:
        """The last line, when it had no end: nothing more will come."""
        return self.feed(b"\n") if self.has_partial else Lines([], self.number + 1, [])

    def leave_partial(self) -> None:
        """Take what was fed of a line without an end as given: somebody had it as a row."""
        self.offset += self.held
        self._pending, self._dropped, self._head = b"", 0, b""

    def _hold(self, piece: bytes) -> None:
        if self._dropped:
            self._dropped += len(piece)
            return
        self._pending = self._pending + piece if self._pending else piece
        if len(self._pending) > self._longest:
            self._head = self._pending[:MAX_DEAD_BYTES]
            self._dropped = len(self._pending)
            self._pending = b""

    def _finish(self, piece: bytes, overlong: list[Overlong]) -> bytes:
        if self._dropped:
            return self._refuse(self._head, self.number + 1, self._dropped + len(piece), overlong)
        line = self._pending + piece
        if len(line) > self._longest:
            return self._refuse(line, self.number + 1, len(line), overlong)
        return line

    @staticmethod
    def _refuse(line: bytes, number: int, size: int, overlong: list[Overlong]) -> bytes:
        overlong.append(Overlong(number, line[:MAX_DEAD_BYTES], size))
        return b""
