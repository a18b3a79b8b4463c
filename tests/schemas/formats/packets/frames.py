"""Frames and captures, for the tests of what reads them."""

import struct
from ipaddress import ip_address

MACS = bytes.fromhex("020000000009") + bytes.fromhex("020000000005")


def ethernet(packet: bytes, *, vlan: int | None = None, outer: int | None = None, kind: int | None = None) -> bytes:
    tags = b""
    for tag, ethertype in ((outer, 0x88A8), (vlan, 0x8100)):
        if tag is not None:
            tags += struct.pack("!HH", ethertype, tag)
    if kind is None:
        kind = 0x86DD if packet[0] >> 4 == 6 else 0x0800
    return MACS + tags + struct.pack("!H", kind) + packet


def ipv4(
    payload: bytes,
    *,
    sender: str = "10.1.0.5",
    receiver: str = "10.1.0.9",
    protocol: int = 6,
    total: int | None = None,
    place: int = 0,
    options: bytes = b"",
) -> bytes:
    size = 20 + len(options)
    length = size + len(payload) if total is None else total
    head = struct.pack("!BBHHHBBH", 0x40 | size // 4, 0, length, 1, place, 64, protocol, 0)
    return head + ip_address(sender).packed + ip_address(receiver).packed + options + payload


def ipv6(payload: bytes, *, kind: int = 6) -> bytes:
    ends = ip_address("2001:db8::5").packed + ip_address("2001:db8::9").packed
    return struct.pack("!IHBB", 6 << 28, len(payload), kind, 64) + ends + payload


def tcp(port: int, other: int, flags: int) -> bytes:
    return struct.pack("!HHIIBBHHH", port, other, 1, 0, 0x50, flags, 1_000, 0, 0)


def udp(port: int, other: int, payload: bytes, *, length: int | None = None) -> bytes:
    return struct.pack("!HHHH", port, other, 8 + len(payload) if length is None else length, 0) + payload


def pcap(*packets: tuple[float, bytes], order: str = "<", link: int = 1, nanoseconds: bool = False) -> bytes:
    """A capture of packets with their times."""
    magic, ticks = (0xA1B23C4D, 1_000_000_000) if nanoseconds else (0xA1B2C3D4, 1_000_000)
    made = struct.pack(f"{order}IHHiIII", magic, 2, 4, 0, 0, 65_535, link)
    for time, frame in packets:
        whole = int(time)
        made += struct.pack(f"{order}IIII", whole, round((time - whole) * ticks), len(frame), len(frame)) + frame
    return made


def block(kind: int, body: bytes, order: str = "<") -> bytes:
    padded = body + bytes(-len(body) % 4)
    length = struct.pack(f"{order}I", 12 + len(padded))
    return struct.pack(f"{order}I", kind) + length + padded + length


def section(order: str = "<") -> bytes:
    return block(0x0A0D0D0A, struct.pack(f"{order}IHHq", 0x1A2B3C4D, 1, 0, -1), order)


def interface(link: int = 1, order: str = "<", options: bytes = b"") -> bytes:
    return block(1, struct.pack(f"{order}HHI", link, 0, 65_535) + options, order)


def enhanced(time: float, frame: bytes, order: str = "<", *, ticks: float = 1e6, number: int = 0) -> bytes:
    stamp = round(time * ticks)
    head = struct.pack(f"{order}IIIII", number, stamp >> 32, stamp & 0xFFFF_FFFF, len(frame), len(frame))
    return block(6, head + frame, order)
