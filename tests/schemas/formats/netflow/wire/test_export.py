"""What a datagram says of itself."""

import struct

import pytest

from schemas.formats.datagrams import Datagram
from schemas.formats.netflow.wire.export import export_of
from tests.schemas.formats.netflow.datagrams import NOW, UPTIME, ipfix, v5, v5_record, v9


def of(payload: bytes, arrived: float = NOW + 1.0) -> Datagram:
    return Datagram(arrived, "10.9.9.9", 2055, payload)


def test_each_versions_header_is_read() -> None:
    nine = export_of(of(v9(sequence=7, domain=3)))
    assert (nine.version, nine.domain, nine.sequence, nine.uptime, nine.now) == (9, 3, 7, UPTIME, NOW)
    ten = export_of(of(ipfix(b"abcd", sequence=8, domain=4) + b"behind"))
    assert (ten.version, ten.domain, ten.sequence, ten.uptime, ten.end) == (10, 4, 8, None, 20)
    five = export_of(of(v5(v5_record(), sampling=100)))
    assert (five.version, five.domain, five.count, five.sampling) == (5, 0x0102, 1, 100)
    seven = export_of(of(struct.pack("!HHIIIII", 7, 1, UPTIME, NOW, 0, 9, 0xFFFF_FFFF)))
    assert (seven.version, seven.domain, seven.sampling) == (7, 0, 0)


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (b"", "empty datagram"),
        (b"\0", "begin as version None"),
        (b"\0\x08" + bytes(40), "version 8: NetFlow 1, 5, 7 and 9"),
        (b"\0\x09" + bytes(9), "version 9 that breaks off"),
        (b"\0\x0a\0\x09" + bytes(20), "says it has 9 bytes"),
        (b"\0\x0a\xff\xff" + bytes(20), "says it has 65535 bytes"),
    ],
)
def test_what_is_none_of_them_is_refused(payload: bytes, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        export_of(of(payload))


@pytest.mark.parametrize(
    ("clock", "believed"), [(NOW, True), (NOW - 300 * 86_400, True), (0, False), (NOW + 90_000, False)]
)
def test_a_clock_never_set_or_ahead_is_not_believed(clock: int, *, believed: bool) -> None:
    export = export_of(of(v9(now=clock)))
    assert (export.now, export.shift) == ((clock, 0.0) if believed else (NOW + 1.0, NOW + 1.0 - clock))
