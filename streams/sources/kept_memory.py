"""What readers remember of a sensor (`schemas/formats/memory.py`), kept over a restart among the memories of the shell.

With each commit only what changed since the last is kept, as one more note; once those notes together are
larger than the memory itself, it is written whole and they are forgotten. So no commit costs more than what
it changed, twice at most, and a restart reads at most twice the memory. It counts with the commit of the
rows it was learnt from: whoever calls `keep` has handed on all that its sources read.
"""

import logging
from collections.abc import Mapping

import msgspec
from msgspec import Struct

from schemas.formats.memory import FormatMemory, SensorMemory
from streams.sources.protocol import Memories

_log = logging.getLogger(__name__)

VERSION = 1

MOST_NOTES = 256
"""Notes of changes at most: at the collector's four commits a second, a minute of them."""

LEAST_BYTES = 65_536
"""Below this a memory is not written whole for its size: of connections some 1,500 (measured: 42 bytes each)."""


class _Note(Struct, array_like=True):
    version: int
    changes: msgspec.Raw


class KeptMemory:
    """The memory of what is read from `source`. Made before the first row is read: it fills the memory."""

    def __init__(self, memory: SensorMemory, memories: Memories, source: str) -> None:
        self._parts = [_KeptPart(part, memories, f"{part.name}:{source}") for part in memory]

    def keep(self) -> None:
        """Hand what changed to the next commit; nothing when nothing did."""
        for part in self._parts:
            part.keep()


def stored(memory: SensorMemory, notes: Mapping[str, bytes], source: str) -> None:
    """Fill a memory with what was kept of it, to be looked at."""
    KeptMemory(memory, _Stored(notes), source)


class _Stored:
    """`Memories` that are only read."""

    def __init__(self, notes: Mapping[str, bytes]) -> None:
        self._notes = notes

    def remember(self, source: str, memory: bytes | None) -> None:
        del memory
        msg = f"{source} is only looked at"
        raise TypeError(msg)

    def memory(self, source: str) -> bytes | None:
        return self._notes.get(source)


class _KeptPart:
    """The memory of one format and its notes, under `name`."""

    def __init__(self, part: FormatMemory, memories: Memories, name: str) -> None:
        self._part = part
        self._memories = memories
        self._name = name
        self._count = 0
        self._bytes = 0
        self._whole_bytes = 0
        self._anew = False
        self._restore()
        part.track()

    def keep(self) -> None:
        changes = self._part.changes()
        if changes is None:
            return
        note = _encode(changes)
        if self._anew or self._count >= MOST_NOTES or self._bytes + len(note) > max(LEAST_BYTES, self._whole_bytes):
            whole = _encode(self._part.everything())
            self._memories.remember(self._name, whole)
            for number in range(self._count):
                self._memories.remember(self._note(number), None)
            self._count, self._bytes, self._whole_bytes, self._anew = 0, 0, len(whole), False
            return
        self._memories.remember(self._note(self._count), note)
        self._count += 1
        self._bytes += len(note)

    def _restore(self) -> None:
        whole = self._memories.memory(self._name)
        found = [] if whole is None else [whole]
        self._whole_bytes = 0 if whole is None else len(whole)
        while (note := self._memories.memory(self._note(self._count))) is not None:
            found.append(note)
            self._count += 1
            self._bytes += len(note)
        try:
            self._part.restore([_decode(one) for one in found])
        except (msgspec.MsgspecError, ValueError) as error:
            _log.warning(
                "the memory %s can't be read (%s) and is begun anew: what is told again now may count twice",
                self._name,
                error,
            )
            self._anew = True

    def _note(self, number: int) -> str:
        return f"{self._name}#{number}"


def _encode(changes: bytes) -> bytes:
    return msgspec.msgpack.encode(_Note(VERSION, msgspec.Raw(changes)))


def _decode(note: bytes) -> bytes:
    read = msgspec.msgpack.decode(note, type=_Note)
    if read.version != VERSION:
        msg = f"it is of version {read.version}, this Weir knows {VERSION}"
        raise ValueError(msg)
    return bytes(read.changes)
