"""What a file is that is no log."""

import bz2
import lzma
from pathlib import Path

import pytest

from streams.sources.files.contents import is_capture_name, never_followed, unreadable_kind


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (bz2.compress(b"x"), "bunzip2 -k x.bin"),
        (lzma.compress(b"x"), "xz -dk x.bin"),
        (b"PK\x03\x04....", "zip"),
        (b"\xd4\xc3\xb2\xa1\x02\x00", "weir replay x.bin"),
        (b"\x0a\x0d\x0d\x0a\x00", "weir run --once x.bin"),
        (bytes(257) + b"ustar", "tar xf x.bin"),
    ],
)
def test_what_it_is_and_what_to_do_are_told(head: bytes, said: str) -> None:
    assert said in (unreadable_kind(head, "x.bin") or "")


def test_a_log_is_nothing_of_the_kind() -> None:
    assert unreadable_kind(b"#separator \\x09\n", "conn.log") is None


def test_captures_are_known_by_their_names_packed_or_not() -> None:
    names = ("a.pcap", "A.PCAPNG", "a.cap.gz", "a.pcap.zst", "a.pcap1", "conn.log", "pcap")
    assert [is_capture_name(Path(name)) for name in names] == [True] * 4 + [False] * 3


def test_what_is_never_followed_is_told_by_its_name_with_the_command_that_reads_it() -> None:
    told = [never_followed(Path("logs") / name) for name in ("tap.pcap", "nfcapd.202611301200", "nfcapd.202611301205")]
    assert [str(one[0]) for one in told if one is not None] == ["logs/tap.pcap", "logs/nfcapd.*", "logs/nfcapd.*"]
    assert [one[1].split("weir run --once ")[1] for one in told if one is not None] == [
        "logs/tap.pcap`",
        "logs`",
        "logs`",
    ]
    assert [never_followed(Path(name)) for name in ("conn.log", "nfcapd.current.77", "nfcapd.log")] == [None] * 3
