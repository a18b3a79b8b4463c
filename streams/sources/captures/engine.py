"""nfstream's engine, which reads captures with libpcap and names protocols with nDPI: its frames and its flows.

Only the engine is used. `NFStreamer` itself asks for ever for the next frame of a capture that breaks off, as tcpdump
leaves one when it is killed; it moves all frames behind one that is stamped far ahead to that time; and it binds the
process that calls it to one processor. The engine is private to nfstream, so the version is held (`pyproject.toml`),
and `Frames` checks the layout that it reads. Imported in the process of a capture alone.
"""

from collections.abc import Iterator
from struct import Struct as Layout
from typing import Protocol

from _lib_engine import ffi, lib

_FRAME = Layout("<8xQ8x16s16sH12xHBBHH18xI")
"""Time in ms, sender, receiver, sender's port, receiver's port, IP version, protocol, VLAN, flags, tunnel: parts of
`struct nf_packet`, which every machine that nfstream has wheels for lays out so."""

_AT = {"time": 8, "src_ip": 24, "dst_ip": 40, "src_port": 56, "dst_port": 70, "vlan_id": 74, "tunnel_id": 96}

DISSECTED = 20
"""Frames of a conversation that nDPI looks at: nfstream's own default."""

_IP_OCTETS = 1
"""nfstream's accounting mode that counts octets of IP packets, as NetFlow does."""

_NEVER = 2**63
"""A timeout in ms that never comes: conversations are cut in `conversations.py`."""

_STANDARD_INPUT = b"-"
_ONE_FILE = 0
_END, _BROKEN, _NOT_READ = -2, -1, 0

FIN, SYN, RST, ACK = 1, 2, 4, 16
"""The bits of a frame's flags (RFC 9293)."""

_LONGEST_HEADS = 128
"""Of a packet as many bytes are looked at for its ICMP type: the headers of IPv6 and its usual extensions."""


class CaptureUnreadable(OSError):
    """libpcap can't read the capture, or not to its end."""


Frame = tuple[int, bytes, bytes, int, int, int, int, int, int, int]
"""What is told of a frame, in the order of `_FRAME`."""


class Packet(Protocol):
    """nfstream's structure of a frame, as far as it is written here."""

    time: int
    src_port: int
    dst_port: int


class Counted(Protocol):
    """nfstream's structure of a conversation, as far as it is read here."""

    src_port: int
    dst_port: int
    protocol: int
    ip_version: int
    vlan_id: int
    tunnel_id: int
    src2dst_packets: int
    src2dst_bytes: int
    dst2src_packets: int
    dst2src_bytes: int
    application_name: object
    guessed: int
    confidence: int


class Frames:
    """The frames of a capture on standard input (or of a file); `packet` is the one that was read last.

    `read` counts all frames, `passed_over` those without an IP packet, or with one that can't be read. Raises
    CaptureUnreadable where it is no capture.
    """

    def __init__(self, path: bytes = _STANDARD_INPUT) -> None:
        if any(ffi.offsetof("struct nf_packet", name) != at for name, at in _AT.items()):
            msg = "this nfstream lays out its packets otherwise than version 6.6 does"
            raise CaptureUnreadable(msg)
        self.read = 0
        self.passed_over = 0
        self._frame = ffi.new("struct nf_packet *")
        self.packet: Packet = self._frame
        error = ffi.new("char[256]")
        self._capture = lib.capture_open(path, _ONE_FILE, error, 0)
        if self._capture == ffi.NULL:
            raise CaptureUnreadable(ffi.string(error).decode("utf-8", "replace"))

    def __iter__(self) -> Iterator[Frame]:
        """Each frame with an IP packet. Raises CaptureUnreadable where the capture breaks off."""
        packet, capture, following, unpack = self._frame, self._capture, lib.capture_next, _FRAME.unpack_from
        view = ffi.buffer(packet)
        blank = bytes(len(view))
        try:
            while (found := following(capture, packet, 1, 1, 0, _ONE_FILE)) != _END:
                if found == _BROKEN:
                    msg = f"the capture breaks off after {self.read:,} frames"
                    raise CaptureUnreadable(msg)
                self.read += 1
                if found == _NOT_READ:
                    self.passed_over += 1
                    continue
                yield unpack(view)
                view[:] = blank
        finally:
            lib.capture_close(capture)

    def before(self) -> int:
        """The two bytes before the IP packet as a number: of Ethernet they say what the frame carries."""
        return int.from_bytes(ffi.buffer(self._frame.ip_content - 2, 2)[:], "big")

    def heads(self) -> bytes:
        """The first bytes of the IP packet, as far as they were captured."""
        return bytes(ffi.buffer(self._frame.ip_content, min(self._frame.ip_content_len, _LONGEST_HEADS)))


class Dissector:
    """nDPI, which names protocols, and nfstream's counting of one conversation: a C structure, freed by `done`."""

    def __init__(self) -> None:
        checker = ffi.new("struct dissector_checker *")
        checker.flow_size = ffi.sizeof("struct ndpi_flow_struct")
        self._ndpi = lib.dissector_init(checker)
        if self._ndpi == ffi.NULL:
            msg = "this nfstream was built with another nDPI than its own"
            raise CaptureUnreadable(msg)
        lib.dissector_configure(self._ndpi)

    def begun(self, packet: Packet) -> Counted:
        """A conversation by its first frame."""
        flow: Counted = lib.meter_initialize_flow(packet, _IP_OCTETS, 1, 0, DISSECTED, self._ndpi, 0)
        if flow == ffi.NULL:
            raise MemoryError
        return flow

    def counted(self, flow: Counted, packet: Packet) -> None:
        """Count one more frame of a conversation."""
        lib.meter_update_flow(flow, packet, _NEVER, _NEVER, _IP_OCTETS, 1, 0, DISSECTED, self._ndpi, 0)

    def named(self, flow: Counted) -> tuple[str, bool, int]:
        """What nDPI calls a conversation, whether that is a guess, and how sure it is. It looks no further then."""
        lib.meter_expire_flow(flow, DISSECTED, self._ndpi)
        return _text(flow.application_name), bool(flow.guessed), flow.confidence

    @staticmethod
    def done(flow: Counted) -> None:
        """Let go of a conversation."""
        lib.meter_free_flow(flow, DISSECTED, 0, 1)


def _text(chars: object) -> str:
    return str(ffi.string(chars).decode("utf-8", "replace"))


_TEXTS = ("src_ip_str", "src_mac_str", "dst_ip_str", "dst_mac_str")


def ends_of(flow: Counted) -> dict[str, object]:
    """Both ends of a conversation, by nfstream's names."""
    src_ip, src_mac, dst_ip, dst_mac = (_text(getattr(flow, name)) for name in _TEXTS)
    return {
        "src_ip": src_ip,
        "src_mac": src_mac,
        "src_port": flow.src_port,
        "dst_ip": dst_ip,
        "dst_mac": dst_mac,
        "dst_port": flow.dst_port,
        "protocol": flow.protocol,
        "ip_version": flow.ip_version,
        "vlan_id": flow.vlan_id,
        "tunnel_id": flow.tunnel_id,
    }


_FLAGS = tuple(f"{way}_{flag}_packets" for way in ("src2dst", "dst2src") for flag in ("syn", "ack", "rst", "fin"))


def flags_of(flow: Counted) -> dict[str, int]:
    """How many packets each end sent with which flag of TCP, by nfstream's names."""
    return {name: getattr(flow, name) for name in _FLAGS}
