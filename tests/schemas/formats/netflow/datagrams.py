"""Datagrams of made-up exporters, for the tests of the readers of NetFlow, IPFIX and sFlow."""

import struct
from collections.abc import Sequence
from ipaddress import ip_address

from schemas.flow import Flow
from schemas.formats.datagrams import Datagram, packed
from schemas.formats.memory import SensorMemory
from schemas.formats.netflow.reader import NetflowReader
from schemas.formats.reader import ReaderContext

NOW = 1_700_000_000
EXPORTER = "10.9.9.9"
UPTIME = 3_600_000

Field = tuple[int, int] | tuple[int, int, int]
"""Number and length, and the enterprise where it is one's."""

V9_FIELDS: tuple[Field, ...] = ((8, 4), (12, 4), (7, 2), (11, 2), (4, 1), (6, 1), (2, 4), (1, 4), (22, 4), (21, 4))
IPFIX_FIELDS: tuple[Field, ...] = ((8, 4), (12, 4), (7, 2), (11, 2), (4, 1), (6, 1), (2, 8), (1, 8), (152, 8), (153, 8))


def v4(text: str) -> bytes:
    return ip_address(text).packed


def v9_record(
    sender: str = "10.1.0.5",
    receiver: str = "10.1.0.9",
    port: int = 50_000,
    other_port: int = 502,
    *,
    protocol: int = 6,
    flags: int = 0x1B,
    packets: int = 5,
    octets: int = 500,
    first: int = UPTIME - 5_000,
    last: int = UPTIME - 1_000,
) -> bytes:
    ends = v4(sender) + v4(receiver)
    return ends + struct.pack("!HHBBIIII", port, other_port, protocol, flags, packets, octets, first, last)


def ipfix_record(sender: str = "10.1.0.5", receiver: str = "10.1.0.9", port: int = 50_000, octets: int = 500) -> bytes:
    times = (NOW * 1_000 - 5_000, NOW * 1_000 - 1_000)
    return v4(sender) + v4(receiver) + struct.pack("!HHBBQQQQ", port, 502, 6, 0x1B, 5, octets, *times)


def fields_of(fields: Sequence[Field], version: int) -> bytes:
    told = b""
    for field in fields:
        if len(field) == 3 and version == 10:
            told += struct.pack("!HHI", field[0] | 0x8000, field[1], field[2])
        else:
            told += struct.pack("!HH", field[0], field[1])
    return told


def a_set(number: int, body: bytes, padding: int = 0) -> bytes:
    return struct.pack("!HH", number, 4 + len(body) + padding) + body + bytes(padding)


def template(fields: Sequence[Field] = V9_FIELDS, number: int = 256, version: int = 9) -> bytes:
    return a_set(0 if version == 9 else 2, struct.pack("!HH", number, len(fields)) + fields_of(fields, version))


def options_template(
    scopes: Sequence[Field], fields: Sequence[Field], number: int = 257, version: int = 9, padding: int = 0
) -> bytes:
    if version == 9:
        head = struct.pack("!HHH", number, len(scopes) * 4, len(fields) * 4)
    else:
        head = struct.pack("!HHH", number, len(scopes) + len(fields), len(scopes))
    body = head + fields_of(scopes, version) + fields_of(fields, version)
    return a_set(1 if version == 9 else 3, body, padding)


def v9(*sets: bytes, sequence: int = 0, domain: int = 1, uptime: int = UPTIME, now: int = NOW, count: int = 1) -> bytes:
    return struct.pack("!HHIIII", 9, count, uptime, now, sequence, domain) + b"".join(sets)


def ipfix(*sets: bytes, sequence: int = 0, domain: int = 1, now: int = NOW) -> bytes:
    body = b"".join(sets)
    return struct.pack("!HHIII", 10, 16 + len(body), now, sequence, domain) + body


def v5_record(
    sender: str = "10.1.0.5",
    receiver: str = "10.1.0.9",
    port: int = 50_000,
    other_port: int = 502,
    *,
    protocol: int = 6,
    flags: int = 0x1B,
    first: int = UPTIME - 5_000,
    last: int = UPTIME - 1_000,
) -> bytes:
    ends = v4(sender) + v4(receiver) + bytes(8)
    counters = struct.pack("!IIIIHHxBBx8x", 5, 500, first, last, port, other_port, flags, protocol)
    return ends + counters


def v5(*records: bytes, sequence: int = 0, sampling: int = 0, uptime: int = UPTIME, version: int = 5) -> bytes:
    head = struct.pack("!HHIIIIBBH", version, len(records), uptime, NOW, 0, sequence, 1, 2, sampling)
    return head + b"".join(records)


def piece(payload: bytes, *, exporter: str = EXPORTER, port: int = 2055, arrived: float = NOW + 0.5) -> bytes:
    return packed(Datagram(arrived, exporter, port, payload))


def a_reader(memory: SensorMemory | None = None, sensor: str | None = None) -> NetflowReader:
    return NetflowReader(ReaderContext(site="plant", source="udp", sensor=sensor, memory=memory))


def read(*payloads: bytes, reader: NetflowReader | None = None) -> list[Flow]:
    """The flows of some datagrams of one exporter, none of which is refused."""
    flows, letters = (reader or a_reader()).read([piece(payload) for payload in payloads], 1)
    assert letters == []
    return flows
