"""JSON that is not one object a line: one array over a whole file, objects over several lines, records in an envelope.

Each object is a piece, cut as the bytes come: a file of any size takes the memory of its largest object. An envelope
(`{"records": [...]}`, as Azure's blobs have) is opened, and its records are the pieces. Every byte is looked at once.
"""

import re

from schemas.bounds import MAX_RECORD_BYTES
from schemas.dead_letter import MAX_DEAD_BYTES
from schemas.formats.lines import Lines, Overlong

_ENVELOPES = (b"records", b"events")
"""Keys whose list holds a file's rows: of Azure's flow logs, and of what `aws logs filter-log-events` prints."""

_LONGEST_OPENING = 256
"""How much of an object is waited for to tell an envelope, which begins with its key. A convention."""

_LONGEST_MEMBER = 4_096
"""How much is waited for of what an envelope says behind its rows, such as AWS's nextToken of 2 kB. A convention."""

_KEYS = b"|".join(_ENVELOPES)
_BEGINS = re.compile(
    rb"[\s\xef\xbb\xbf]*+(?:\[\s*+[{\]]|\{[ \t\r]*+\n|\{\s*+\"(?:%s)\"\s*+:\s*+\[|\{\"messageType\")" % _KEYS
)
_OPENING = re.compile(rb'\{\s*+(?:"(\w*+)(?:"\s*+(?::\s*+(\[)?+)?+)?+)?+')
_GAP = re.compile(rb"[\s,\[\]}\0\xef\xbb\xbf]*+")
_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_MEMBER = re.compile(
    rb"%s(?:\s*+:\s*+(?:(?:%s|[-+.\w]++)(?=[\s,\]}])|(?=[\[{]))|(?=[,\]}]))" % (_STRING, _STRING), re.DOTALL
)
_STRAY = re.compile(rb"[^\n{]*+")
_TO_BRACE = re.compile(rb'[^"{}]*+(?:%s[^"{}]*+)*+' % _STRING, re.DOTALL)
_IN_STRING = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)


def _whole_object(depth: int) -> bytes:
    inner = _STRING + rb'|[^"{}]++'
    return rb"\{(?:" + (inner if not depth else inner + rb"|" + _whole_object(depth - 1)) + rb")*+\}"


_DEEPEST = 5
"""Objects in objects that are cut in one step; deeper ones are cut brace by brace. Those of flow logs need three."""

_OBJECT = re.compile(_whole_object(_DEEPEST), re.DOTALL)

_OPEN, _CLOSE, _QUOTE = b'{}"'


def _end(pattern: re.Pattern[bytes], buffer: bytearray, at: int = 0) -> int:
    """Where what matches at a place ends; the place itself where nothing does."""
    found = pattern.match(buffer, at)
    return at if found is None else found.end()


def is_json_document(begins: bytes) -> bool:
    """Whether a file that begins so holds its objects otherwise than one a line."""
    return _BEGINS.match(begins) is not None


class JsonPieces:
    """Cuts a stream of JSON into its objects; see `Cutter`. What is between them and no JSON is a piece by itself.

    A dead letter's position is the object's number, not its line. An object without an end is the last piece.
    """

    def __init__(self, *, longest: int = MAX_RECORD_BYTES) -> None:
        self.offset = 0
        self.number = 0
        self._longest = longest
        self._buffer = bytearray()
        self._at = 0
        """How far the buffer was looked through; a piece that has begun stands at its beginning."""
        self._depth = 0
        self._in_string = False
        self._dropped = 0
        self._head = b""
        self._gap = 0
        """Bytes read behind the last piece. They count with the next: where a blob ends, more may stand later."""
        self._enveloped = False

    @property
    def has_partial(self) -> bool:
        """Whether an object has begun that has no end yet."""
        return bool(self._buffer or self._dropped)

    @property
    def held(self) -> int:
        """How many bytes were read behind the last object."""
        return self._gap + len(self._buffer) + self._dropped

    def feed(self, chunk: bytes) -> Lines:
        """The objects that this chunk completes."""
        self._buffer += chunk
        given = _Given(self.number + 1)
        while self._depth or self._between(given):
            if not self._through(given):
                break
        return self._told(given)

    def finish(self) -> Lines:
        """The last object, when it had no end: nothing more will come."""
        given = _Given(self.number + 1)
        if self.has_partial:
            # As of a text without its last newline one byte more is said to be taken.
            self._give(given, len(self._buffer), more=1)
            self._depth, self._in_string = 0, False
        return self._told(given)

    def leave_partial(self) -> None:
        """Take what was fed of an object without an end as given."""
        self.offset += self.held
        self._buffer.clear()
        self._at = self._depth = self._dropped = self._gap = 0
        self._in_string, self._head = False, b""

    def _told(self, given: "_Given") -> Lines:
        self.number += len(given.pieces)
        return Lines(given.pieces, given.first_number, given.overlong, given.more)

    def _between(self, given: "_Given") -> bool:
        """Go to where an object begins; False where more must come first. What is no JSON is given as a piece."""
        buffer = self._buffer
        while True:
            if not self._dropped:
                self._skip(_end(_GAP, buffer))
                if not buffer:
                    return False
                if buffer[0] == _OPEN:
                    begins = self._begins()
                    if begins is None:
                        continue
                    return begins
                if self._enveloped and buffer[0] == _QUOTE:
                    member = _end(_MEMBER, buffer)
                    if member:
                        self._skip(member)
                        continue
                    if len(buffer) < _LONGEST_MEMBER:
                        return False
            end = _end(_STRAY, buffer, self._at)
            if end == len(buffer):
                self._at = end
                self._bound()
                return False
            self._give(given, end)

    def _begins(self) -> bool | None:
        """Whether an object begins here; False where more must come to tell. None: an envelope, which is opened."""
        opening = _OPENING.match(self._buffer)
        name = b"" if opening is None else opening[1] or b""
        end = 0 if opening is None else opening.end()
        if opening is not None and opening[2] is not None and name in _ENVELOPES:
            self._enveloped = True
            self._skip(end)
            return None
        undecided = end == len(self._buffer) < _LONGEST_OPENING
        return not (undecided and any(one.startswith(name) for one in _ENVELOPES))

    def _through(self, given: "_Given") -> bool:
        """Go on to the end of the object that stands at the buffer's beginning; False where more must come first."""
        buffer = self._buffer
        if not self._depth:
            whole = _OBJECT.match(buffer)
            if whole is not None:
                self._give(given, whole.end())
                return True
            self._at, self._depth = 1, 1
        while self._depth:
            if self._in_string:
                self._at = _end(_IN_STRING, buffer, self._at)
            else:
                self._at = _end(_TO_BRACE, buffer, self._at)
            if self._at >= len(buffer) or buffer[self._at] not in b'{}"':
                self._bound()
                return False
            found = buffer[self._at]
            self._at += 1
            if found == _QUOTE:
                self._in_string = not self._in_string
            else:
                self._depth += 1 if found == _OPEN else -1
        self._give(given, self._at)
        return True

    def _skip(self, count: int) -> None:
        if count:
            del self._buffer[:count]
            self._gap += count

    def _give(self, given: "_Given", end: int, more: int = 0) -> None:
        """Give the buffer's beginning up to `end` as a piece."""
        size = end + self._dropped
        if size > self._longest:
            head = self._head or bytes(self._buffer[:MAX_DEAD_BYTES])
            given.overlong.append(Overlong(given.first_number + len(given.pieces), head, size))
            piece = b""
        else:
            piece = bytes(self._buffer[:end])
        # `Lines.taken` counts one byte behind each piece, as a line has.
        taken = self._gap + size + more
        given.add(piece, taken - len(piece) - 1)
        del self._buffer[:end]
        self.offset += taken
        self._at = self._dropped = self._gap = 0
        self._head = b""

    def _bound(self) -> None:
        """Hold no more of an object that is longer than is taken."""
        if self._dropped or len(self._buffer) > self._longest:
            self._head = self._head or bytes(self._buffer[:MAX_DEAD_BYTES])
            self._dropped += self._at
            del self._buffer[: self._at]
            self._at = 0


class _Given:
    """The pieces of one chunk while it is cut."""

    def __init__(self, first_number: int) -> None:
        self.first_number = first_number
        self.pieces: list[bytes] = []
        self.overlong: list[Overlong] = []
        self.more: dict[int, int] = {}

    def add(self, piece: bytes, more: int) -> None:
        if more:
            self.more[len(self.pieces)] = more
        self.pieces.append(piece)
