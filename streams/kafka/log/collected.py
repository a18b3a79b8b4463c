"""Collectors' notes in the topic `collected`: positions, and whatever else its sources remember.

A note's key is the collector's name and its own; the last value of a key holds, and a deletion forgets it.
A note larger than a message may be lies in several, numbered, all written in one transaction.
"""

from collections import defaultdict
from collections.abc import Iterable

from msgspec import Struct

from streams.kafka.log.read import Stored

PART_BYTES = 500_000
"""Below Kafka's default `message.max.bytes` of 1 MiB with room to spare: an inventory's memory has megabytes."""

PARTS_HEADER = "parts"
_PART_MARK = "\0"

OWNER_NOTE = "owner"
"""Each collector writes it first: who it is, so that two of one name find out."""


class NoteMessage(Struct, frozen=True):
    """One message of `collected`. `value` None is a deletion."""

    key: bytes
    value: bytes | None
    headers: list[tuple[str, bytes]]


class WrittenNotes:
    """Which notes one collector has in the topic, so that those that shrink or go leave nothing behind."""

    def __init__(self, collector: str) -> None:
        self._begin = f"{collector}|"
        self._parts: dict[str, int] = {}

    def read(self, messages: Iterable[Stored]) -> dict[str, bytes]:
        """The notes of this collector among the topic's messages. One of which a part is missing is left out."""
        parts: dict[str, bytes] = {}
        counts: dict[str, int] = {}
        for stored in messages:
            key = (stored.key or b"").decode("utf-8", "replace")
            if not key.startswith(self._begin):
                continue
            name = key.removeprefix(self._begin)
            parts.pop(name, None)
            if stored.value is not None:
                parts[name] = stored.value
                counts[name] = int(dict(stored.headers).get(PARTS_HEADER, b"1"))
        found: dict[str, bytes] = {}
        for name in parts:
            if _PART_MARK in name:
                continue
            pieces = [parts.get(_part(name, number)) for number in range(counts[name])]
            self._parts[name] = counts[name]
            whole = [piece for piece in pieces if piece is not None]
            if len(whole) == len(pieces):
                found[name] = b"".join(whole)
        return found

    def messages(self, notes: dict[str, bytes | None]) -> list[NoteMessage]:
        """The messages that write these notes, or forget those that are None. Count as written by `written`."""
        out: list[NoteMessage] = []
        for name, value in notes.items():
            pieces = _pieces(value)
            headers = [(PARTS_HEADER, str(len(pieces)).encode())] if len(pieces) > 1 else []
            for number, piece in enumerate(pieces):
                out.append(NoteMessage(self._key(name, number), piece, headers if number == 0 else []))
            out += [
                NoteMessage(self._key(name, number), None, [])
                for number in range(len(pieces), self._parts.get(name, 0))
            ]
        return out

    def written(self, notes: dict[str, bytes | None]) -> None:
        """These notes are committed."""
        for name, value in notes.items():
            if value is None:
                self._parts.pop(name, None)
            else:
                self._parts[name] = len(_pieces(value))

    def _key(self, name: str, number: int) -> bytes:
        return f"{self._begin}{_part(name, number)}".encode()


def notes_of_all(messages: Iterable[Stored], begins: str) -> dict[str, dict[str, bytes]]:
    """The notes of each collector among the messages whose names begin so. It holds no others of them."""
    lying: dict[str, list[Stored]] = defaultdict(list)
    names: set[str] = set()
    for stored in messages:
        key = (stored.key or b"").decode("utf-8", "replace")
        if key.endswith(f"|{OWNER_NOTE}"):
            names.add(key.removesuffix(f"|{OWNER_NOTE}"))
        elif f"|{begins}" in key:
            lying[key.partition(f"|{begins}")[0]].append(stored)
    return {name: found for name in sorted(names) if (found := WrittenNotes(name).read(lying[name]))}


def _part(name: str, number: int) -> str:
    return name if number == 0 else f"{name}{_PART_MARK}{number}"


def _pieces(value: bytes | None) -> list[bytes]:
    if value is None:
        return []
    return [value[start : start + PART_BYTES] for start in range(0, len(value), PART_BYTES)] or [b""]
