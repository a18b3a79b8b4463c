"""Messages are cut by newlines or by the counts before them, however the stream is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.bounds import MAX_RECORD_BYTES
from schemas.formats.lines import LineSplitter
from streams.sources.listening.lines.framing import OctetCounted, bare, cutter_of


def counted(*messages: bytes) -> bytes:
    return b"".join(b"%d %s" % (len(one), one) for one in messages)


def test_the_first_bytes_tell_how_a_stream_is_cut() -> None:
    assert isinstance(cutter_of(b"12 <134>x"), OctetCounted)
    assert isinstance(cutter_of(b'{"ts": 1}'), LineSplitter)
    assert isinstance(cutter_of(b"<134>x"), LineSplitter)
    assert isinstance(cutter_of(b"1700000000.5 conn"), LineSplitter)
    assert isinstance(cutter_of(b"12 flows"), LineSplitter)
    for beginning in (b"1", b"12", b"12 ", b"1234567890 "):
        assert cutter_of(beginning) is None
    assert isinstance(cutter_of(b"012 "), LineSplitter)


@given(st.lists(st.binary(max_size=40), max_size=6), st.lists(st.integers(1, 30), max_size=10))
def test_messages_come_whole_however_the_stream_is_cut(texts: list[bytes], cuts: list[int]) -> None:
    messages = [b"<1>" + one.rstrip(b"\r\n") for one in texts]
    stream, cutter, found = counted(*messages), OctetCounted(), list[bytes]()
    begin = 0
    for size in [*cuts, len(stream) + 1]:
        found += cutter.feed(stream[begin : begin + size]).lines
        begin += size
    assert found == messages
    assert (cutter.offset, cutter.number) == (len(stream), len(messages))
    assert not cutter.has_partial


def test_a_newline_after_a_counted_message_is_nothing() -> None:
    assert OctetCounted().feed(b"5 <1>ab\n6 <1>abc\r\n4 <1>\n").lines == [b"<1>ab", b"<1>abc", b"<1>"]


def test_where_a_count_should_be_and_is_none_it_is_broken() -> None:
    cutter = OctetCounted()
    assert cutter.feed(b"5 <1>ab").lines == [b"<1>ab"]
    assert cutter.broken is None
    assert cutter.feed(b"4 <1>hello").lines == [b"<1>h"]
    assert cutter.broken == "no count of bytes where one should be: b'ello'"


def test_one_that_is_too_long_is_passed_over_and_the_next_is_read() -> None:
    long = b"<1>" + b"x" * MAX_RECORD_BYTES
    cutter, stream = OctetCounted(), counted(long, b"<1>ab")
    found = [cutter.feed(stream[begin : begin + 100_000]) for begin in range(0, len(stream), 100_000)]
    assert [line for lines in found for line in lines.lines] == [b"", b"<1>ab"]
    assert [(one.number, one.size) for lines in found for one in lines.overlong] == [(1, len(long) + 8)]
    assert cutter.offset == len(stream)


def test_what_has_no_end_is_told_as_held() -> None:
    cutter = OctetCounted()
    cutter.feed(b"10 <1>ab")
    assert cutter.has_partial
    assert cutter.held == 8
    assert cutter.finish().lines == [b"10 <1>ab"]
    assert cutter.finish().lines == []


@pytest.mark.parametrize(
    ("line", "row"),
    [
        (b'<134>Nov 30 12:00:00 tap suricata[12]: {"a": 1}', b'{"a": 1}'),
        (b'<13>1 2026-11-30T12:00:00Z tap suricata - - - {"a": {"b": 2}}', b'{"a": {"b": 2}}'),
        (b'{"a": "<1>"}', b'{"a": "<1>"}'),
        (b"<134>no row", b"<134>no row"),
        (b"<xml>{", b"<xml>{"),
        (b"", b""),
    ],
)
def test_a_header_of_syslog_is_left_out(line: bytes, row: bytes) -> None:
    assert bare(line) == row
