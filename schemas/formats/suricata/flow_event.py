"""The Flow of a `flow` event, made with every check.

The event is written when Suricata gives the flow up, up to minutes after its last packet, or for all flows at once when
it stops: so `flow.start` and `flow.end` are the flow's times, and `timestamp` stands in only where they can't be true.
The counters are those of IP packets with their link layer, and hold what was bypassed already (`bypassed` says how much
of them that was; OISF/suricata, src/output-json-flow.c, EveAddFlow).
"""

from collections.abc import Mapping

from schemas.flow import ConnectionState, Direction, Flaw, Flow
from schemas.formats.notes import Doubt
from schemas.formats.row import LARGEST_VLAN, LONGEST_DURATION_S, LONGEST_MAC, Row, moment_of, real, whole
from schemas.formats.suricata.conversation import flags_of, other_direction, other_state, tcp_meaning
from schemas.formats.zeek.uids import Totals
from schemas.services.names import canonical_name

SENSOR = "suricata"
"""The sensor's name where the command line gives none."""

_LONGEST_AGE_S = LONGEST_DURATION_S

_PROTOCOLS = ("app_proto", "app_proto_ts", "app_proto_tc")
"""What the flow spoke; where Suricata could not tell, what one direction of it looked like."""

GAP: tuple[Flaw, ...] = ("gap",)
"""What Suricata says of a stream that it did not see whole, by direction (`tcp.ts_gap`, `tcp.tc_gap`)."""

ICMP_TYPE, ICMP_CODE = 255, 255
"""The largest that ICMP's octets can say (RFC 792)."""


def careful_flow(fields: Mapping[str, object], *, site: str, sensor: str) -> tuple[Flow, list[Doubt]]:
    """The flow of a `flow` event's fields (`lines.flattened`), and what was left out. `uid` is not set.

    Raises ValueError that names the field which does not fit.
    """
    row = Row(fields)
    transport = row.needed_transport("proto")
    start, end = times(row, "flow")
    totals = (
        row.count("flow.bytes_toserver", "impossible octets"),
        row.count("flow.bytes_toclient", "impossible octets"),
        row.count("flow.pkts_toserver", "impossible packets"),
        row.count("flow.pkts_toclient", "impossible packets"),
    )
    initiator_port, responder_port = ports(row, transport)
    state, direction = _meaning(row, transport, totals, initiator_port)
    initiator_mac, responder_mac = _macs(row)
    flow = Flow(
        site=site,
        sensor=sensor,
        start=start,
        end=end,
        initiator_ip=row.address("src_ip"),
        responder_ip=row.address("dest_ip"),
        transport=transport,
        initiator_port=initiator_port,
        responder_port=responder_port,
        community_id=row.word("community_id", "impossible id"),
        initiator_mac=initiator_mac,
        responder_mac=responder_mac,
        service=service(row),
        initiator_octets=totals[0],
        responder_octets=totals[1],
        initiator_packets=totals[2],
        responder_packets=totals[3],
        state=state,
        direction=direction,
        vlan=vlan(row),
        flaws=GAP if transport == "tcp" and _has_gap(row) else (),
    )
    return flow, row.doubts


def times(row: Row, of: str) -> tuple[float, float]:
    """When a flow began and ended, by the object that tells it. Raises ValueError where nothing in the row is a time.

    A time that can't be true, such as one of 1900, is left out: the other one and the age stand in, then the row's.
    """
    start, end = _time(row, f"{of}.start"), _time(row, f"{of}.end")
    age = real(row.given(f"{of}.age"))
    if age is None or not 0.0 <= age <= _LONGEST_AGE_S:
        age = 0.0
    if end is None:
        end = row.moment("timestamp") if start is None else max(start, start + age)
    if start is None:
        start = max(0.0, end - age)
    if not 0.0 <= end - start <= LONGEST_DURATION_S:
        row.doubts.append("impossible duration")
        start = end
    return start, end


def ports(row: Row, transport: str) -> tuple[int | None, int | None]:
    """Both ports; of ICMP, which has none, type and code."""
    if transport == "icmp":
        kind = row.measure("icmp_type", ICMP_TYPE, "impossible port")
        return kind, row.measure("icmp_code", ICMP_CODE, "impossible port")
    return row.lesser_port("src_port"), row.port("dest_port")


def service(row: Row) -> str | None:
    """Our name for what the flow spoke; None where Suricata does not say ("failed", "unknown")."""
    for field in _PROTOCOLS:
        word = row.word(field, "impossible service")
        name = None if word is None else canonical_name(word)
        if name is not None:
            return name
    return None


def vlan(row: Row) -> int | None:
    """The outer VLAN of a list, or a number alone as old versions write it."""
    value = row.given("vlan")
    if isinstance(value, list):
        value = value[0] if value else None
    if value is None:
        return None
    number = whole(value)
    if number is None or number > LARGEST_VLAN:
        row.doubts.append("impossible vlan")
        return None
    return number


def _time(row: Row, field: str) -> float | None:
    value = row.given(field)
    moment = moment_of(value)
    if value is not None and moment is None:
        row.doubts.append("impossible duration")
    return moment


def _meaning(row: Row, transport: str, totals: Totals, icmp_type: int | None) -> tuple[ConnectionState, Direction]:
    state = row.word("flow.state", "impossible state")
    if transport != "tcp":
        return other_state(totals[2], totals[3], state), other_direction(transport, icmp_type)
    flags = [flags_of(row.word(f"tcp.tcp_flags_{way}", "impossible state")) for way in ("ts", "tc")]
    back = None if totals[3] is None else totals[3] > 0
    seen = [row.given(f"tcp.{flag}") is True for flag in ("syn", "rst")]
    return tcp_meaning(state, flags[0], flags[1], back, *seen)


def _has_gap(row: Row) -> bool:
    return any(row.given(f"tcp.{way}_gap") is True for way in ("ts", "tc"))


def _macs(row: Row) -> tuple[str | None, str | None]:
    """Both MACs where one was seen of each end; none where several were, or the same of both.

    Suricata mixes them up where a packet's direction is not the flow's (OISF issue 6405), and then both ends have both.
    """
    source, destination = _mac(row, "src"), _mac(row, "dest")
    if source and destination and (set(source) & set(destination)):
        row.doubts.append("impossible mac")
        return None, None
    return source[0] if len(source) == 1 else None, destination[0] if len(destination) == 1 else None


def _mac(row: Row, end: str) -> list[str]:
    """The MACs of one end: a list in events of flows, one alone in others."""
    value = row.given(f"ether.{end}_macs")
    if value is None:
        value = row.given(f"ether.{end}_mac")
    told = value if isinstance(value, list) else [] if value is None else [value]
    macs = [mac for mac in told if isinstance(mac, str) and 0 < len(mac) <= LONGEST_MAC]
    if len(macs) != len(told):
        row.doubts.append("impossible mac")
        return []
    return macs
