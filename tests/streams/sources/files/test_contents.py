"""What a file is that is no log."""

import bz2
import lzma

import pytest

from streams.sources.files.contents import unreadable_kind


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (bz2.compress(b"x"), "bunzip2 -k x.bin"),
        (lzma.compress(b"x"), "xz -dk x.bin"),
        (b"PK\x03\x04....", "zip"),
        (b"\xd4\xc3\xb2\xa1\x02\x00", "zeek -C -r x.bin"),
        (b"\x0a\x0d\x0d\x0a\x00", "zeek -C -r x.bin"),
        (bytes(257) + b"ustar", "tar xf x.bin"),
    ],
)
def test_what_it_is_and_what_to_do_are_told(head: bytes, said: str) -> None:
    assert said in (unreadable_kind(head, "x.bin") or "")


def test_a_log_is_nothing_of_the_kind() -> None:
    assert unreadable_kind(b"#separator \\x09\n", "conn.log") is None
