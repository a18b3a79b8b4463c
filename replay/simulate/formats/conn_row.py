"""A row of the simulated conn.log, for those who write it in another sensor's words."""

from collections.abc import Iterable
from typing import NamedTuple

FIN, SYN, RST, PSH, ACK = 0x01, 0x02, 0x04, 0x08, 0x10
"""Flags of TCP (RFC 9293, 3.1)."""

_FLAGS = {"s": SYN, "h": SYN | ACK, "a": ACK, "d": ACK | PSH, "f": FIN | ACK, "r": RST}
"""A letter of Zeek's history -> the flags of the packet that it stands for."""


class ConnRow(NamedTuple):
    """One connection. Octets and packets are of IP, headers included; MACs are None where the log has none."""

    start: float
    end: float
    initiator_ip: str
    initiator_port: int
    responder_ip: str
    responder_port: int
    transport: str
    number: int
    service: str | None
    conn_state: str
    history: str
    initiator_octets: int
    initiator_packets: int
    responder_octets: int
    responder_packets: int
    initiator_mac: str | None
    responder_mac: str | None
    uid: str

    @property
    def initiator_flags(self) -> int:
        """All TCP flags that the initiator sent, together."""
        return _flags(letter.lower() for letter in self.history if letter.isupper()) if self.number == 6 else 0

    @property
    def responder_flags(self) -> int:
        """All TCP flags that the responder sent, together."""
        return _flags(letter for letter in self.history if letter.islower()) if self.number == 6 else 0


def _flags(letters: Iterable[str]) -> int:
    flags = 0
    for letter in letters:
        flags |= _FLAGS.get(letter, 0)
    return flags


def conn_row(line: str) -> ConnRow:
    """A line of `replay/simulate/conn_log.py`, whose columns are known."""
    cells = line.rstrip("\n").split("\t")
    start = float(cells[0])
    return ConnRow(
        start=start,
        end=start if cells[8] == "-" else start + float(cells[8]),
        initiator_ip=cells[2],
        initiator_port=int(cells[3]),
        responder_ip=cells[4],
        responder_port=int(cells[5]),
        transport=cells[6],
        number=int(cells[21]),
        service=None if cells[7] == "-" else cells[7],
        conn_state=cells[11],
        history=cells[15],
        initiator_octets=int(cells[17]),
        initiator_packets=int(cells[16]),
        responder_octets=int(cells[19]),
        responder_packets=int(cells[18]),
        initiator_mac=None if cells[22] == "-" else cells[22],
        responder_mac=None if cells[23] == "-" else cells[23],
        uid=cells[1],
    )
