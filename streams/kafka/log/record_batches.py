"""Record batches as a broker sends them, made safe before a Kafka client reads them.

Takes bytes and gives bytes that can be read in bounded memory. A broker
checks a batch's size as it was compressed, so some kB may hold hundreds of MB, or millions of messages,
and both clients (aiokafka, kafka-python) would inflate it whole; a compression they have no library for
would stop them. So compressed batches are inflated here, within bounds. A batch past them, and a message
past `MAX_MESSAGE_BYTES`, is replaced by a short message at its last offset that says so (`streams/withheld.py`).
What one fetch would hold past its bound is cut off: the client fetches it next.

Layout: Kafka protocol, record batch (magic 2), https://kafka.apache.org/documentation/#recordbatch. Checksums
of inflated batches are made anew: the broker checked the old ones on arrival.
"""

import struct
from collections.abc import Callable
from typing import cast

from aiokafka.record.util import calc_crc32c

from schemas.bounds import MAX_MESSAGE_BYTES
from schemas.dead_letter import MAX_DEAD_BYTES
from streams.kafka.log.inflate import inflate
from streams.withheld import Withheld, header_of

MAX_BATCH_BYTES = 16 * 1024 * 1024
"""What one batch may hold: producers fill batches of 16 kB to 1 MB, counted before compression."""

MAX_BATCH_MESSAGES = 50_000
"""Messages of one batch: 1 MB of the shortest; librdkafka packs 10,000 at most unless told otherwise."""

FETCH_BUDGET = 32 * 1024 * 1024
"""What is handed to the client of one partition at once; a client makes objects of all of it."""

MESSAGE_COST = 512
"""What a client's object of one message takes besides its bytes."""

_HEADER = struct.Struct(">qiibIhiqqqhii")
"""Base offset, length, leader epoch, magic, checksum, attributes, last offset delta, first and last timestamp,
producer id and epoch, first sequence, count."""

_GLANCE = struct.Struct(">8xi4xb4xh34xi")
"""Length, magic, attributes and count alone: this is asked of every batch."""

_MAGIC_AT, _CRC_AT, _CHECKED_FROM = 16, 17, 21
_OVERHEAD = 12
_LEAST = 26
"""The shortest batch there is: an empty message of the format before Kafka 0.11."""

_COMPRESSION = 0b111


def bounded(data: bytes) -> bytes:
    """The same batches, with what is too much replaced; the bytes as they are when nothing is."""
    out: list[bytes | memoryview] = []
    view = memoryview(data)
    at = kept_from = spent = 0
    while at + _LEAST <= len(data):
        whole = at + _HEADER.size <= len(data)
        length, magic, attributes, count = _GLANCE.unpack_from(data, at) if whole else _last_glance(data, at)
        end = at + _OVERHEAD + length
        if not at + (_HEADER.size if magic >= 2 else _LEAST) <= end <= len(data):
            # The last one may be sent in part; anything else is for the client to complain of.
            break
        made: bytes | None = None
        cost = end - at + MESSAGE_COST * (count if magic >= 2 else 1)
        if magic < 2 or attributes & _COMPRESSION or length > MAX_MESSAGE_BYTES or count > MAX_BATCH_MESSAGES:
            made = _safe(data, at, end)
        if made is not None:
            cost = len(made) + MESSAGE_COST * _count(made)
        if spent and spent + cost > FETCH_BUDGET:
            return b"".join([*out, view[kept_from:at]])
        if made is not None:
            out += (view[kept_from:at], made)
            kept_from = end
        spent += cost
        at = end
    return b"".join([*out, view[kept_from:]]) if out else data


def _last_glance(data: bytes, at: int) -> tuple[int, ...]:
    """The same where less than a header is left: a short message of the old format, or the part of a batch."""
    return _GLANCE.unpack(data[at : at + _HEADER.size].ljust(_HEADER.size, b"\x00"))


def _safe(data: bytes, at: int, end: int) -> bytes | None:
    """The batch between two places as it is to be read; None when it may be read as it is."""
    if data[at + _MAGIC_AT] < 2:
        return _old(data, at, end)
    header = _HEADER.unpack_from(data, at)
    codec, count = header[5] & _COMPRESSION, header[12]
    if codec == 0 and end - at - _OVERHEAD <= MAX_MESSAGE_BYTES and count <= MAX_BATCH_MESSAGES:
        return None
    try:
        return _batch(header, _content(header, data[at + _HEADER.size : end]), count)
    except (IndexError, ValueError) as error:
        return _withheld(header, data, at, end, f"a batch of {count} messages can't be read: {error}")


def _content(header: tuple[int, ...], content: bytes) -> bytes:
    """The records of a batch, not compressed, those too long replaced. Raises ValueError or IndexError."""
    codec, count = header[5] & _COMPRESSION, header[12]
    if count > MAX_BATCH_MESSAGES:
        msg = f"at most {MAX_BATCH_MESSAGES} in one batch are taken"
        raise ValueError(msg)
    if codec:
        content = inflate(codec, content, MAX_BATCH_BYTES)
    elif len(content) > MAX_BATCH_BYTES:
        msg = f"it has {len(content)} bytes; at most {MAX_BATCH_BYTES} are taken"
        raise ValueError(msg)
    return content if len(content) <= MAX_MESSAGE_BYTES else _without_long_ones(content, header[0])


def _old(data: bytes, at: int, end: int) -> bytes | None:
    """Kafka 4 no longer keeps the format before 0.11: plain messages of it are read, compressed ones are not."""
    compressed = data[at + _MAGIC_AT + 1] & _COMPRESSION
    if not compressed and end - at <= MAX_MESSAGE_BYTES:
        return None
    (offset,) = struct.unpack_from(">q", data, at)
    header = (offset, 0, -1, 2, 0, 0, 0, 0, 0, -1, -1, -1, 1)
    reason = "compressed in, or too long of, the format before Kafka 0.11: let its producer be a newer one"
    return _withheld(header, data, at, end, reason)


def _withheld(header: tuple[int, ...], data: bytes, at: int, end: int, reason: str) -> bytes:
    """A batch of one message at the last offset, with the first bytes of what was there."""
    told = Withheld(reason, first=header[0], count=header[12], size=end - at)
    raw = data[at : min(end, at + MAX_DEAD_BYTES)]
    return _batch(header, _record(offset_delta=header[6], time_delta=0, key=None, value=raw, withheld=told), 1)


def _without_long_ones(content: bytes, base_offset: int) -> bytes:
    """The records of a batch, those too long replaced. Raises IndexError or ValueError when they are damaged."""
    out: list[bytes | memoryview] = []
    view = memoryview(content)
    at = 0
    while at < len(content):
        length, begin = _varint(content, at)
        end = begin + length
        if length < 0 or end > len(content):
            msg = f"a record of {length} bytes at {at} of {len(content)}"
            raise ValueError(msg)
        out.append(view[at:end] if length <= MAX_MESSAGE_BYTES else _shortened(content, begin, length, base_offset))
        at = end
    return b"".join(out)


def _shortened(content: bytes, begin: int, length: int, base_offset: int) -> bytes:
    """One record's place and key with the first bytes of its value, or of its headers where those are long."""
    time_delta, at = _varint(content, begin + 1)
    offset_delta, at = _varint(content, at)
    size, at = _varint(content, at)
    key = content[at : at + size] if 0 <= size <= MAX_DEAD_BYTES else None
    at += max(size, 0)
    _, at = _varint(content, at)
    reason = f"a message of {length} bytes; at most {MAX_MESSAGE_BYTES} are taken"
    told = Withheld(reason, first=base_offset + offset_delta, count=1, size=length)
    value = content[at : at + MAX_DEAD_BYTES]
    return _record(offset_delta=offset_delta, time_delta=time_delta, key=key, value=value, withheld=told)


def _batch(header: tuple[int, ...], content: bytes, count: int) -> bytes:
    """A batch with this content, not compressed, else as the header says."""
    length = _HEADER.size - _OVERHEAD + len(content)
    attributes = header[5] & ~_COMPRESSION
    made = bytearray(_HEADER.pack(header[0], length, *header[2:4], 0, attributes, *header[6:12], count))
    made += content
    struct.pack_into(">I", made, _CRC_AT, calc_crc32c(memoryview(made)[_CHECKED_FROM:]))
    return bytes(made)


def _record(*, offset_delta: int, time_delta: int, key: bytes | None, value: bytes, withheld: Withheld) -> bytes:
    name, told = header_of(withheld)
    body = b"".join(
        (
            b"\x00",
            _to_varint(time_delta),
            _to_varint(offset_delta),
            _to_varint(-1) if key is None else _to_varint(len(key)) + key,
            _to_varint(len(value)),
            value,
            _to_varint(1),
            _to_varint(len(name)),
            name.encode(),
            _to_varint(len(told)),
            told,
        )
    )
    return _to_varint(len(body)) + body


def _count(batch: bytes) -> int:
    return int(_GLANCE.unpack_from(batch)[3])


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A zigzag number of base 128, and the place after it."""
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return (value >> 1) ^ -(value & 1), at
        shift += 7
        if shift > 63:
            msg = f"no number at {at}"
            raise ValueError(msg)


def _to_varint(value: int) -> bytes:
    value = (value << 1) ^ (value >> 63)
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


class _Guarded:
    """A client's own reader of batches, given bounded ones."""

    def __init__(self, reader: Callable[[bytes], object]) -> None:
        self.reader = reader

    def __call__(self, data: bytes) -> object:
        # An empty answer may come as None: that is the client's own affair.
        return self.reader(bounded(bytes(data)) if data else data)


def guard(fetcher: object) -> None:
    """Let a client's module `fetcher` read bounded batches only: neither client has a place to ask for it."""
    module = cast("_Fetcher", fetcher)
    if not isinstance(module.MemoryRecords, _Guarded):
        module.MemoryRecords = _Guarded(module.MemoryRecords)


def guard_kafka_python() -> None:
    """The same for every consumer of kafka-python in this process."""
    import kafka.consumer.fetcher  # noqa: PLC0415 - 0.2 s that who reads with aiokafka does without

    guard(kafka.consumer.fetcher)


class _Fetcher:
    MemoryRecords: Callable[[bytes], object]
