"""AWS VPC flow logs: a record of each direction of each connection, with the header that files in S3 have.

The fields are the default ones of version 2 and `tcp-flags`, whose ACK is told with a SYN alone (AWS, "Flow log
records"). Times are whole seconds, and there are no MACs and no names of protocols.
"""

from replay.simulate.formats.conn_row import ACK, PSH, SYN, ConnRow

_FIELDS = (
    "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action "
    "log-status tcp-flags"
)
_INTERFACE = "3 123456789012 eni-0a1b2c3d4e5f60718"


class VpcWriter:
    """A line a record."""

    def begin(self, opened: float) -> bytes:  # noqa: ARG002 - as the protocol has it
        """The names of the fields."""
        return _FIELDS.encode() + b"\n"

    def row(self, row: ConnRow) -> bytes:
        """The initiator's record, and the responder's where it sent anything."""
        asked = _line(row, row.initiator_packets, row.initiator_octets, _told(row.initiator_flags))
        if not row.responder_packets:
            return asked
        return asked + _line(row, row.responder_packets, row.responder_octets, _answer(row.responder_flags), back=True)

    def end(self, closed: float) -> bytes:  # noqa: ARG002 - as the protocol has it
        """Nothing."""
        return b""


def _line(row: ConnRow, packets: int, octets: int, flags: int, *, back: bool = False) -> bytes:
    addresses, ports = [row.initiator_ip, row.responder_ip], [str(row.initiator_port), str(row.responder_port)]
    if back:
        addresses.reverse()
        ports.reverse()
    ends = " ".join(addresses + ports)
    times = f"{int(row.start)} {int(row.end)}"
    return f"{_INTERFACE} {ends} {row.number} {packets} {octets} {times} ACCEPT OK {flags}\n".encode()


def _told(flags: int) -> int:
    """The initiator's flags as AWS tells them: an ACK or PSH by itself is not told (19 is an answer, 3 is a try)."""
    return flags & ~(ACK | PSH)


def _answer(flags: int) -> int:
    """The responder's: its SYN is told with its ACK, 18."""
    return _told(flags) | (ACK if flags & SYN else 0)
