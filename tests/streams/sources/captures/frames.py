"""Captures made for tests, frame by frame: pcap and pcapng of Ethernet."""

from collections.abc import Sequence
from ipaddress import ip_address
from struct import pack

T0 = 1_767_225_600.0

FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16

Stamped = tuple[float, bytes]


def mac_of(ip: str) -> bytes:
    """A MAC that tells its address."""
    return b"\x02\x00" + ip_address(ip).packed[-4:]


def ethernet(
    source: str, target: str, protocol: int, payload: bytes, *, vlan: int | None = None, fragment: int = 0
) -> bytes:
    """A frame with an IP packet."""
    one, two = ip_address(source), ip_address(target)
    tag = b"" if vlan is None else pack("!HH", 0x8100, vlan)
    if one.version == 6:
        head = pack("!IHBB", 0x6000_0000, len(payload), protocol, 64) + one.packed + two.packed
        kind = 0x86DD
    else:
        head = pack("!BBHHHBBH", 0x45, 0, 20 + len(payload), 1, fragment, 64, protocol, 0) + one.packed + two.packed
        kind = 0x0800
    return mac_of(target) + mac_of(source) + tag + pack("!H", kind) + head + payload


def tcp(  # noqa: PLR0917 - the fields of a segment
    source: str, port: int, target: str, to: int, flags: int, data: bytes = b"", *, vlan: int | None = None
) -> bytes:
    """A TCP segment."""
    return ethernet(source, target, 6, pack("!HHIIBBHHH", port, to, 1, 1, 0x50, flags, 8_192, 0, 0) + data, vlan=vlan)


def udp(source: str, port: int, target: str, to: int, data: bytes = b"x") -> bytes:
    """A UDP datagram."""
    return ethernet(source, target, 17, pack("!HHHH", port, to, 8 + len(data), 0) + data)


def icmp(source: str, target: str, kind: int, code: int = 0) -> bytes:
    """A message of ICMP, or of ICMPv6 behind a hop-by-hop header."""
    message = pack("!BBHHH", kind, code, 0, 1, 1) + bytes(16)
    if ":" in source:
        return ethernet(source, target, 0, pack("!BB6x", 58, 0) + message)
    return ethernet(source, target, 1, message)


def raw(kind: int, payload: bytes) -> bytes:
    """A frame of another EtherType."""
    return bytes(6) + b"\x02\0\0\0\0\1" + pack("!H", kind) + payload.ljust(46, b"\0")


def modbus(count: int, *, begin: float = T0, step: float = 1.0, client: str = "10.1.0.9") -> list[Stamped]:
    """A poll of a controller with its handshake: `count` questions with their answers."""
    plc, port = "10.1.0.50", 40_001
    ask = bytes.fromhex("000100000006010300000002")
    answer = bytes.fromhex("00010000000701030400010002")
    frames = [
        (begin, tcp(client, port, plc, 502, SYN)),
        (begin + 0.001, tcp(plc, 502, client, port, SYN | ACK)),
        (begin + 0.002, tcp(client, port, plc, 502, ACK)),
    ]
    for number in range(count):
        at = begin + 0.01 + number * step
        frames.append((at, tcp(client, port, plc, 502, ACK | PSH, ask)))
        frames.append((at + 0.003, tcp(plc, 502, client, port, ACK | PSH, answer)))
    return frames


def pcap(frames: Sequence[Stamped], *, nanoseconds: bool = False, order: str = "<", cut: int = 65_535) -> bytes:
    """A pcap file; `cut` is how much of a frame is kept."""
    each = 1_000 if nanoseconds else 1
    content = [pack(f"{order}IHHiIII", 0xA1B23C4D if nanoseconds else 0xA1B2C3D4, 2, 4, 0, 0, 65_535, 1)]
    for time, frame in frames:
        part = round((time % 1) * 1_000_000) % 1_000_000 * each
        content += [pack(f"{order}IIII", int(time), part, len(frame[:cut]), len(frame)), frame[:cut]]
    return b"".join(content)


def pcapng(frames: Sequence[Stamped]) -> bytes:
    """A pcapng file with one interface."""

    def block(kind: int, body: bytes) -> bytes:
        body += bytes(-len(body) % 4)
        return pack("<II", kind, len(body) + 12) + body + pack("<I", len(body) + 12)

    content = block(0x0A0D0D0A, pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)) + block(1, pack("<HHI", 1, 0, 65_535))
    for time, frame in frames:
        at = round(time * 1_000_000)
        content += block(6, pack("<IIIII", 0, at >> 32, at & 0xFFFFFFFF, len(frame), len(frame)) + frame)
    return content
