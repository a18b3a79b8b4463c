"""What a packet capture begins with: pcap and pcapng."""

from schemas.formats.packets.capture import MAGICS

MAGIC_BYTES = 4
"""How many bytes tell."""


def is_capture(head: bytes) -> bool:
    """Whether a file that begins so is a packet capture."""
    return head.startswith(MAGICS)
