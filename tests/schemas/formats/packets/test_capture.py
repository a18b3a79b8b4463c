"""Captures cut into their packets."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.formats.packets.capture import CaptureCutter, Captured
from tests.schemas.formats.packets.frames import block, enhanced, interface, pcap, section

A, B = b"first frame", b"the second frame"


def shown(captured: Captured) -> bytes:
    return f"{captured.time} {captured.link} ".encode() + captured.frame


def cut(*chunks: bytes) -> tuple[list[bytes], CaptureCutter]:
    cutter = CaptureCutter(shown)
    lines = [line for chunk in chunks for line in cutter.feed(chunk).lines]
    return lines + cutter.finish().lines, cutter


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("nanoseconds", [False, True])
def test_a_pcap_of_any_order_and_resolution_is_cut(order: str, *, nanoseconds: bool) -> None:
    capture = pcap((7.25, A), (8.5, B), order=order, nanoseconds=nanoseconds, link=113)
    lines, cutter = cut(capture)
    assert lines == [b"7.25 113 " + A, b"8.5 113 " + B]
    assert (cutter.offset, cutter.number, cutter.has_partial) == (len(capture), 2, False)


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_pcapng_is_cut_with_each_interfaces_link_and_resolution(order: str) -> None:
    nano = struct.pack(f"{order}HHB3x", 9, 1, 9)
    binary = struct.pack(f"{order}HHB3x", 9, 1, 0x80 | 10)
    offset = struct.pack(f"{order}HHq", 14, 8, 100)
    capture = section(order) + interface(1, order, nano) + interface(101, order, binary + offset)
    capture += enhanced(7.25, A, order, ticks=1e9) + block(5, bytes(20), order)
    capture += enhanced(8.5, B, order, ticks=1024.0, number=1)
    lines, cutter = cut(capture)
    assert lines == [b"7.25 1 " + A, b"108.5 101 " + B]
    assert cutter.offset == len(capture)


def test_simple_and_old_packets_and_a_second_section_are_cut() -> None:
    simple = block(3, struct.pack("<I", len(A)) + A)
    old = block(2, struct.pack("<HHIIII", 0, 0, 0, 7_250_000, len(B), len(B)) + B)
    lines, _ = cut(section() + interface() + simple + old + section(">") + interface(101, ">") + enhanced(9.0, A, ">"))
    assert lines == [b"None 1 " + A, b"7.25 1 " + B, b"9.0 101 " + A]


@given(st.lists(st.integers(1, 90), max_size=12), st.booleans())
def test_chunks_of_any_size_give_the_same_and_all_bytes_are_taken(sizes: list[int], pcapng: bool) -> None:
    capture = pcap((7.25, A), (8.5, B), (9.0, b""))
    if pcapng:
        capture = section() + interface() + enhanced(7.25, A) + enhanced(8.5, B) + block(5, bytes(8))
    chunks, at = [], 0
    for size in sizes:
        chunks.append(capture[at : at + size])
        at += size
    chunks.append(capture[at:])
    assert cut(*chunks)[0] == cut(capture)[0]
    cutter = CaptureCutter(shown)
    for chunk in chunks:
        before = cutter.offset
        lines = cutter.feed(chunk)
        assert not lines.lines or before + lines.taken(0, len(lines.lines)) == cutter.offset
        assert cutter.offset + cutter.held <= len(capture)
    assert cutter.offset == len(capture)


def test_a_position_after_some_packets_is_where_they_end() -> None:
    capture = pcap((7.25, A), (8.5, B))
    lines = CaptureCutter(shown).feed(capture)
    assert lines.taken(0, 1) == 24 + 16 + len(A)
    assert lines.taken(1, 2) == 16 + len(B)


@pytest.mark.parametrize(
    ("capture", "whole", "why"),
    [
        (pcap((7.25, A), (8.5, B))[:-3], 1, b"breaks off within a packet"),
        (b"no capture at all", 0, b"no capture"),
        (pcap((7.25, A)) + b"\xff" * 40, 1, b"a packet of 4294967295 bytes"),
        (section() + interface() + enhanced(7.25, A) + bytes(30), 1, b"a block of 0 bytes"),
        (block(0x0A0D0D0A, bytes(16)), 0, b"no byte order"),
        (section() + enhanced(7.25, A), 0, b"its length or its interface"),
    ],
)
def test_what_is_damaged_is_one_piece_that_says_so(capture: bytes, whole: int, why: bytes) -> None:
    lines, cutter = cut(capture)
    assert len(lines) == whole + 1
    assert why in lines[-1]
    assert (cutter.offset, cutter.has_partial) == (len(capture), False)


def test_a_partial_packet_can_be_left() -> None:
    cutter = CaptureCutter(shown)
    cutter.feed(pcap((7.25, A))[:-3])
    assert (cutter.has_partial, cutter.held) == (True, 16 + len(A) - 3)
    cutter.leave_partial()
    assert (cutter.offset, cutter.held) == (24 + 16 + len(A) - 3, 0)


@given(st.sampled_from([b"", pcap((7.25, A)), section() + interface()]), st.binary(max_size=120))
def test_any_bytes_are_taken_in_bounds(begin: bytes, noise: bytes) -> None:
    _, cutter = cut(begin + noise)
    assert cutter.offset == len(begin + noise)
