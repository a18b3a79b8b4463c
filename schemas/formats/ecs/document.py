"""A document in Elastic's Common Schema with nested keys, decoded with types: what the fast ways read.

The fields are those of ECS 9 (`source`, `destination`, `network`, `event`, `observer`); what does not fit here is read
with care by its dotted names (`flow.py`). Shippers' objects have the same shape, so their fast way decodes this too.
"""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from schemas.bounds import Address, Count, Mac, Name, Port

Moment = Annotated[datetime, Meta(tz=True)]
"""A time that says its zone; one that does not is read with care."""


class File(Struct, gc=False):
    """`log.file`."""

    path: str | None = None


class Log(Struct, gc=False):
    """`log`, where it is no text."""

    file: File | None = None


class NamedThing(Struct, gc=False):
    """`host`, `observer` or `agent`."""

    name: Name | None = None
    hostname: Name | None = None


class Event(Struct, gc=False):
    """`event`. Its duration is whole nanoseconds, and else read with care; a `kind` of alert tells of no flow."""

    original: str | None = None
    start: Moment | None = None
    end: Moment | None = None
    duration: int | float | None = None
    kind: str | None = None
    dataset: Name | None = None
    type: str | list[str] | None = None


class End(Struct, gc=False):
    """`source` or `destination`."""

    ip: Address | None = None
    port: Port | None = None
    bytes: Count | None = None
    packets: Count | None = None
    mac: Mac | None = None


class Network(Struct, gc=False):
    """`network`."""

    transport: Name | None = None
    protocol: Name | None = None
    community_id: Name | None = None
    vlan: object = None


class PacketFlow(Struct, gc=False):
    """`flow`, Packetbeat's: its `final` is false where more is told of the same flow later."""

    id: Name | None = None
    final: bool | None = None
    vlan: object = None


class ZeekConnection(Struct, gc=False):
    """`zeek.connection`."""

    state: Name | None = None
    history: Name | None = None


class Zeek(
    Struct,
    gc=False,
    rename={"dotted_state": "connection.state", "dotted_history": "connection.history"},
):
    """`zeek`, as Elastic's integration writes it of a connection.

    The last ones say that it is of another log, or spells its names otherwise (`has_more`).
    """

    connection: ZeekConnection | None = None
    session_id: Name | None = None
    dotted_state: object = None
    dotted_history: object = None
    conn: object = None
    modbus: object = None
    dnp3: object = None
    uid: object = None

    @property
    def has_more(self) -> bool:
        """Whether it holds something of its flow that must be read with care."""
        return self.connection is None or not (
            self.dotted_state is self.dotted_history is self.conn is self.modbus is self.dnp3 is self.uid is None
        )


class Document(Struct, gc=False, rename={"timestamp": "@timestamp", "dotted_source": "source.ip"}):
    """One document. `dotted_source` is there where its keys have dots.

    Fields of any type say something of the flow that the fast way does not read (`has_more`). The last
    two take nothing but null: they are keys of Zeek's and Suricata's own rows, which are no documents.
    """

    timestamp: Moment | None = None
    message: str | None = None
    log: str | Log | None = None
    event: str | Event | None = None
    host: str | NamedThing | None = None
    file: str | File | None = None
    source: str | End | None = None
    destination: End | None = None
    network: Network | None = None
    observer: NamedThing | None = None
    agent: NamedThing | None = None
    flow: PacketFlow | None = None
    client: object = None
    server: object = None
    zeek: Zeek | None = None
    connection: object = None
    netflow: object = None
    icmp: object = None
    vlan: object = None
    suricata: object = None
    modbus: object = None
    dotted_source: object = None
    ts: None = None
    event_type: None = None

    @property
    def has_end(self) -> bool:
        """Whether it tells an address, and so is a document of ECS."""
        source, destination = self.source, self.destination
        return (
            self.dotted_source is not None
            or (source is not None and not isinstance(source, str) and source.ip is not None)
            or (destination is not None and destination.ip is not None)
        )

    @property
    def has_more(self) -> bool:
        """Whether it holds something of its flow that must be read with care."""
        return self.dotted_source is not None or not (
            self.client is self.server is self.connection is self.netflow is None
            and self.icmp is self.vlan is self.suricata is self.modbus is None
            and (self.zeek is None or not self.zeek.has_more)
            and (self.network is None or self.network.vlan is None)
            and (self.flow is None or self.flow.vlan is None)
        )


decode = msgspec.json.Decoder(Document).decode
"""A document of one line. Raises msgspec.MsgspecError, ValueError and RecursionError for what does not fit."""
