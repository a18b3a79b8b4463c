"""What a file is that is no log, told by its first bytes, and how a log can be made of it."""

from pathlib import Path

from schemas.formats.ndpi.captures import is_capture

_PACKED = {
    b"BZh": ("bzip2", "bunzip2 -k"),
    b"\xfd7zXZ\x00": ("xz", "xz -dk"),
    b"PK\x03\x04": ("a zip archive", "unzip"),
    b"7z\xbc\xaf\x27\x1c": ("a 7-Zip archive", "7z x"),
    b"\x04\x22\x4d\x18": ("lz4", "lz4 -dk"),
}

CAPTURE_ENDINGS = (".pcap", ".pcapng", ".cap", ".dmp")
"""How captures are usually called (Wireshark's and tcpdump's own names)."""

_NFCAPD_NAMES = ("nfcapd.20", "nfcapd.19")
"""With the time when it was begun, as nfcapd calls them once they are complete (nfcapd(1))."""

_TAR_AT = 257

LOOKED_AT = 512
"""Bytes that tell."""


def unreadable_kind(head: bytes, name: str) -> str | None:
    """Why a file that begins with `head` can't be read, and what to do; None where its first bytes say nothing."""
    if is_capture(head):
        return captures_are_whole(name)
    for magic, (kind, command) in _PACKED.items():
        if head.startswith(magic):
            return f"packed as {kind}; Weir reads .gz and .zst: unpack it (`{command} {name}`)"
    if head[_TAR_AT : _TAR_AT + 5] == b"ustar":
        return f"a tar archive; unpack it (`tar xf {name}`)"
    return None


def captures_are_whole(name: str) -> str:
    """Why a capture is not followed, nor read as another format, and what to do."""
    return f"a packet capture: it is read whole, not followed: `weir replay {name}` or `weir run --once {name}`"


def never_followed(path: Path) -> tuple[Path, str] | None:
    """What of a followed folder is passed over by its name, and why and what to do; None for any other file.

    Files of nfcapd are told as one: it leaves one each five minutes.
    """
    if is_capture_name(path):
        return path, captures_are_whole(str(path))
    if not path.name.startswith(_NFCAPD_NAMES):
        return None
    folder = path.parent
    reads = f"`weir replay {folder}` or `weir run --once {folder}`"
    return path.with_name("nfcapd.*"), f"files of nfcapd: read whole, not followed, where nfdump is installed: {reads}"


def is_capture_name(path: Path) -> bool:
    """Whether a file is called as captures usually are, packed or not."""
    return path.name.lower().removesuffix(".gz").removesuffix(".zst").endswith(CAPTURE_ENDINGS)
