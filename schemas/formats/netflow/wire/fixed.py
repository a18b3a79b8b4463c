"""The records of NetFlow v1, v5 and v7, whose layout is fixed (Cisco, NetFlow Export Datagram Format)."""

from struct import Struct as Binary

from schemas.formats.netflow.wire.export import Export
from schemas.formats.netflow.wire.template import Columns

_V1 = Binary("!4s4s8xIIIIHH2xBxB7x")
_V1_LONG = Binary("!4s4s8xIIIIHH2xBxB11x")
"""v1 is written with 48 bytes a record (softflowd) and with 52 (Cisco's table and nfdump)."""

_V5 = Binary("!4s4s8xIIIIHHxBBx8x")
_V7 = Binary("!4s4s8xIIIIHHxBBx12x")

_SHARED = ("sender_v4", "receiver_v4", "packets", "octets", "start_up", "end_up", "sender_port", "receiver_port")
_V1_NAMES = (*_SHARED, "protocol", "flags")
_NAMES = (*_SHARED, "flags", "protocol")

MOST_RECORDS = {1: 24, 5: 30, 7: 27}
"""Records of one datagram (Cisco): more would not fit into 1,500 bytes."""


def fixed_columns(payload: bytes, export: Export) -> tuple[int, Columns]:
    """How many records a datagram holds, and their values. Raises ValueError where its header's count can't be true."""
    body = memoryview(payload)[export.body : export.end]
    binary, names = {1: (_V1, _V1_NAMES), 5: (_V5, _NAMES), 7: (_V7, _NAMES)}[export.version]
    if export.version == 1 and len(body) == export.count * _V1_LONG.size:
        binary = _V1_LONG
    count, size = export.count, binary.size
    if not 0 < count <= MOST_RECORDS[export.version] or len(body) < count * size:
        msg = f"a header of version {export.version} that tells {count} records, and {len(body)} bytes of them: "
        msg += f"one has {size} bytes, and there are 1 to {MOST_RECORDS[export.version]}"
        raise ValueError(msg)
    rows = binary.iter_unpack(body[: count * size])
    return count, dict(zip(names, zip(*rows, strict=True), strict=True))
