"""Batches as a broker sends them, bytes in and bytes out: both clients read what comes out, in bounded memory."""

import struct
import tracemalloc
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from aiokafka.record.memory_records import MemoryRecords as Aiokafkas
from hypothesis import given
from hypothesis import strategies as st
from kafka.record.memory_records import MemoryRecords, MemoryRecordsBuilder

from schemas.bounds import MAX_MESSAGE_BYTES
from streams.kafka.log.record_batches import FETCH_BUDGET, MAX_BATCH_BYTES, MAX_BATCH_MESSAGES, bounded, guard
from streams.withheld import WITHHELD_HEADER, Withheld
from tests.streams.kafka.log.test_inflate import packed

GZIP, ZSTD = 1, 4
HEADER_BYTES = 61

Read = tuple[int, bytes | None, bytes | None, Withheld | None]


def batch(values: Sequence[bytes | None], *, codec: int = 0, first: int = 100) -> bytes:
    """A batch as it lies in a topic, its first message at offset `first`."""
    builder = MemoryRecordsBuilder(2, 0, 1 << 30, offset=0)
    for number, value in enumerate(values):
        builder.append(timestamp=1_000 + number, key=b"plant", value=value, headers=[("h", b"x")])
    builder.close()
    made = bytearray(builder.buffer())
    if codec:
        content = packed(codec, bytes(made[HEADER_BYTES:]))
        made[HEADER_BYTES:] = content
        struct.pack_into(">i", made, 8, len(made) - 12)
        struct.pack_into(">h", made, 21, codec)
    struct.pack_into(">q", made, 0, first)
    return bytes(made)


def read(data: bytes) -> list[Read]:
    """Offset, key, value and what was held back of every message, the same with both clients."""
    found = [
        [(r.offset, r.key, r.value, dict(r.headers).get(WITHHELD_HEADER)) for one in records for r in one]
        for records in (MemoryRecords(data), _batches(Aiokafkas(data)))
    ]
    assert found[0] == found[1]
    return [
        (offset, key, value, None if told is None else msgspec.json.decode(told, type=Withheld))
        for offset, key, value, told in found[0]
    ]


def _batches(records: Aiokafkas) -> list[Any]:
    batches: list[Any] = []
    while records.has_next():
        one = records.next_batch()
        assert one.validate_crc()
        batches.append(one)
    return batches


def test_plain_batches_are_the_bytes_they_were() -> None:
    data = batch([b"a", None]) + batch([b"b"] * 500, first=102)
    assert bounded(data) is data
    cut = data[:-7]
    assert bounded(cut) is cut


@pytest.mark.parametrize("codec", [1, 2, 3, 4])
def test_compressed_batches_come_out_plain_whatever_the_client_has_libraries_for(codec: int) -> None:
    values = [b"flow %d" % number * 20 for number in range(300)]
    data = batch([b"before"], first=99) + batch(values, codec=codec) + batch([b"after"], first=400)
    assert [(offset, value) for offset, _, value, _ in read(bounded(data))] == [
        (99, b"before"), *enumerate(values, 100), (400, b"after"),
    ]  # fmt: skip


@pytest.mark.parametrize("codec", [1, 3, 4])
def test_a_bomb_is_one_message_at_its_last_offset_and_its_neighbours_are_read(codec: int) -> None:
    bomb = batch([b"a" * (MAX_BATCH_BYTES + 1), b"b", b"c"], codec=codec)
    data = batch([b"before"], first=99) + bomb + batch([b"after"], first=103)
    before, stub, after = read(bounded(data))
    assert (before[0], before[2], after[0], after[2]) == (99, b"before", 103, b"after")
    offset, _, value, told = stub
    assert (offset, value) == (102, bomb[:4_096])
    assert told is not None
    assert (told.first, told.count, told.size) == (100, 3, len(bomb))
    assert "more than 16777216" in told.reason


def test_a_batch_of_too_many_messages_is_not_inflated() -> None:
    data = bytearray(batch([b"a"], codec=GZIP))
    struct.pack_into(">i", data, HEADER_BYTES - 4, MAX_BATCH_MESSAGES + 1)
    ((_, _, _, told),) = read(bounded(bytes(data)))
    assert told is not None
    assert told.count == MAX_BATCH_MESSAGES + 1


def test_damage_and_unknown_compressions_are_held_back_too() -> None:
    damaged = bytearray(batch([b"a" * 100], codec=ZSTD))
    damaged[HEADER_BYTES + 8 :] = b"\xff" * (len(damaged) - HEADER_BYTES - 8)
    unknown = bytearray(batch([b"a"], first=101))
    struct.pack_into(">h", unknown, 21, 6)
    told = [one[3] for one in read(bounded(bytes(damaged) + bytes(unknown)))]
    assert [each is not None and each.count for each in told] == [1, 1]


@pytest.mark.parametrize("codec", [0, GZIP])
def test_a_message_too_long_is_replaced_alone(codec: int) -> None:
    long = b"long" * (MAX_MESSAGE_BYTES // 4)
    first, second, third = read(bounded(batch([b"a", long, b"c"], codec=codec)))
    assert (first[2], third[2]) == (b"a", b"c")
    offset, key, value, told = second
    assert (offset, key, value) == (101, b"plant", long[:4_096])
    assert told is not None
    assert (told.first, told.count) == (101, 1)
    assert f"at most {MAX_MESSAGE_BYTES}" in told.reason


def test_ten_megabytes_in_one_message_are_held_back() -> None:
    ((offset, _, _, told),) = read(bounded(batch([b"x" * 10_000_000])))
    assert offset == 100
    assert told is not None
    assert told.size > 10_000_000


def test_what_one_fetch_holds_is_cut_and_the_first_batch_always_comes() -> None:
    many = b"".join(batch([b"a" * 1_000_000] * 10, codec=ZSTD, first=n * 10) for n in range(20))
    assert len(many) < 100_000
    tracemalloc.start()
    try:
        out = bounded(many)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert 10_000_000 < len(out) <= FETCH_BUDGET
    assert peak < 4 * FETCH_BUDGET
    assert [one[0] for one in read(out)] == list(range(30))


def test_a_transaction_keeps_its_marks() -> None:
    bomb = bytearray(batch([b"a" * (MAX_BATCH_BYTES + 1)], codec=GZIP))
    struct.pack_into(">h", bomb, 21, GZIP | 0x10)
    struct.pack_into(">qh", bomb, 43, 77, 3)
    one = Aiokafkas(bounded(bytes(bomb))).next_batch()
    assert (one.is_transactional, one.producer_id, one.next_offset) == (True, 77, 101)


def test_the_old_format_is_read_plain_and_held_back_compressed() -> None:
    def old(magic: int, attributes: int) -> bytes:
        builder = MemoryRecordsBuilder(magic, 0, 1 << 20)
        builder.append(timestamp=5, key=b"plant", value=b"flow")
        builder.close()
        made = bytearray(builder.buffer())
        made[17] = attributes
        return bytes(made)

    plain = old(1, 0)
    assert bounded(plain) is plain
    assert len(old(1, GZIP)) < HEADER_BYTES
    ((offset, _, _, told),) = read(bounded(old(1, GZIP)))
    assert offset == 0
    assert told is not None
    assert "before Kafka 0.11" in told.reason


@given(data=st.binary(max_size=400), at=st.integers(0, 80))
def test_damaged_framing_never_hangs_or_raises(data: bytes, at: int) -> None:
    whole = batch([b"a", b"b"], codec=GZIP)
    for damaged in (data, whole + data, whole[:at] + data + whole[at + len(data) :]):
        assert isinstance(bounded(damaged), bytes)


def test_a_client_is_guarded_once() -> None:
    module = SimpleNamespace(MemoryRecords=len)
    guard(module)
    guard(module)
    data = batch([b"a" * 100] * 100, codec=GZIP)
    assert module.MemoryRecords(data) == len(bounded(data)) > len(data)
