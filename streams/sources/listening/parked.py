"""What exporters sent that nobody has declared: kept for when somebody does, and told until then.

Bounded, since whoever can reach the port can forge a sender: the first datagrams of each are kept, those that hold its
templates, and the rest is counted. It is kept with the commits of the shell like what readers remember, so that what
was parked is read after the restart that declares its exporter.
"""

from collections.abc import Callable, Sequence

import msgspec
from msgspec import Struct

from schemas.formats.memory import Record

MOST_EXPORTERS = 256
"""Told apart by address. A convention: more than a plant's routers, and what a person can still read."""

MOST_BYTES_EACH = 65_536
"""Kept of each: some 40 full datagrams, and templates come with the first ones, again within 30 minutes at the latest
(RFC 3954, section 9, leaves that to the exporter; Cisco's default is 30 minutes)."""

MOST_BYTES = 1_048_576
"""Kept of all together."""

FORGOTTEN_S = 86_400.0
"""Where others need its room, one that has sent nothing for a day is forgotten."""

TOLD_EVERY_S = 60.0
"""How often counts alone are worth a note in the shell's commit."""


class Stranger(Struct, frozen=True):
    """An exporter that is not declared: how many datagrams it sent, and from when to when (seconds UTC)."""

    address: str
    datagrams: int
    first_s: float
    last_s: float


class _Entry(Struct, array_like=True):
    """`pieces` in a change are those that came since the last; `gone` says that there are none of it any more."""

    address: str
    datagrams: int
    first_s: float
    last_s: float
    pieces: list[bytes] = []
    gone: bool = False


_entries = msgspec.msgpack.Decoder(list[_Entry])


class Parked:
    """A part of a source's memory (`schemas/formats/memory.py`)."""

    name = "parked"

    def __init__(self) -> None:
        self._entries: dict[str, _Entry] = {}
        self._bytes = 0
        self._new: dict[str, list[bytes]] = {}
        self._told_s: dict[str, float] = {}
        self._gone: list[str] = []
        self.datagrams = 0
        """Parked since this was made; those of senders past the bound as well."""

    def put(self, address: str, at: float, piece: bytes) -> None:
        """A datagram of an exporter that is unknown, come at `at` (seconds UTC)."""
        self.datagrams += 1
        entry = self._entries.get(address)
        if entry is None:
            if len(self._entries) >= MOST_EXPORTERS and not self._forget_one(at):
                return
            entry = self._entries[address] = _Entry(address, 0, at, at)
        entry.datagrams += 1
        entry.last_s = at
        if (
            self._bytes + len(piece) <= MOST_BYTES
            and sum(map(len, entry.pieces)) + len(piece) <= MOST_BYTES_EACH
            and len(entry.pieces) + 1 == entry.datagrams
        ):
            entry.pieces.append(piece)
            self._bytes += len(piece)
            self._new.setdefault(address, []).append(piece)
        elif at - self._told_s.get(address, 0.0) >= TOLD_EVERY_S:
            self._new.setdefault(address, [])

    def release(self, known: Callable[[str], bool]) -> list[bytes]:
        """What is kept of exporters that are known now, in the order of each; they are no strangers any more."""
        found: list[bytes] = []
        for address in [one for one in self._entries if known(one)]:
            found += self._drop(address)
        return found

    def strangers(self) -> list[Stranger]:
        """All that are told apart, who sent the most first."""
        found = [Stranger(one.address, one.datagrams, one.first_s, one.last_s) for one in self._entries.values()]
        return sorted(found, key=lambda one: (-one.datagrams, one.address))

    def track(self) -> None:
        """See `FormatMemory`: what changes is always noted, since it is bounded."""
        self._new.clear()

    def changes(self) -> bytes | None:
        """See `FormatMemory`."""
        if not self._new and not self._gone:
            return None
        told = [_Entry(address, 0, 0.0, 0.0, gone=True) for address in self._gone]
        for address, pieces in self._new.items():
            entry = self._entries[address]
            self._told_s[address] = entry.last_s
            told.append(_Entry(address, entry.datagrams, entry.first_s, entry.last_s, pieces))
        self._new, self._gone = {}, []
        return msgspec.msgpack.encode(told)

    def everything(self) -> bytes:
        """See `FormatMemory`."""
        self._new, self._gone = {}, []
        self._told_s = {one.address: one.last_s for one in self._entries.values()}
        return msgspec.msgpack.encode(list(self._entries.values()))

    def restore(self, changes: Sequence[bytes]) -> None:
        """See `FormatMemory`. Raises ValueError, having learnt nothing."""
        for entry in [entry for one in changes for entry in _entries.decode(one)]:
            if entry.gone:
                self._drop(entry.address)
                continue
            before = self._entries.get(entry.address)
            if before is not None:
                self._bytes -= sum(map(len, before.pieces))
                entry.pieces = before.pieces + entry.pieces
            self._bytes += sum(map(len, entry.pieces))
            self._entries[entry.address] = entry
        self._new, self._gone = {}, []

    def forgetful(self) -> "Parked":
        """See `FormatMemory`."""
        return Parked()

    def spans(self, names: Sequence[str]) -> bool:
        """See `FormatMemory`: it has nothing of files."""
        del names
        return False

    def counted_once(self, records: Sequence[Record]) -> Sequence[Record]:
        """See `FormatMemory`: it has nothing of records."""
        return records

    def _forget_one(self, now: float) -> bool:
        oldest = min(self._entries.values(), key=lambda one: one.last_s)
        if now - oldest.last_s < FORGOTTEN_S:
            return False
        self._drop(oldest.address)
        return True

    def _drop(self, address: str) -> list[bytes]:
        entry = self._entries.pop(address, None)
        if entry is None:
            return []
        self._bytes -= sum(map(len, entry.pieces))
        self._new.pop(address, None)
        self._told_s.pop(address, None)
        self._gone.append(address)
        return entry.pieces
