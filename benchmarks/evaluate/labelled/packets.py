"""Packets to connections, as far as the bench needs them: five-tuples that end by a pause of a minute."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import dpkt

from replay.simulate.connection import Connection

_PAUSE_S = 60.0
"""Zeek's inactivity timeout of UDP; a TCP connection of these captures has no longer pause."""

_SYN, _ACK = 0x02, 0x10


class Packet(NamedTuple):
    """An IPv4 packet with ports. `number` is its place in the capture, from 1; `payload` its octets."""

    number: int
    time: float
    source: str
    source_port: int
    target: str
    target_port: int
    transport: str
    flags: int
    payload: int


def packets(path: Path) -> Iterator[Packet]:
    """The TCP and UDP packets of a capture; others are left out."""
    with path.open("rb") as capture:
        for number, (time, data) in enumerate(dpkt.pcap.Reader(capture), 1):
            inner = dpkt.ethernet.Ethernet(data).data
            if not isinstance(inner, dpkt.ip.IP) or not isinstance(inner.data, dpkt.tcp.TCP | dpkt.udp.UDP):
                continue
            part, is_tcp = inner.data, isinstance(inner.data, dpkt.tcp.TCP)
            yield Packet(
                number, float(time), ".".join(map(str, inner.src)), part.sport,
                ".".join(map(str, inner.dst)), part.dport,
                "tcp" if is_tcp else "udp", part.flags if is_tcp else 0, len(part.data),
            )  # fmt: skip


class _Open:
    """A connection that goes on."""

    def __init__(self, first: Packet) -> None:
        self.first, self.last = first, first.time
        # Without a SYN the end with the lower port is taken for the responder, as Zeek guesses.
        turned = not first.flags & _SYN and first.source_port < first.target_port
        turned = turned or first.flags & (_SYN | _ACK) == _SYN | _ACK
        self.initiator = (first.target, first.target_port) if turned else (first.source, first.source_port)
        self.responder = (first.source, first.source_port) if turned else (first.target, first.target_port)
        self.opened = bool(first.flags & _SYN)
        self.sent = self.received = self.sent_packets = self.received_packets = 0

    def add(self, packet: Packet) -> None:
        self.last = max(self.last, packet.time)
        if (packet.source, packet.source_port) == self.initiator:
            self.sent, self.sent_packets = self.sent + packet.payload, self.sent_packets + 1
        else:
            self.received, self.received_packets = self.received + packet.payload, self.received_packets + 1

    def connection(self) -> Connection:
        is_tcp, answered = self.first.transport == "tcp", self.received_packets > 0
        state = "SF" if answered and (self.opened or not is_tcp) else "OTH" if not self.opened else "S0"
        history = ("ShADadFf" if answered else "S") if self.opened else "DadA" if answered else "D"
        if not is_tcp:
            state, history = ("SF", "Dd") if answered else ("S0", "D")
        return Connection(
            self.first.time, self.last - self.first.time, *self.initiator, *self.responder, self.first.transport, None,
            state, history, self.sent, self.received, self.sent_packets, self.received_packets,
        )  # fmt: skip


def connections(path: Path) -> list[Connection]:
    """The connections of a capture, in no order."""
    still_open: dict[tuple[str, frozenset[tuple[str, int]]], _Open] = {}
    done: list[Connection] = []
    for packet in packets(path):
        key = (packet.transport, frozenset({(packet.source, packet.source_port), (packet.target, packet.target_port)}))
        one = still_open.get(key)
        if one is None or packet.time - one.last > _PAUSE_S:
            if one is not None:
                done.append(one.connection())
            one = still_open[key] = _Open(packet)
        one.add(packet)
    return [*done, *(one.connection() for one in still_open.values())]
