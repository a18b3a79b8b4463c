"""What a packet capture begins with: pcap and pcapng."""

CAPTURES = (
    b"\xd4\xc3\xb2\xa1",
    b"\xa1\xb2\xc3\xd4",
    b"\x4d\x3c\xb2\xa1",
    b"\xa1\xb2\x3c\x4d",
    b"\x0a\x0d\x0d\x0a",
)
"""pcap with microseconds and with nanoseconds, in either byte order, and pcapng (the IETF's opsawg-pcap, -pcapng)."""

MAGIC_BYTES = 4
"""How many bytes tell."""


def is_capture(head: bytes) -> bool:
    """Whether a file that begins so is a packet capture."""
    return head.startswith(CAPTURES)
