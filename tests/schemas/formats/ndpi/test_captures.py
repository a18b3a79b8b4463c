"""Captures are told by their first bytes."""

import pytest

from schemas.formats.ndpi.captures import is_capture
from tests.streams.sources.captures.frames import pcap, pcapng


@pytest.mark.parametrize(
    "content",
    [
        pcap([]),
        pcap([], nanoseconds=True),
        pcap([], order=">"),
        pcap([], order=">", nanoseconds=True),
        pcapng([]),
    ],
)
def test_captures_of_each_kind_are_told(content: bytes) -> None:
    assert is_capture(content)
    assert is_capture(content[:4])


def test_text_and_less_than_four_bytes_are_none() -> None:
    assert not is_capture(b"\n\r\r")
    assert not is_capture(b"#fields")
    assert not is_capture(b"")
