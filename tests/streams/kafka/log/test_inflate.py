"""Kafka's compressions undone within a bound: the same bytes, or an error, and never more memory than the bound."""

import contextlib
import gzip
import struct
import tracemalloc

import cramjam
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.kafka.log.inflate import CODECS, NotInflated, inflate

BOUND = 1_000_000


def java_snappy(data: bytes, block: int = 32 * 1024) -> bytes:
    """As Java's producers frame it."""
    blocks = [bytes(cramjam.snappy.compress_raw(data[at : at + block])) for at in range(0, len(data), block)]
    framed = b"".join(struct.pack(">i", len(each)) + each for each in blocks)
    return b"\x82SNAPPY\x00" + struct.pack(">ii", 1, 1) + framed


def packed(codec: int, data: bytes) -> bytes:
    match CODECS[codec]:
        case "gzip":
            return gzip.compress(data)
        case "snappy":
            return bytes(cramjam.snappy.compress_raw(data))
        case "lz4":
            return bytes(cramjam.lz4.compress(data))
        case _:
            return bytes(cramjam.zstd.compress(data))


@pytest.mark.parametrize("codec", CODECS)
@given(data=st.binary(max_size=2_000), times=st.integers(1, 60))
def test_what_was_packed_comes_back(codec: int, data: bytes, times: int) -> None:
    assert inflate(codec, packed(codec, data * times), BOUND) == data * times


@given(data=st.binary(max_size=2_000), times=st.integers(1, 60))
def test_snappy_as_java_frames_it_comes_back(data: bytes, times: int) -> None:
    assert inflate(2, java_snappy(data * times), BOUND) == data * times


@pytest.mark.parametrize("codec", CODECS)
def test_the_bound_itself_is_taken_and_a_byte_more_is_not(codec: int) -> None:
    assert len(inflate(codec, packed(codec, b"a" * BOUND), BOUND)) == BOUND
    with pytest.raises(NotInflated, match=f"more than {BOUND}"):
        inflate(codec, packed(codec, b"a" * (BOUND + 1)), BOUND)


def test_blocks_that_are_small_each_and_too_much_together_are_refused() -> None:
    with pytest.raises(NotInflated, match="holds more than"):
        inflate(2, java_snappy(b"a" * (BOUND + 1)), BOUND)


@pytest.mark.parametrize("codec", [1, 3, 4])
def test_a_bomb_costs_no_more_than_the_bound(codec: int) -> None:
    bomb = packed(codec, b"a" * 200_000_000)
    assert len(bomb) < 2_000_000
    tracemalloc.start()
    try:
        with pytest.raises(NotInflated):
            inflate(codec, bomb, BOUND)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2 * BOUND


@pytest.mark.parametrize("codec", [*CODECS, 5, 7])
@given(data=st.binary(max_size=200))
def test_damaged_bytes_are_an_error_and_nothing_else(codec: int, data: bytes) -> None:
    for damaged in (data, packed(1, b"a" * 100)[:20] + data, java_snappy(b"a" * 100)[:20] + data):
        with contextlib.suppress(NotInflated):
            assert len(inflate(codec, damaged, 1_000)) <= 1_000
