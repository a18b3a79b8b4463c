"""What a router sends as NetFlow v9 (RFC 3954): a template, and data by it. Addresses, ports and counts by number."""

import random
import socket
import struct
from collections.abc import Iterable, Sequence

from msgspec import Struct

TEMPLATE_ID = 260

_FIELDS = ((8, 4), (12, 4), (7, 2), (11, 2), (4, 1), (6, 1), (1, 4), (2, 4), (22, 4), (21, 4))
"""Source and destination address, both ports, protocol, TCP flags, octets, packets, first and last by uptime in ms."""

_RECORD = struct.Struct("!4s4sHHBBIIII")
_HEADER = struct.Struct("!HHIIII")

UPTIME_MS = 3_600_000
SYN_ACK = 0x12
ALL_OF_CLIENT = 0x1B


class Record(Struct, frozen=True, kw_only=True):
    """One direction of a conversation that ended `ago_ms` before the datagram was sent."""

    sender: str
    receiver: str
    sender_port: int
    receiver_port: int
    flags: int = ALL_OF_CLIENT
    octets: int = 500
    packets: int = 5
    ago_ms: int = 1_000
    lasted_ms: int = 200


def template(now: float, sequence: int = 0, domain: int = 0) -> bytes:
    """The datagram of the template alone."""
    fields = b"".join(struct.pack("!HH", *one) for one in _FIELDS)
    body = struct.pack("!HHHH", 0, 8 + len(fields), TEMPLATE_ID, len(_FIELDS)) + fields
    return _HEADER.pack(9, 1, UPTIME_MS, int(now), sequence, domain) + body


def data(records: Sequence[Record], now: float, sequence: int = 0, domain: int = 0) -> bytes:
    """A datagram of records by the template."""
    rows = b"".join(_row(one) for one in records)
    padding = bytes(-len(rows) % 4)
    body = struct.pack("!HH", TEMPLATE_ID, 4 + len(rows) + len(padding)) + rows + padding
    return _HEADER.pack(9, len(records), UPTIME_MS, int(now), sequence, domain) + body


def both(client: str, client_port: int, server: str, port: int) -> list[Record]:
    """A conversation, told as its two directions."""
    return [
        Record(sender=client, receiver=server, sender_port=client_port, receiver_port=port),
        Record(sender=server, receiver=client, sender_port=port, receiver_port=client_port, flags=SYN_ACK | 1),
    ]


def plant(datagrams: int, each: int, now: float, *, seed: int = 1) -> list[bytes]:
    """Datagrams of a plant's traffic: 40 clients and 60 servers that always do the same."""
    chance = random.Random(seed)
    pairs = [(f"10.1.0.{one}", f"10.2.0.{chance.randrange(60)}", chance.choice((502, 102, 44818))) for one in range(40)]
    return [
        data([record for _ in range(each // 2) for record in _talk(pairs, chance)], now, sequence=number)
        for number in range(datagrams)
    ]


def _talk(pairs: Sequence[tuple[str, str, int]], chance: random.Random) -> Iterable[Record]:
    client, server, port = chance.choice(pairs)
    return both(client, chance.randrange(49_152, 65_536), server, port)


def _row(one: Record) -> bytes:
    end = UPTIME_MS - one.ago_ms
    return _RECORD.pack(
        socket.inet_aton(one.sender),
        socket.inet_aton(one.receiver),
        one.sender_port,
        one.receiver_port,
        6,
        one.flags,
        one.octets,
        one.packets,
        end - one.lasted_ms,
        end,
    )
