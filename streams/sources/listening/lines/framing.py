"""How lines are told apart in a stream: by newlines, or as syslog counts them (RFC 6587, section 3.4.1).

Syslog's header before a JSON row is left out, so that the row is what its sensor wrote.
"""

import re

from schemas.bounds import MAX_RECORD_BYTES
from schemas.dead_letter import MAX_DEAD_BYTES
from schemas.formats.lines import Cutter, Lines, LineSplitter, Overlong

_COUNT = re.compile(rb"([1-9][0-9]{0,9}) (?=<)")
_BEGINS = re.compile(rb"[1-9][0-9]{0,9} <")
_PRIORITY = re.compile(rb"<[0-9]{1,3}>")

LONGEST_BEGINNING = 12
"""Bytes after which it is known whether counts come: ten digits, a space and `<`."""


def cutter_of(beginning: bytes) -> Cutter | None:
    """What cuts a stream that begins so; None where too little of it is there to tell."""
    if _BEGINS.match(beginning):
        return OctetCounted()
    more = re.fullmatch(rb"[1-9][0-9]{0,9} ?", beginning)
    return None if more and len(beginning) < LONGEST_BEGINNING else LineSplitter()


def bare(line: bytes) -> bytes:
    """A row without the header that syslog put before it; as it is where there is none, or no JSON after it."""
    if not line.startswith(b"<") or not _PRIORITY.match(line):
        return line
    begin = line.find(b"{")
    return line if begin < 0 else line[begin:]


class OctetCounted:
    """Cuts messages that each say before them how many bytes they have."""

    def __init__(self) -> None:
        self.offset = 0
        self.number = 0
        self.broken: str | None = None
        """Why no more messages can be told apart: where a count should be is none."""
        self._pending = bytearray()
        self._head = b""
        self._size = 0
        self._skipped = 0

    @property
    def has_partial(self) -> bool:
        """Whether a message has begun that has not ended."""
        return bool(self._pending or self._skipped)

    @property
    def held(self) -> int:
        """How many bytes of such a message were read."""
        return len(self._pending) + self._skipped

    def feed(self, chunk: bytes) -> Lines:
        """The messages that this chunk completes, up to where the stream is `broken`."""
        self._pending += chunk
        found = Lines([], self.number + 1, [], {})
        while self._step(found):
            pass
        return found

    def finish(self) -> Lines:
        """What had no end, as a message."""
        rest, number = bytes(self._pending), self.number + 1
        if not self.has_partial:
            return Lines([], number, [])
        self.leave_partial()
        self.number += 1
        return Lines([rest[:MAX_RECORD_BYTES]], number, [])

    def leave_partial(self) -> None:
        """See `Cutter`."""
        self.offset += self.held
        self._pending.clear()
        self._skipped = 0

    def _step(self, found: Lines) -> bool:
        """Take one message, or so much of one that is too long; whether there may be more."""
        pending = self._pending
        if self._skipped:
            return self._skip(found)
        # A newline after a message is what some senders put there besides.
        while bytes(pending[:1]) in {b"\n", b"\r"}:
            del pending[:1]
            self.offset += 1
        count = _COUNT.match(pending)
        if count is None:
            if len(pending) >= LONGEST_BEGINNING or not re.fullmatch(rb"([1-9][0-9]{0,9} ?)?", pending):
                self.broken = f"no count of bytes where one should be: {bytes(pending[:40])!r}"
            return False
        begin, size = count.end(), int(count[1])
        if size > MAX_RECORD_BYTES:
            self._head, self._size = bytes(pending[begin : begin + MAX_DEAD_BYTES]), begin + size
            self._skipped = 1
            return self._skip(found)
        if len(pending) < begin + size:
            return False
        self._give(found, bytes(pending[begin : begin + size]).rstrip(b"\r\n"), begin + size)
        del pending[: begin + size]
        return True

    def _skip(self, found: Lines) -> bool:
        """Pass over a message that is too long; it is given as an overlong line once its end has come."""
        part = min(len(self._pending), self._size - (self._skipped - 1))
        del self._pending[:part]
        self._skipped += part
        if self._skipped - 1 < self._size:
            return False
        found.overlong.append(Overlong(self.number + 1, self._head, self._size))
        self._skipped = 0
        self._give(found, b"", self._size)
        return True

    def _give(self, found: Lines, line: bytes, taken: int) -> None:
        found.more[len(found.lines)] = taken - len(line) - 1
        found.lines.append(line)
        self.number += 1
        self.offset += taken
