"""What lies in a partition that is not its site's home: it is sent there once, or refused.

A message is applied only in its site's home partition, since the site's order and state are there. A message sent
home bears `RESENT_HEADER` with the number of partitions it was sent by: one that bears today's number and is still
not at home is a dead letter, so none is sent in circles. After the topics have grown the number is another, and it
may be sent once more. Deliberately left out: Kafka. Which partition a site's home is, a `Home` says.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

from msgspec import Struct

from schemas import codec
from schemas.dead_letter import DeadLetter, dead
from streams.messages import TICK_HEADER, Message, Record
from streams.tick_places import TICKS_HEADER, places_of

RESENT_HEADER = "weir-resent"

RESENT_BYTES = 700_000
"""Where a message is cut between two lines, as collectors cut theirs: compressed, it came as one of any size."""

LINE_BYTES = 1_000_000
"""The longest line sent home: with key and headers below Kafka's default `message.max.bytes` of 1 MiB."""

HEADER_BYTES = 8_192
"""Foreign headers, such as of tracing, go along up to this: no producer needs more, and the message must fit."""


class Home(Protocol):
    """Which sites a shard answers for."""

    @property
    def partitions(self) -> int:
        """The number of partitions that the rule goes by."""

    def holds(self, site: str) -> bool:
        """Whether the site's messages are applied here."""


class Resent(Struct, frozen=True):
    """A message to be written to the home of site `key`, in the topic it came from."""

    topic: str
    key: str
    value: bytes
    headers: tuple[tuple[str, bytes], ...]


class Moved(Struct):
    """What becomes of something that lies away from home."""

    resent: list[Resent]
    dead_letters: list[DeadLetter]


def message_home(message: Message, site: str, home: Home) -> Moved:
    """A whole message of a site that lives elsewhere, as it is: its new shard decodes it."""
    return _home(message, site, message.value, home)


def records_home(records: Sequence[Record], message: Message, home: Home) -> Moved:
    """Records of one site that lives elsewhere, from a message without a key, which may hold several sites'."""
    return _home(message, records[0].site, codec.encode_lines(records), home)


def _home(message: Message, site: str, value: bytes, home: Home) -> Moved:
    mark = (RESENT_HEADER, str(home.partitions).encode())
    if mark in message.headers:
        reason = f"site {site!r} was sent to its home among {home.partitions} partitions, and lies here"
        return Moved([], [_letter(message, site, value, reason)])
    headers = (*_kept_headers(message), mark)
    moved = Moved([], [])
    for part, ticks in _parts_with_ticks(value, message):
        if len(part) > LINE_BYTES:
            reason = f"a line of {len(part)} bytes in the wrong partition is too long to be sent home"
            moved.dead_letters.append(_letter(message, site, part, reason))
        else:
            moved.resent.append(Resent(message.topic, site, part, (*ticks, *headers)))
    return moved


def _letter(message: Message, site: str, raw: bytes, reason: str) -> DeadLetter:
    return dead(source=message.topic, reason=reason, raw=raw, kind="misplaced", position=message.offset, site=site)


def _kept_headers(message: Message) -> tuple[tuple[str, bytes], ...]:
    foreign = tuple((name, value) for name, value in message.headers if name not in {RESENT_HEADER, TICKS_HEADER})
    size = sum(len(name.encode()) + len(value or b"") for name, value in foreign)
    if size <= HEADER_BYTES:
        return foreign
    return (TICK_HEADER,) if message.tick else ()


def _parts_with_ticks(value: bytes, message: Message) -> Iterable[tuple[bytes, tuple[tuple[str, bytes], ...]]]:
    """The parts of a message, each with the header of the Ticks between its own lines."""
    parts = list(_parts(value))
    if message.ticks is None or message.key is None:
        return [(part, ()) for part in parts]
    try:
        places = places_of(message.ticks)
    except ValueError:
        # As it came: its home refuses it.
        return [(part, ((TICKS_HEADER, message.ticks),) if part is parts[0] else ()) for part in parts]
    found: list[tuple[bytes, tuple[tuple[str, bytes], ...]]] = []
    first = 0
    for number, part in enumerate(parts, 1):
        last = first + part.count(b"\n")
        here = places.part(first, last if number < len(parts) else None)
        found.append((part, () if here is None else (here.header(),)))
        first = last
    return found


def _parts(value: bytes) -> Iterable[bytes]:
    """The value cut after lines so that each part fits; a line that is itself longer is a part of its own."""
    start = 0
    while len(value) - start > RESENT_BYTES:
        cut = value.rfind(b"\n", start, start + RESENT_BYTES) + 1
        if cut == 0:
            cut = value.find(b"\n", start) + 1 or len(value)
        yield value[start:cut]
        start = cut
    if start < len(value) or start == 0:
        yield value[start:]
