"""What an early sight tells, in a form to be looked up: a conversation's events repeat it thousands of times.

Only plain values are taken here; a row that has others is read with care (`sights.py`), and told then.
"""

from typing import Annotated

from msgspec import Meta, Struct

from schemas.formats.suricata.sights import tells_of

AsTold = tuple[int, str, str, int | None, str, int | None, tuple[str, ...]]
"""The flow's id, the event's type, both ends as they stand in the row, and what it tells besides."""


class SightRow(Struct, gc=False):
    """An event that may be a sight, as far as it tells of what."""

    event_type: str
    flow_id: Annotated[int, Meta(ge=0)]
    src_ip: str
    dest_ip: str
    src_port: int | None = None
    dest_port: int | None = None
    alert: dict[str, object] | None = None
    modbus: dict[str, object] | None = None
    dnp3: dict[str, object] | None = None
    enip: dict[str, object] | None = None


class WrappedSightRow(Struct, gc=False):
    """The same in AWS Network Firewall's wrapper."""

    event: SightRow


def as_told(row: SightRow) -> AsTold:
    """What the row tells, and of which conversation."""
    kind = row.event_type
    own = {"alert": row.alert, "modbus": row.modbus, "dnp3": row.dnp3, "enip": row.enip}.get(kind)
    tells = () if own is None else tells_of({kind: own}, kind)
    return row.flow_id, kind, row.src_ip, row.src_port, row.dest_ip, row.dest_port, tells
