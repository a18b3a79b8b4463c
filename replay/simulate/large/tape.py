"""The sensor's tape of one day: connections become rows of conn.log, with the troubles that sensors have.

Fast on purpose, since a plant writes 100,000 rows a day and a bench many days: what is the same for all connections of
a way is made once. Rows come out by the hour, in order of the time at which the sensor writes them.
"""

from bisect import bisect_left
from random import Random
from typing import NamedTuple

from replay.simulate.large.ground import ROUTER_MACS
from replay.simulate.plant import Device
from replay.simulate.shapes import FIRST_EPHEMERAL_PORT

Row = tuple[float, str]
"""When it is written (UTC seconds), and its line."""

_TROUBLED = 0.012
"""Of rows, those with one of the troubles below. The lab log of 4SICS (2015) turns a quarter of its rows round; mirror
ports of plants drop far less (convention)."""

_LATE_S = 600.0
"""The longest that a late row waits: a sensor's buffer that is flushed every ten minutes."""

_SECOND_SENSOR_S = 0.002
"""Two sensors of one link differ by the way between them."""

_SEGMENT_OCTETS = 1_400
_NUMBERS = {"tcp": ("6", 40), "udp": ("17", 28)}
"""IANA number for `ip_proto`, and octets of IP and transport headers."""


class Way:
    """All connections from one end to another by a service: what is the same in all of their rows."""

    __slots__ = ("head", "headers", "initiator", "local", "macs", "middle", "number", "tcp", "unnamed")

    def __init__(self, initiator: Device, responder: Device, port: int, service: str | None, transport: str) -> None:
        self.initiator = initiator
        self.tcp = transport == "tcp"
        self.number, self.headers = _NUMBERS[transport]
        self.head = f"\t{initiator.ip}\t"
        self.middle = f"\t{responder.ip}\t{port}\t{transport}\t{service or '-'}\t"
        self.unnamed = f"\t{responder.ip}\t{port}\t{transport}\t-\t"
        here, there = initiator.ip.startswith("10."), responder.ip.startswith("10.")
        own, other = initiator.mac, responder.mac
        if initiator.ip.rpartition(".")[0] != responder.ip.rpartition(".")[0]:
            # A mirror port sees a router's address for whoever is on another segment.
            own, other = (own, _router(initiator)) if here else (_router(responder), other)
        self.macs = f"\t{own}\t{other}\n"
        self.local = f"{'T' if here else 'F'}\t{'T' if there else 'F'}\t0\t"


def _router(device: Device) -> str:
    return ROUTER_MACS["it" if device.ip.startswith("10.0.") else "ot"]


class Shape(NamedTuple):
    """How a connection went, in Zeek's words."""

    state: str
    history: str


ANSWERED, ASKED = Shape("SF", "ShADadFf"), Shape("SF", "Dd")
UNANSWERED, REFUSED, MIDSTREAM = Shape("S0", "S"), Shape("REJ", "Sr"), Shape("OTH", "DadA")


class Tape:
    """Rows of a day. `shift_s` is by how much the sensor's clock is ahead; without `trouble` all rows are clean."""

    def __init__(self, random: Random, prefix: str, *, shift_s: float = 0.0, trouble: bool = True) -> None:
        self._random, self._prefix, self._shift = random.random, prefix, shift_s
        self._bits = random.getrandbits
        self._troubled = _TROUBLED if trouble else -1.0
        self._count = 0
        self._rows: list[Row] = []
        self._ways: dict[tuple[str, str, str, int, str], Way] = {}

    def way(self, initiator: Device, responder: Device, port: int, service: str | None, transport: str = "tcp") -> Way:
        """The way of these ends, made once."""
        key = (initiator.ip, initiator.mac, responder.ip, port, transport)
        found = self._ways.get(key)
        if found is None:
            found = self._ways[key] = Way(initiator, responder, port, service, transport)
        return found

    def add(self, way: Way, start: float, duration: float, sent: int, received: int) -> None:
        """An answered connection; octets are payload."""
        shape = ANSWERED if way.tcp else ASKED
        if self._random() < self._troubled:
            self._troubled_row(way, start, duration, sent, received, shape)
            return
        self.write(way, start, duration, sent, received, shape)

    def write(  # noqa: PLR0913, PLR0917 - as a row has them
        self, way: Way, start: float, duration: float, sent: int, received: int, shape: Shape, *,
        middle: str | None = None, late_s: float = 0.0,
    ) -> None:  # fmt: skip
        """A row as it is."""
        start += self._shift
        self._count += 1
        sent_packets, received_packets = 3 + sent // _SEGMENT_OCTETS, 2 + received // _SEGMENT_OCTETS
        if shape is UNANSWERED:
            sent_packets, received_packets = 1 + int(duration > 0), 0
        headers = way.headers
        line = (
            f"{start:.6f}\tC{self._prefix}{self._count:07x}{way.head}{FIRST_EPHEMERAL_PORT + self._bits(14)}"
            f"{middle or way.middle}{duration:.6f}\t{sent}\t{received}\t{shape.state}\t{way.local}{shape.history}\t"
            f"{sent_packets}\t{sent + headers * sent_packets}\t{received_packets}\t"
            f"{received + headers * received_packets if received_packets else 0}\t-\t{way.number}{way.macs}"
        )
        self._rows.append((start + duration + late_s, line))

    def _troubled_row(self, way: Way, start: float, duration: float, sent: int, received: int, shape: Shape) -> None:  # noqa: PLR0913, PLR0917
        fate = self._random()
        if fate < 0.3:
            # The service is named in one row and not in the next: the analyzer gave up or saw too little.
            self.write(way, start, duration, sent, received, shape, middle=way.unnamed)
        elif fate < 0.5 and way.tcp:
            self.write(way, start, 0.0, 0, 0, UNANSWERED)
            self.write(way, start + 3.0, duration, sent, received, shape)
        elif fate < 0.6 and way.tcp:
            # One side only: half of the mirror's traffic was dropped.
            self.write(way, start, duration, sent, 0, Shape("SH", "SAD"))
        elif fate < 0.7 and way.tcp:
            self.write(way, start, duration, sent, received, MIDSTREAM, middle=way.unnamed)
        elif fate < 0.75 and way.tcp:
            self._turned(way, start, duration, sent, received)
        elif fate < 0.85:
            self.write(way, start, duration, sent, received, shape)
            self.write(way, start + _SECOND_SENSOR_S, duration, sent, received, shape)
        else:
            self.write(way, start, duration, sent, received, shape, late_s=self._random() * _LATE_S)

    def _turned(self, way: Way, start: float, duration: float, sent: int, received: int) -> None:
        """The roles swapped, as a sensor guesses them when it missed the handshake: the low port begins."""
        self._count += 1
        address, port, transport = way.unnamed.split("\t")[1:4]
        start += self._shift
        own, other = way.macs.strip().split("\t")
        sent_packets, received_packets = 1 + sent // _SEGMENT_OCTETS, 1 + received // _SEGMENT_OCTETS
        line = (
            f"{start:.6f}\tC{self._prefix}{self._count:07x}\t{address}\t{port}\t{way.initiator.ip}\t"
            f"{FIRST_EPHEMERAL_PORT + self._bits(14)}\t{transport}\t-\t{duration:.6f}\t{received}\t{sent}\tOTH\t"
            f"{way.local}DadA\t{received_packets}\t{received + way.headers * received_packets}\t{sent_packets}\t"
            f"{sent + way.headers * sent_packets}\t-\t6\t{other}\t{own}\n"
        )
        self._rows.append((start + duration, line))

    def until(self, end: float) -> list[Row]:
        """Take the rows that are written before a time, in order; the rest waits."""
        rows = self._rows
        rows.sort()
        cut = bisect_left(rows, (end, ""))
        self._rows = rows[cut:]
        return rows[:cut]

    def rest(self) -> list[Row]:
        """Take what is left: connections that last into the next day, late rows."""
        rows, self._rows = self._rows, []
        rows.sort()
        return rows
