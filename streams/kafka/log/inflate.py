"""Kafka's four compressions undone, never past a bound: a few kB may hold hundreds of MB.

No more is ever written than `bound` bytes, whatever the input says of itself;
what would be longer, or is damaged, is a NotInflated. Deliberately left out: the framing of record batches.
"""

import struct
from collections.abc import Callable

import cramjam

CODECS = {1: "gzip", 2: "snappy", 3: "lz4", 4: "zstd"}
"""The compressions by the number in a batch's attributes (Kafka protocol, record batch)."""

_XERIAL = b"\x82SNAPPY\x00"
"""Java's producers cut snappy into blocks behind this mark, a version and a compatible version (16 bytes in all)."""

_FIRST_RATIO, _GROWTH = 8, 8
"""NDJSON of flows shrinks to an eighth or less seldom (measured: 5 to 12 times); a wrong guess costs another turn."""


class NotInflated(ValueError):
    """It is longer than the bound, or damaged."""


def inflate(codec: int, data: bytes, bound: int) -> bytes:
    """The plain bytes. Raises NotInflated."""
    try:
        if codec == 2:
            return _snappy(data, bound)
        into = _INTO.get(codec)
        if into is None:
            msg = f"an unknown compression {codec}"
            raise NotInflated(msg)
        return _grown(into, data, bound)
    except (cramjam.DecompressionError, struct.error) as error:
        msg = f"{CODECS[codec]} of {len(data)} bytes is damaged, or holds more than {bound}: {error}"
        raise NotInflated(msg) from error


_INTO: dict[int, Callable[[bytes, bytearray], int]] = {
    1: cramjam.gzip.decompress_into,
    3: cramjam.lz4.decompress_into,
    4: cramjam.zstd.decompress_into,
}


def _grown(into: Callable[[bytes, bytearray], int], data: bytes, bound: int) -> bytes:
    """Into a buffer that grows up to the bound; the library stops where a buffer ends."""
    room = min(bound, len(data) * _FIRST_RATIO + 1_024)
    while True:
        buffer = bytearray(room)
        try:
            return bytes(memoryview(buffer)[: into(data, buffer)])
        except cramjam.DecompressionError:
            if room >= bound:
                raise
        room = min(bound, room * _GROWTH)


def _snappy(data: bytes, bound: int) -> bytes:
    """Snappy says first how long it is, and its library holds it to that."""
    if not data.startswith(_XERIAL):
        return _snappy_block(data, bound)
    blocks: list[bytes] = []
    at = 16
    while at < len(data):
        (length,) = struct.unpack_from(">i", data, at)
        if length <= 0:
            msg = f"a block of {length} bytes"
            raise NotInflated(msg)
        block = _snappy_block(data[at + 4 : at + 4 + length], bound)
        bound -= len(block)
        blocks.append(block)
        at += 4 + length
    return b"".join(blocks)


def _snappy_block(data: bytes, bound: int) -> bytes:
    length = cramjam.snappy.decompress_raw_len(data)
    if length > bound:
        msg = f"snappy of {len(data)} bytes holds more than {bound}"
        raise NotInflated(msg)
    return bytes(cramjam.snappy.decompress_raw(data))
