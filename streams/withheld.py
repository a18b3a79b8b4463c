"""What stands in a topic's stream for messages that were too much to be read: a short message that says so.

A guard below a Kafka client (`streams/kafka/log/record_batches.py`) puts such a message
in the place of the last one it held back; the shard makes a dead letter of it. A producer that forges
the header gets its own message refused, no more.
"""

import msgspec
from msgspec import Struct

from schemas.dead_letter import DeadLetter, dead

WITHHELD_HEADER = "weir-withheld"


class Withheld(Struct, frozen=True):
    """What was held back: `count` messages from offset `first` on, `size` bytes as they lie in the topic, and why."""

    reason: str
    first: int
    count: int
    size: int


def header_of(withheld: Withheld) -> tuple[str, bytes]:
    """The header that tells such a message."""
    return WITHHELD_HEADER, msgspec.json.encode(withheld)


def letter_of(header: bytes, *, source: str, offset: int, value: bytes, key: str | None) -> DeadLetter:
    """The dead letter of a message with that header."""
    try:
        told = msgspec.json.decode(header, type=Withheld)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        told = Withheld(f"a header {WITHHELD_HEADER} of another's making", offset, 1, len(value))
    letter = dead(source=source, reason=told.reason, raw=value, kind="oversized", position=told.first, site=key)
    last = offset if told.first != offset else None
    return msgspec.structs.replace(letter, count=max(1, told.count), size=told.size, last_position=last)
