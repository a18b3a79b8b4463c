"""Records of fixed layout."""

import struct

import pytest

from schemas.formats.datagrams import Datagram
from schemas.formats.netflow.wire.export import export_of
from schemas.formats.netflow.wire.fixed import fixed_columns
from schemas.formats.netflow.wire.template import Columns
from tests.schemas.formats.netflow.datagrams import NOW, UPTIME, v4, v5, v5_record


def columns_of(payload: bytes) -> tuple[int, Columns]:
    return fixed_columns(payload, export_of(Datagram(NOW, "10.9.9.9", 2055, payload)))


def test_records_of_v5_are_columns() -> None:
    count, columns = columns_of(v5(v5_record(), v5_record("10.1.0.9", "10.1.0.5", 502, 50_000)))
    assert count == 2
    assert columns["sender_v4"] == (v4("10.1.0.5"), v4("10.1.0.9"))
    assert columns["receiver_port"] == (502, 50_000)
    assert (columns["octets"], columns["flags"], columns["protocol"]) == ((500, 500), (0x1B, 0x1B), (6, 6))


@pytest.mark.parametrize("filler", [7, 11])
def test_v1_is_read_with_records_of_48_and_of_52_bytes(filler: int) -> None:
    record = v5_record()[:36] + bytes(2) + bytes([17, 0, 0x02]) + bytes(filler)
    count, columns = columns_of(struct.pack("!HHIII", 1, 2, UPTIME, NOW, 0) + record * 2)
    assert (count, columns["protocol"], columns["flags"]) == (2, (17, 17), (2, 2))


@pytest.mark.parametrize("count", [0, 2, 31])
def test_a_count_that_can_not_be_true_is_refused(count: int) -> None:
    payload = bytearray(v5(v5_record()))
    payload[2:4] = count.to_bytes(2, "big")
    with pytest.raises(ValueError, match=f"tells {count} records"):
        columns_of(bytes(payload))
