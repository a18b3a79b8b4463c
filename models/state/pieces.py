"""Splits what could outgrow one state record into several: Kafka takes no message past its limit, 1 MB by default.

The first piece lies under the part's own name (`@watch`), the next ones behind it with their number (`@watch|0001`).
"""

from collections.abc import Iterable, Sequence
from typing import TypeVar

import msgspec

from models.state.state_codec import encode
from schemas.state import KEY_SEPARATOR

T = TypeVar("T")

PIECE_BYTES = 262_144
"""What a piece's items come to at most, a single larger one aside: a record with two kinds of them is half of 1 MB."""


def split(items: Iterable[T]) -> list[list[T]]:
    """The items in order, in pieces of about `PIECE_BYTES`; one empty piece where there are none."""
    pieces: list[list[T]] = [[]]
    size = 0
    for item in items:
        size += len(msgspec.msgpack.encode(item))
        if size > PIECE_BYTES and pieces[-1]:
            pieces.append([])
            size = 0
        pieces[-1].append(item)
    return pieces


def write(records: dict[str, bytes | None], part: str, pieces: Sequence[object], stored: int) -> int:
    """Put pieces among the records, and delete what is left over of the `stored` ones. Returns how many there are."""
    for number, piece in enumerate(pieces):
        records[name_of(part, number)] = encode(piece)
    for unused in range(len(pieces), stored):
        records[name_of(part, unused)] = None
    return len(pieces)


def name_of(part: str, number: int) -> str:
    """The name of a piece."""
    return part if number == 0 else f"{part}{KEY_SEPARATOR}{number:04d}"


def number_of(name: str) -> int | None:
    """The number of a piece by its name; None where it is no piece's name."""
    part, separator, number = name.partition(KEY_SEPARATOR)
    if not separator:
        return 0
    valid = number.isascii() and number.isdigit() and name_of(part, int(number)) == name
    return int(number) if valid else None
