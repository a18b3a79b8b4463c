"""Cuts a capture file into its packets: pcap of either byte order and resolution, and pcapng.

pcap: draft-ietf-opsawg-pcap; pcapng: draft-ietf-opsawg-pcapng. A piece of the file is a packet or what stands around
it; how a packet becomes a piece for a reader is given (`PieceOf`).
"""

from collections.abc import Callable
from struct import Struct as Binary

from msgspec import Struct

from schemas.bounds import MAX_RECORD_BYTES
from schemas.formats.lines import Lines
from schemas.formats.packets.pieces import damaged

_ORDERS = {b"\xd4\xc3\xb2\xa1": ("<", 1e6), b"\x4d\x3c\xb2\xa1": ("<", 1e9)}
_ORDERS |= {b"\xa1\xb2\xc3\xd4": (">", 1e6), b"\xa1\xb2\x3c\x4d": (">", 1e9)}
_SECTION = b"\x0a\x0d\x0d\x0a"
MAGICS = (*_ORDERS, _SECTION)
"""What captures begin with."""

_HEADER = 24
_LINK_BITS = 0x0FFF_FFFF
_INTERFACE, _OLD_PACKET, _SIMPLE, _ENHANCED = 1, 2, 3, 6
_BYTE_ORDER = {b"\x4d\x3c\x2b\x1a": "<", b"\x1a\x2b\x3c\x4d": ">"}
_RESOLUTION, _OFFSET = 9, 14
_MOST_INTERFACES = 1_024
_SMALLEST_BLOCK = 12

LARGEST_PACKET = MAX_RECORD_BYTES - 65_536
"""Octets of one packet: nearly four times what tcpdump takes at most (262,144), so that it is still a piece."""


class Captured(Struct, frozen=True, gc=False):
    """A packet as it stands in a file. `time` is seconds UTC; None where the file does not say.

    `size` is what the packet had on its way, and `frame` as much of it as was captured.
    """

    time: float | None
    link: int
    size: int
    frame: bytes


PieceOf = Callable[[Captured], bytes]


class CaptureCutter:
    """Cuts a capture. See `Cutter` for what it is asked; a piece is what `piece_of` makes of a packet."""

    def __init__(self, piece_of: PieceOf) -> None:
        self.offset = 0
        self.number = 0
        self._piece_of = piece_of
        self._pending = bytearray()
        self._at = 0
        self._step: Callable[[], tuple[int, bytes | None] | None] = self._begin
        self._order = "<"
        self._ticks = 1e6
        self._link = 0
        self._interfaces: list[tuple[int, float, float]] = []

    @property
    def has_partial(self) -> bool:
        """Whether a packet has begun that has no end yet."""
        return bool(self._pending)

    @property
    def held(self) -> int:
        """How many bytes of such a packet were read."""
        return len(self._pending)

    def feed(self, chunk: bytes) -> Lines:
        """The packets that this piece of the file completes."""
        lines: list[bytes] = []
        more: dict[int, int] = {}
        first, taken = self.number + 1, 0
        self._pending += chunk
        at = 0
        while (step := self._at_place(at)) is not None:
            size, piece = step
            at += size
            taken += size
            if piece is not None:
                more[len(lines)] = taken - len(piece) - 1
                lines.append(piece)
                taken = 0
        if lines:
            more[len(lines) - 1] += taken
        del self._pending[:at]
        self.offset += at
        self.number += len(lines)
        return Lines(lines, first, [], more)

    def finish(self) -> Lines:
        """A last packet that breaks off: nothing more will come."""
        first, held = self.number + 1, len(self._pending)
        if not held:
            return Lines([], first, [])
        self.leave_partial()
        self.number += 1
        piece = damaged(f"the capture breaks off within a packet: {held} bytes at its end were not read")
        return Lines([piece], first, [], {0: held - len(piece) - 1})

    def leave_partial(self) -> None:
        """Take what was fed of a packet without an end as given."""
        self.offset += len(self._pending)
        self._pending.clear()

    def _at_place(self, at: int) -> tuple[int, bytes | None] | None:
        """How many bytes the next step from a place takes, and its piece; None where nothing is whole there."""
        self._at = at
        return self._step()

    def _skip(self) -> tuple[int, bytes | None] | None:
        """Take what follows a damage, after which no packet can be found."""
        return (self._left(), None) if self._left() else None

    def _left(self) -> int:
        return len(self._pending) - self._at

    def _begin(self) -> tuple[int, bytes | None] | None:
        if self._left() < 4:
            return None
        magic = bytes(self._pending[self._at : self._at + 4])
        if magic == _SECTION:
            self._step = self._block
            return 0, None
        if magic not in _ORDERS:
            return self._break(f"no capture: a pcap or pcapng file does not begin with the bytes {magic.hex(' ')}")
        if self._left() < _HEADER:
            return None
        self._order, self._ticks = _ORDERS[magic]
        self._link = self._unpack("I", 20)[0] & _LINK_BITS
        self._step = self._record
        return _HEADER, None

    def _record(self) -> tuple[int, bytes | None] | None:
        if self._left() < 16:
            return None
        seconds, ticks, captured, size = self._unpack("IIII", 0)
        if captured > LARGEST_PACKET:
            return self._break(f"the capture is damaged: a packet of {captured} bytes; nothing after it was read")
        if self._left() < 16 + captured:
            return None
        return 16 + captured, self._piece(seconds + ticks / self._ticks, self._link, size, 16, captured)

    def _block(self) -> tuple[int, bytes | None] | None:
        if self._left() < _SMALLEST_BLOCK:
            return None
        if self._pending[self._at : self._at + 4] == _SECTION:
            order = _BYTE_ORDER.get(bytes(self._pending[self._at + 8 : self._at + 12]))
            if order is None:
                return self._break("the capture is damaged: a section of no byte order; nothing after it was read")
            self._order, self._interfaces = order, []
        kind, length = self._unpack("II", 0)
        if length < _SMALLEST_BLOCK or length % 4 or length > MAX_RECORD_BYTES:
            return self._break(f"the capture is damaged: a block of {length} bytes; nothing after it was read")
        return (length, self._of_block(kind, length)) if self._left() >= length else None

    def _of_block(self, kind: int, length: int) -> bytes | None:
        """The piece of a block; None for one that is no packet."""
        if kind in {_ENHANCED, _OLD_PACKET} and length >= 32:
            return self._packet_block(kind, length)
        if kind == _SIMPLE and length >= 16:
            size = self._unpack("I", 8)[0]
            link = self._interfaces[0][0] if self._interfaces else 0
            return self._piece(None, link, size, 12, min(size, length - 16))
        if kind == _INTERFACE and length >= 20:
            self._learn_interface(length)
        return None

    def _packet_block(self, kind: int, length: int) -> bytes:
        if kind == _ENHANCED:
            interface, high, low, captured, size = self._unpack("IIIII", 8)
        else:
            interface, _, high, low, captured, size = self._unpack("HHIIII", 8)
        if captured > length - 32 or interface >= len(self._interfaces):
            return damaged("a damaged packet of a capture: its length or its interface can't be true")
        link, ticks, offset = self._interfaces[interface]
        return self._piece((high << 32 | low) / ticks + offset, link, size, 28, captured)

    def _learn_interface(self, length: int) -> None:
        if len(self._interfaces) >= _MOST_INTERFACES:
            return
        link = self._unpack("H", 8)[0]
        ticks, offset = 1e6, 0.0
        at, end = 16, length - 4
        while at + 4 <= end:
            option, size = self._unpack("HH", at)
            if option == 0 or at + 4 + size > end:
                break
            value = self._pending[self._at + at + 4 : self._at + at + 4 + size]
            if option == _RESOLUTION and size == 1:
                ticks = float(2 ** (value[0] & 0x7F) if value[0] & 0x80 else 10 ** min(value[0], 64))
            elif option == _OFFSET and size == 8:
                offset = float(int.from_bytes(value, "little" if self._order == "<" else "big", signed=True))
            at += 4 + size + -size % 4
        self._interfaces.append((link, ticks, offset))

    def _piece(self, time: float | None, link: int, size: int, at: int, captured: int) -> bytes:
        begin = self._at + at
        return self._piece_of(Captured(time, link, size, bytes(self._pending[begin : begin + captured])))

    def _unpack(self, layout: str, at: int) -> tuple[int, ...]:
        return _binary(self._order + layout).unpack_from(self._pending, self._at + at)

    def _break(self, reason: str) -> tuple[int, bytes | None]:
        self._step = self._skip
        return 0, damaged(reason)


_binaries: dict[str, Binary] = {}


def _binary(layout: str) -> Binary:
    found = _binaries.get(layout)
    if found is None:
        found = _binaries[layout] = Binary(layout)
    return found
