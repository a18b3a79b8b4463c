"""ntopng's flow dumps as JSON (`ntopng -F`: syslog, Kafka, files), in nProbe's field names and in ntopng's newer ones.

A row is one conversation with its roles and both counts; a long one is dumped again and again, each time with what was
added since. Names are those of ntopng's "Flows Dump" page and of nProbe's templates; IPFIX numbers stand for them in
what nProbe sends by ZMQ. A syslog header may stand before a row.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from schemas.bounds import Address, Count, Mac, Name, Port, Time, Vlan
from schemas.dead_letter import DeadLetter, dead
from schemas.flow import ConnectionState, Direction, Flow
from schemas.formats.format import JSON_ENDINGS, Format, Head
from schemas.formats.json_row import json_row
from schemas.formats.notes import Doubt, Notes
from schemas.formats.one_way.conversation import RST, SYN
from schemas.formats.reader import ReaderContext
from schemas.formats.row import LARGEST_VLAN, LATEST_TIME, LONGEST_MAC, Row, address
from schemas.formats.stray_bytes import cleaned
from schemas.services.names import canonical_name

SENSOR = "ntopng"

_NAMES: dict[str, tuple[str, ...]] = {
    "client": ("IPV4_SRC_ADDR", "IPV6_SRC_ADDR", "cli_ip", "client_ip", "src_ip", "8", "27"),
    "server": ("IPV4_DST_ADDR", "IPV6_DST_ADDR", "srv_ip", "server_ip", "dst_ip", "12", "28"),
    "client port": ("L4_SRC_PORT", "IP_SRC_PORT", "cli_port", "src_port", "7"),
    "server port": ("L4_DST_PORT", "IP_DST_PORT", "srv_port", "dst_port", "11"),
    "protocol": ("PROTOCOL", "l4_proto", "proto", "protocol", "4"),
    "application": ("L7_PROTO_NAME", "l7_proto_name", "l7_proto", "57591"),
    "sent octets": ("SRC2DST_BYTES", "IN_BYTES", "cli2srv_bytes", "1"),
    "received octets": ("DST2SRC_BYTES", "OUT_BYTES", "srv2cli_bytes", "23"),
    "sent packets": ("SRC2DST_PACKETS", "IN_PKTS", "cli2srv_pkts", "cli2srv_packets", "2"),
    "received packets": ("DST2SRC_PACKETS", "OUT_PKTS", "srv2cli_pkts", "srv2cli_packets", "24"),
    "first": ("FIRST_SWITCHED", "FIRST_SEEN", "first_seen", "tstamp", "22"),
    "last": ("LAST_SWITCHED", "LAST_SEEN", "last_seen", "tstamp_end", "21"),
    "flags": ("TCP_FLAGS", "tcp_flags", "6"),
    "client flags": ("SRC2DST_TCP_FLAGS", "CLIENT_TCP_FLAGS", "cli2srv_tcp_flags"),
    "server flags": ("DST2SRC_TCP_FLAGS", "SERVER_TCP_FLAGS", "srv2cli_tcp_flags"),
    "client mac": ("IN_SRC_MAC", "SRC_MAC", "cli_mac", "56"),
    "server mac": ("OUT_DST_MAC", "DST_MAC", "srv_mac", "57"),
    "vlan": ("VLAN_ID", "SRC_VLAN", "vlan_id", "58"),
    "community": ("COMMUNITY_ID", "community_id"),
}
"""What is read of a row, by any of the names that it has had; of several the first that is set."""

_UNSET = frozenset({"", "-", "0.0.0.0", "::", "00:00:00:00:00:00"})  # noqa: S104 - an address that is none
_ALERT_KEYS = frozenset({"alert_id", "alert_type", "entity_id", "score"})
_WITH_PORTS = frozenset({"tcp", "udp", "sctp"})
_FAST_TRANSPORTS = {6: "tcp", 17: "udp"}
_LARGEST_FLAGS = 255
_Flags = Annotated[int, Meta(ge=0, le=_LARGEST_FLAGS)]


class _Classic(
    Struct,
    gc=False,
    rename={
        "client": "IPV4_SRC_ADDR",
        "server": "IPV4_DST_ADDR",
        "client_port": "L4_SRC_PORT",
        "server_port": "L4_DST_PORT",
        "protocol": "PROTOCOL",
        "first": "FIRST_SWITCHED",
        "last": "LAST_SWITCHED",
        "sent": "IN_BYTES",
        "received": "OUT_BYTES",
        "sent_packets": "IN_PKTS",
        "received_packets": "OUT_PKTS",
        "application": "L7_PROTO_NAME",
        "flags": "TCP_FLAGS",
        "client_mac": "IN_SRC_MAC",
        "server_mac": "OUT_DST_MAC",
        "vlan": "VLAN_ID",
        "community": "COMMUNITY_ID",
        "other_sent": "SRC2DST_BYTES",
        "server_flags": "DST2SRC_TCP_FLAGS",
        "other_server_flags": "SERVER_TCP_FLAGS",
        "client_flags": "SRC2DST_TCP_FLAGS",
        "other_vlan": "SRC_VLAN",
    },
):
    """A row as ntopng dumps it. The last fields take nothing: a row that has one is read with care."""

    client: Address
    server: Address
    client_port: Port
    server_port: Port
    protocol: int
    first: Time
    last: Time
    sent: Count
    received: Count
    sent_packets: Count
    received_packets: Count
    application: Name | None = None
    flags: _Flags | None = None
    client_mac: Mac | None = None
    server_mac: Mac | None = None
    vlan: Vlan | None = None
    community: Name | None = None
    other_sent: None = None
    server_flags: None = None
    other_server_flags: None = None
    client_flags: None = None
    other_vlan: None = None


_decode = msgspec.json.Decoder(_Classic).decode


class NtopngReader:
    """Reads one dump; see `RecordReader`. Alerts in it are counted as rows of another log."""

    def __init__(self, context: ReaderContext) -> None:
        self.repeats = 0
        self.notes = Notes()
        self._context = context
        self._sensor = context.sensor if context.sensor is not None else SENSOR

    def read(self, lines: Sequence[bytes], first_line_number: int) -> tuple[list[Flow], list[DeadLetter]]:
        """The flows of some rows."""
        flows: list[Flow] = []
        letters: list[DeadLetter] = []
        site, sensor = self._context.site, self._sensor
        for number, line in enumerate(lines, first_line_number):
            begins = line.find(b"{")
            try:
                flows.append(_fast(_decode(line if begins <= 0 else line[begins:]), site, sensor))
            except (msgspec.MsgspecError, ValueError, KeyError, RecursionError):
                if not line.strip():
                    continue
                try:
                    flow = self._carefully(line)
                except ValueError as error:
                    source = self._context.source
                    letters.append(dead(source=source, reason=str(error), raw=line, position=number, site=site))
                    continue
                if flow is not None:
                    flows.append(flow)
        return flows, letters

    def _carefully(self, line: bytes) -> Flow | None:
        """The flow of a row of any names; None for an alert. Raises ValueError."""
        row = _object(line)
        fields = named(row)
        if "client" not in fields and "server" not in fields and row.keys() & _ALERT_KEYS:
            self.notes.pass_over("alert")
            return None
        flow, doubts = _careful(fields, self._context.site, self._sensor)
        self.notes.doubt_all(doubts)
        return flow


def named(row: Mapping[str, object]) -> dict[str, object]:
    """A row's fields by the names used here; those that say nothing are left out."""
    found: dict[str, object] = {}
    for name, spellings in _NAMES.items():
        for spelling in spellings:
            value = row.get(spelling)
            if value is not None and not (isinstance(value, str) and value in _UNSET):
                found[name] = value
                break
    return found


def _fast(row: _Classic, site: str, sensor: str) -> Flow:
    transport = _FAST_TRANSPORTS[row.protocol]
    if row.first > row.last or row.last > LATEST_TIME or row.client in _UNSET or row.server in _UNSET:
        raise ValueError
    flags = row.flags
    # By position, in the order of the flow's fields: named ones would cost twice as much (measured for Zeek's).
    return Flow(
        site,
        sensor,
        row.first,
        row.last,
        address(row.client),
        address(row.server),
        transport,
        row.client_port,
        row.server_port,
        None,
        row.community or None,
        _mac(row.client_mac),
        _mac(row.server_mac),
        canonical_name(row.application),
        (),
        row.sent,
        row.received,
        row.sent_packets,
        row.received_packets,
        _state(transport, row.received_packets, flags, None),
        _direction(transport, flags),
        row.vlan or None,
    )


def _mac(text: str | None) -> str | None:
    return None if text is None or text in _UNSET else text


def _careful(fields: Mapping[str, object], site: str, sensor: str) -> tuple[Flow, list[Doubt]]:
    row = Row(fields, _UNSET)
    start = row.moment("first" if row.given("first") is not None else "last")
    end = row.moment("last") if row.given("last") is not None else start
    if end < start:
        row.doubts.append("impossible duration")
        end = start
    transport = row.needed_transport("protocol")
    with_ports = transport in _WITH_PORTS
    flags = row.measure("flags", _LARGEST_FLAGS, "impossible state")
    client_flags = row.measure("client flags", _LARGEST_FLAGS, "impossible state")
    server_flags = row.measure("server flags", _LARGEST_FLAGS, "impossible state")
    if flags is None and (client_flags is not None or server_flags is not None):
        flags = (client_flags or 0) | (server_flags or 0)
    received_packets = row.count("received packets", "impossible packets")
    application = fields.get("application")
    word = row.word("application", "impossible service") if isinstance(application, str) else None
    flow = Flow(
        site=site,
        sensor=sensor,
        start=start,
        end=end,
        initiator_ip=row.address("client"),
        responder_ip=row.address("server"),
        transport=transport,
        # Of ICMP ntopng writes 0 for both: the type is not told.
        initiator_port=row.lesser_port("client port") if with_ports else None,
        responder_port=row.port("server port") if with_ports else None,
        community_id=row.word("community", "impossible id"),
        initiator_mac=row.word("client mac", "impossible mac", LONGEST_MAC),
        responder_mac=row.word("server mac", "impossible mac", LONGEST_MAC),
        service=None if word is None else canonical_name(word),
        initiator_octets=row.count("sent octets", "impossible octets"),
        responder_octets=row.count("received octets", "impossible octets"),
        initiator_packets=row.count("sent packets", "impossible packets"),
        responder_packets=received_packets,
        state=_state(transport, received_packets, flags, server_flags),
        direction=_direction(transport, flags),
        vlan=row.measure("vlan", LARGEST_VLAN, "impossible vlan") or None,
    )
    return flow, row.doubts


def _state(transport: str, received: int | None, flags: int | None, server_flags: int | None) -> ConnectionState:
    """How it went: `received` packets of the server, the flags of both ends together, and the server's where told."""
    if received == 0:
        return "attempted"
    if received is None:
        return "unknown"
    if transport == "tcp" and flags is not None and flags & RST:
        refused = server_flags is not None and server_flags & RST and not server_flags & SYN
        return "rejected" if refused else "reset"
    return "established"


def _direction(transport: str, flags: int | None) -> Direction:
    """How sure: ntopng takes the sender of the first SYN for the client; without one it guesses."""
    return "certain" if transport == "tcp" and flags is not None and flags & SYN else "unsure"


def _object(line: bytes) -> dict[str, object]:
    text = cleaned(line)
    begins = text.find(b"{")
    return json_row(text[begins:] if begins > 0 else text)


_TELLING = (
    {"IPV4_SRC_ADDR", "IPV4_DST_ADDR"},
    {"IPV6_SRC_ADDR", "IPV6_DST_ADDR"},
    {"cli_ip", "srv_ip"},
    {"8", "12", "4"},
)


def _is_ntopng(head: Head) -> bool:
    row = head.json_object
    if row is None and b"{" in head.first:
        try:
            row = _object(head.first)
        except ValueError:
            return False
    return row is not None and any(keys <= row.keys() for keys in _TELLING)


NTOPNG = Format(reader=NtopngReader, recognises=_is_ntopng, endings=JSON_ENDINGS)
"""ntopng's and nProbe's flows in JSON."""
