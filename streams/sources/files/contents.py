"""What a file is that is no log, told by its first bytes, and how a log can be made of it."""

_PACKED = {
    b"BZh": ("bzip2", "bunzip2 -k"),
    b"\xfd7zXZ\x00": ("xz", "xz -dk"),
    b"PK\x03\x04": ("a zip archive", "unzip"),
    b"7z\xbc\xaf\x27\x1c": ("a 7-Zip archive", "7z x"),
    b"\x04\x22\x4d\x18": ("lz4", "lz4 -dk"),
}

_CAPTURES = (
    b"\xd4\xc3\xb2\xa1", b"\xa1\xb2\xc3\xd4", b"\x4d\x3c\xb2\xa1", b"\xa1\xb2\x3c\x4d", b"\x0a\x0d\x0d\x0a",
)  # fmt: skip
"""pcap with microseconds and nanoseconds, in either byte order, and pcapng."""

_TAR_AT = 257

LOOKED_AT = 512
"""Bytes that tell."""


def unreadable_kind(head: bytes, name: str) -> str | None:
    """Why a file that begins with `head` can't be read, and what to do; None where its first bytes say nothing."""
    if head.startswith(_CAPTURES):
        return f"a packet capture, which Weir does not read yet; `zeek -C -r {name}` makes a conn.log of it"
    for magic, (kind, command) in _PACKED.items():
        if head.startswith(magic):
            return f"packed as {kind}; Weir reads .gz and .zst: unpack it (`{command} {name}`)"
    if head[_TAR_AT : _TAR_AT + 5] == b"ustar":
        return f"a tar archive; unpack it (`tar xf {name}`)"
    return None
