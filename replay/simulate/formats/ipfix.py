"""IPFIX (RFC 7011) as a router exports it, in a pcap: a record of each direction of each connection.

The template comes first and then every minute. A datagram goes out when it is full, or when its oldest record has
waited for five seconds. Nothing names the protocol; the MACs are those that the exporter saw.
"""

from ipaddress import IPv4Address
from struct import Struct as Layout

from replay.simulate.formats.conn_row import ConnRow

EXPORTER, COLLECTOR, PORT = "10.3.0.1", "10.3.0.20", 4739
"""Who exports to whom, and IANA's port for IPFIX."""

_TEMPLATE_ID = 256
_DOMAIN = 1

_FIELDS = (
    (8, 4), (12, 4), (7, 2), (11, 2), (4, 1), (6, 2), (2, 8), (1, 8), (152, 8), (153, 8), (56, 6), (80, 6), (136, 1),
)  # fmt: skip
"""IANA's IPFIX elements and their octets: both addresses, both ports, protocolIdentifier, tcpControlBits,
packetDeltaCount, octetDeltaCount, flowStartMilliseconds, flowEndMilliseconds, source and destination MAC,
flowEndReason."""

_RECORD = Layout("!4s4sHHBHQQQQ6s6sB")
_MESSAGE = Layout("!HHIII")
_SET = Layout("!HH")
_IP = Layout("!BBHHHBBH4s4s")
_UDP = Layout("!HHHH")
_PACKET = Layout("<IIII")
_FILE_HEAD = Layout("<IHHiIII").pack(0xA1B2C3D4, 2, 4, 0, 0, 65_535, 101)
"""A pcap file of raw IP packets (LINKTYPE_RAW, 101), times in microseconds."""

_FULL = 20
"""Records in a datagram: 20 of 60 octets fill an Ethernet frame."""

_LONGEST_WAIT_S = 5.0
_TEMPLATE_EVERY_S = 60.0
_END_OF_FLOW, _IDLE = 3, 1
"""flowEndReason (RFC 5102, 5.11.3)."""


class IpfixWriter:
    """Packets of one exporter."""

    def __init__(self) -> None:
        self._records: list[bytes] = []
        self._oldest = 0.0
        self._sequence = 0
        self._told_template = float("-inf")

    def begin(self, opened: float) -> bytes:  # noqa: ARG002 - as the protocol has it
        """The file's head."""
        return _FILE_HEAD

    def row(self, row: ConnRow) -> bytes:
        """What is due when the row is written: nothing, or packets."""
        out = self._sent(row.end) if self._records and row.end - self._oldest > _LONGEST_WAIT_S else b""
        if not self._records:
            self._oldest = row.end
        self._records.append(_record(row))
        if row.responder_packets:
            self._records.append(_answer(row))
        return out + (self._sent(row.end) if len(self._records) >= _FULL else b"")

    def end(self, closed: float) -> bytes:
        """The last packet."""
        return self._sent(closed) if self._records else b""

    def _sent(self, moment: float) -> bytes:
        out = b""
        if moment - self._told_template >= _TEMPLATE_EVERY_S:
            self._told_template = moment
            fields = b"".join(_SET.pack(*field) for field in _FIELDS)
            out = self._packet(moment, _set(2, _SET.pack(_TEMPLATE_ID, len(_FIELDS)) + fields))
        out += self._packet(moment, _set(_TEMPLATE_ID, b"".join(self._records)))
        self._sequence += len(self._records)
        self._records = []
        return out

    def _packet(self, moment: float, body: bytes) -> bytes:
        whole = _MESSAGE.pack(10, _MESSAGE.size + len(body), int(moment), self._sequence, _DOMAIN) + body
        datagram = _UDP.pack(PORT, PORT, _UDP.size + len(whole), 0) + whole
        size = _IP.size + len(datagram)
        head = _IP.pack(0x45, 0, size, 0, 0, 64, 17, 0, IPv4Address(EXPORTER).packed, IPv4Address(COLLECTOR).packed)
        microseconds = round(moment % 1 * 1e6) % 1_000_000
        return _PACKET.pack(int(moment), microseconds, size, size) + head + datagram


def _set(number: int, body: bytes) -> bytes:
    return _SET.pack(number, _SET.size + len(body)) + body


def _record(row: ConnRow) -> bytes:
    return _RECORD.pack(
        IPv4Address(row.initiator_ip).packed,
        IPv4Address(row.responder_ip).packed,
        row.initiator_port,
        row.responder_port,
        row.number,
        row.initiator_flags,
        row.initiator_packets,
        row.initiator_octets,
        int(row.start * 1000),
        int(row.end * 1000),
        _mac(row.initiator_mac),
        _mac(row.responder_mac),
        _END_OF_FLOW if row.number == 6 else _IDLE,
    )


def _answer(row: ConnRow) -> bytes:
    return _RECORD.pack(
        IPv4Address(row.responder_ip).packed,
        IPv4Address(row.initiator_ip).packed,
        row.responder_port,
        row.initiator_port,
        row.number,
        row.responder_flags,
        row.responder_packets,
        row.responder_octets,
        # The answer begins after the question: by a way through the plant, of a millisecond or less.
        min(int(row.start * 1000) + 1, int(row.end * 1000)),
        int(row.end * 1000),
        _mac(row.responder_mac),
        _mac(row.initiator_mac),
        _END_OF_FLOW if row.number == 6 else _IDLE,
    )


def _mac(text: str | None) -> bytes:
    return bytes(6) if text is None else bytes.fromhex(text.replace(":", ""))
