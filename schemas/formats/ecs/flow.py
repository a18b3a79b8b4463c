"""The flow that a document of Elastic's Common Schema tells, read with care by its dotted names.

Required are `source.ip`, `destination.ip`, a transport and a time; a document with neither address tells of no path
(`NoPathError`). Source is the initiator: it sent the first packet that the sensor saw, which is a guess unless Zeek's
history says more. Elastic's, Security Onion's and Malcolm's documents of Zeek keep its state and history under names
of their own.
"""

from collections.abc import Mapping

from msgspec import Struct

from schemas.bounds import LARGEST_PORT
from schemas.flow import ConnectionState, Direction, Flaw, Flow
from schemas.formats.notes import Doubt
from schemas.formats.one_way.half import Half
from schemas.formats.row import (
    LARGEST_VLAN,
    LATEST_TIME,
    LONGEST_DURATION_S,
    LONGEST_MAC,
    Row,
    moment_of,
    real,
)
from schemas.formats.zeek.conn import icmp_direction, meaning, service_name
from schemas.formats.zeek.uids import Totals
from schemas.services.icmp import ICMP_NAMES

SENSOR = "ecs"

NOT_FLOWS = frozenset({"alert", "asset", "enrichment", "metric", "pipeline_error", "signal", "state"})
"""Values of `event.kind` whose documents tell of something else than what was sent (ECS 9, event.kind)."""

CONNECTION_DATASETS = frozenset({"conn", "conn_long", "connection", "flow", "netflow", "open_conn"})
"""The last part of `event.dataset` where a document tells of a whole connection, and not of something said in it:
Elastic's `zeek.connection`, Security Onion's `conn`, Malcolm's `conn`, Packetbeat's `network_traffic.flow`."""

_DEEPEST = 6
"""Objects within objects that are looked into: Elastic's deepest of these names has four parts."""

_NANOSECONDS = 1e9

_UIDS = ("zeek.session_id", "log.id.uid", "zeek.uid", "zeek.conn.uid", "corelight.uid")
_STATES = ("zeek.connection.state", "connection.state", "zeek.conn.conn_state")
_HISTORIES = ("zeek.connection.history", "connection.history", "zeek.conn.history")
_ICMP_TYPES = ("icmp.type", "zeek.connection.icmp.type", "suricata.eve.icmp_type", "netflow.icmp_type_ipv4")
_OBSERVERS = ("observer.name", "observer.hostname", "observer.ip", "agent.name")
_OPERATIONS = ("zeek.modbus.function", "zeek.modbus.func", "modbus.function", "zeek.dnp3.function.request")
_VLANS = ("network.vlan.id", "vlan.id", "flow.vlan")


class NoPathError(ValueError):
    """A sound document that tells of no path: a host's log, a metric. Its text is what its rows are counted as."""


class Read(Struct, frozen=True, gc=False):
    """A flow as one document tells it, with its own totals: not yet what it adds to what was told before.

    `whole` is whether it tells of a connection as such, and `ended` whether that is over: then it counts once.
    `half` is the record of one direction that it is, and None for all others.
    """

    flow: Flow
    whole: bool = True
    ended: bool = True
    operation: str | None = None
    half: Half | None = None


def dotted(row: Mapping[str, object]) -> dict[str, object]:
    """A document by its dotted names; where a name is spelt both ways, as it stands first."""
    fields: dict[str, object] = {}
    _flatten(row, "", fields, _DEEPEST)
    return fields


def kind_of(fields: Mapping[str, object]) -> str | None:
    """What a document is that tells of no path, as its rows are counted; None for one that tells of a path."""
    kind = fields.get("event.kind")
    if isinstance(kind, str) and kind in NOT_FLOWS:
        return f"ecs {kind}"
    if fields.get("source.ip") is None and fields.get("client.ip") is None:
        return _dataset(fields) or "ecs"
    if fields.get("destination.ip") is None and fields.get("server.ip") is None:
        return _dataset(fields) or "ecs"
    return None


def careful_flow(fields: Mapping[str, object], *, site: str, sensor: str | None) -> tuple[Read, list[Doubt]]:
    """What a document tells, and what was left out. Raises NoPathError, and ValueError that names the field."""
    other = kind_of(fields)
    if other is not None:
        raise NoPathError(other)
    row = Row(fields)
    start, end = _span(row, fields)
    transport = _transport(row)
    totals = (
        _first_count(row, ("client.ip_bytes", "source.bytes", "client.bytes"), "impossible octets"),
        _first_count(row, ("server.ip_bytes", "destination.bytes", "server.bytes"), "impossible octets"),
        _first_count(row, ("source.packets", "client.packets"), "impossible packets"),
        _first_count(row, ("destination.packets", "server.packets"), "impossible packets"),
    )
    initiator_port = row.lesser_port("source.port")
    if transport == "icmp":
        initiator_port = _first_measure(row, _ICMP_TYPES, LARGEST_PORT) if initiator_port is None else initiator_port
    state, direction, flaws = state_of(
        transport,
        initiator_port,
        totals,
        _word(row, _STATES, "impossible state"),
        _word(row, _HISTORIES, "impossible state"),
    )
    if "denied" in _texts(fields.get("event.type")):
        state = "rejected"
    dataset = _dataset(fields)
    final = fields.get("flow.final")
    operation = _word(row, _OPERATIONS, "impossible service")
    flow = Flow(
        site=site,
        sensor=_word(row, _OBSERVERS, "impossible id") or SENSOR if sensor is None else sensor,
        start=start,
        end=end,
        initiator_ip=row.address("source.ip" if row.given("source.ip") is not None else "client.ip"),
        responder_ip=row.address("destination.ip" if row.given("destination.ip") is not None else "server.ip"),
        transport=transport,
        initiator_port=initiator_port,
        responder_port=row.port("destination.port"),
        uid=_word(row, _UIDS, "impossible id") or row.word("flow.id", "impossible id"),
        community_id=row.word("network.community_id", "impossible id"),
        initiator_mac=mac(row.word("source.mac", "impossible mac", LONGEST_MAC)),
        responder_mac=mac(row.word("destination.mac", "impossible mac", LONGEST_MAC)),
        service=_service(row, fields),
        operations=() if operation is None else (operation,),
        initiator_octets=totals[0],
        responder_octets=totals[1],
        initiator_packets=totals[2],
        responder_packets=totals[3],
        state=state,
        direction=direction,
        vlan=_first_measure(row, _VLANS, LARGEST_VLAN),
        flaws=flaws,
    )
    half = _half(flow, row) if _is_one_way(fields, totals) else None
    whole = dataset is None or dataset.rpartition(".")[2] in CONNECTION_DATASETS or any(totals)
    return Read(flow, whole, whole and final is not False, operation, half), row.doubts


def state_of(
    transport: str, initiator_port: int | None, totals: Totals, conn_state: str | None, history: str | None
) -> tuple[ConnectionState, Direction, tuple[Flaw, ...]]:
    """How it went, who began and what was not seen: by Zeek's words where there are any, else by who sent anything."""
    flaws: tuple[Flaw, ...] = ()
    if conn_state is not None or history is not None:
        state, direction, flaws = meaning(transport, conn_state, history)
    else:
        both = bool(totals[0] or totals[2]) and bool(totals[1] or totals[3])
        state, direction = "established" if both else "unknown", "unsure"
    return state, icmp_direction(initiator_port) if transport == "icmp" else direction, flaws


def mac(text: str | None) -> str | None:
    """A MAC with colons, as Weir writes it: ECS has hyphens and capitals (RFC 7042)."""
    return None if text is None else text.replace("-", ":").lower()


def seconds_of(duration: object, *, zeeks: bool) -> float | None:
    """A duration in seconds. ECS has whole nanoseconds; Security Onion keeps Zeek's seconds, with a fraction."""
    number = real(duration)
    if number is None:
        return None
    return number if zeeks or not number.is_integer() else number / _NANOSECONDS


def _span(row: Row, fields: Mapping[str, object]) -> tuple[float, float]:
    """When it began and ended: by `event.start` and `event.end`, by one of them and the duration, else `@timestamp`."""
    begun, ended = moment_of(row.given("event.start")), moment_of(row.given("event.end"))
    given = row.given("event.duration")
    duration = seconds_of(given, zeeks="connection.state" in fields or "connection.history" in fields)
    if given is not None and (duration is None or not 0.0 <= duration <= LONGEST_DURATION_S):
        row.doubts.append("impossible duration")
        duration = None
    if begun is None and ended is not None and duration is not None and ended >= duration:
        begun = ended - duration
    if begun is None:
        begun = row.moment("@timestamp")
    if ended is None:
        ended = begun + (duration or 0.0)
    if not begun <= ended <= LATEST_TIME or ended - begun > LONGEST_DURATION_S:
        row.doubts.append("impossible duration")
        ended = begun
    return begun, ended


def _transport(row: Row) -> str:
    for field in ("network.transport", "network.iana_number"):
        named = row.named_transport(field)
        if named is not None:
            return named
    protocol = row.given("network.protocol")
    if isinstance(protocol, str) and protocol.lower() in ICMP_NAMES:
        return "icmp"
    msg = "field network.transport is missing"
    raise ValueError(msg)


def _service(row: Row, fields: Mapping[str, object]) -> str | None:
    """The protocol that was understood; the one named by Zeek's data set where none is (`zeek.modbus`)."""
    protocol = row.word("network.protocol", "impossible service")
    if protocol is not None:
        return service_name(protocol)
    dataset = _dataset(fields)
    if dataset is None or dataset.rpartition(".")[2] in CONNECTION_DATASETS or "zeek" not in _module(fields):
        return None
    return service_name(dataset.rpartition(".")[2].partition("_")[0])


def _module(fields: Mapping[str, object]) -> str:
    return " ".join(str(fields.get(name, "")) for name in ("event.module", "event.provider", "event.dataset"))


def _dataset(fields: Mapping[str, object]) -> str | None:
    dataset = fields.get("event.dataset")
    return dataset if isinstance(dataset, str) and dataset else None


def _is_one_way(fields: Mapping[str, object], totals: Totals) -> bool:
    """Whether a document is a NetFlow record of one direction, as Elastic's netflow input has them."""
    return not totals[1] and not totals[3] and any(name.startswith("netflow.") for name in fields)


def _half(flow: Flow, row: Row) -> Half:
    return Half(
        start=flow.start,
        end=flow.end,
        sender_ip=flow.initiator_ip,
        receiver_ip=flow.responder_ip,
        transport=flow.transport,
        sender_port=flow.initiator_port,
        receiver_port=flow.responder_port,
        octets=flow.initiator_octets,
        packets=flow.initiator_packets,
        tcp_flags=row.measure("netflow.tcp_control_bits", 0xFFFF, "impossible state"),
        sender_mac=flow.initiator_mac,
        receiver_mac=flow.responder_mac,
        vlan=flow.vlan,
        service=flow.service,
        community_id=flow.community_id,
    )


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(part for part in value if isinstance(part, str))
    return (value,) if isinstance(value, str) else ()


def _word(row: Row, names: tuple[str, ...], doubt: Doubt) -> str | None:
    for name in names:
        word = row.word(name, doubt)
        if word is not None:
            return word.partition(",")[0] if name == "observer.ip" else word
    return None


def _first_count(row: Row, names: tuple[str, ...], doubt: Doubt) -> int | None:
    for name in names:
        if row.given(name) is not None:
            return row.count(name, doubt)
    return None


def _first_measure(row: Row, names: tuple[str, ...], largest: int) -> int | None:
    for name in names:
        if row.given(name) is not None:
            return row.measure(name, largest, "impossible vlan" if largest == LARGEST_VLAN else "impossible port")
    return None


def _flatten(row: Mapping[str, object], before: str, fields: dict[str, object], depth: int) -> None:
    for key, value in row.items():
        name = before + key
        if isinstance(value, dict) and depth:
            _flatten(value, name + ".", fields, depth - 1)
        elif value is not None:
            # Malcolm's and Packetbeat's lists of one: what they hold is meant.
            fields.setdefault(name, value[0] if isinstance(value, list) and len(value) == 1 else value)
