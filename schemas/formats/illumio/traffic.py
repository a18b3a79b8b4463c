"""What one row of Illumio's traffic says, whatever its form: who asked whom for which port, and what was decided.

Names are those used here (`FIELDS`); each form's own are turned into them first. A row sums up the connections of some
minutes, or in the Explorer of a day: they share their ends and port, so it is one flow. Illumio tells no source port,
and its enforcement knows who began. Both ends' agents (VENs) report: what the other end has told is a repeat.
"""

from collections.abc import Hashable, Mapping
from typing import NamedTuple

from schemas.flow import ConnectionState, Flow
from schemas.formats.illumio.labels import labels_of, note_of
from schemas.formats.notes import Doubt
from schemas.formats.row import LATEST_TIME, Row

FIELDS = (
    *("source", "target", "proto", "port", "decision", "state", "start", "end", "in", "out", "view", "type", "code"),
    *("source labels", "target labels"),
)
"""`in` and `out` are octets as the target sees them, `view` is which end reported, `type` and `code` are ICMP's."""

BLOCKED = frozenset({"2", "blocked"})
"""Policy decisions of what was not let through; potentially blocked traffic passed (Illumio: pd 1)."""

_ANSWERED = frozenset({"a", "active", "c", "closed", "s", "snapshot"})
_FAILED = frozenset({"i", "incomplete"})
_WITH_PORTS = frozenset({"tcp", "udp", "sctp"})
_LARGEST_TYPE = 255


class Told(NamedTuple):
    """A row's flow, its direction and which end reported (for `ViewsMemory`), and what was left out."""

    flow: Flow
    direction: Hashable
    view: object
    doubts: list[Doubt]


def told(fields: Mapping[str, object], *, site: str, sensor: str) -> Told:
    """The flow of a row by the names used here. Raises ValueError that names the field which does not fit."""
    row = Row(fields)
    start = row.moment("start" if row.given("start") is not None else "end")
    end = row.moment("end") if row.given("end") is not None else start
    if end < start or end > LATEST_TIME:
        row.doubts.append("impossible duration")
        end = start
    transport = row.needed_transport("proto")
    source, target = row.address("source"), row.address("target")
    with_ports = transport in _WITH_PORTS
    kind = None if with_ports else row.measure("type", _LARGEST_TYPE, "impossible port")
    port = row.port("port") if with_ports else None
    code = None if with_ports else row.measure("code", _LARGEST_TYPE, "impossible port")
    received = row.count("in", "impossible octets")
    sent = row.count("out", "impossible octets")
    decision = str(row.given("decision")).lower()
    state = str(row.given("state")).lower()
    blocked = decision in BLOCKED
    flow = Flow(
        site=site,
        sensor=sensor,
        start=start,
        end=end,
        initiator_ip=source,
        responder_ip=target,
        transport=transport,
        initiator_port=kind,
        responder_port=port if with_ports else code,
        initiator_octets=received,
        responder_octets=sent,
        state=how_it_went(state, sent, blocked=blocked, transport=transport),
        notes=note_of(labels_of(row.given("source labels")), labels_of(row.given("target labels"))),
    )
    return Told(flow, (source, target, transport, port, blocked), row.given("view"), row.doubts)


def how_it_went(state: str, sent: int | None, *, blocked: bool, transport: str) -> ConnectionState:
    """How it went: `state` is Illumio's, in lower case, and `sent` the octets that the target sent."""
    if blocked:
        return "rejected"
    if sent or (transport == "tcp" and state in _ANSWERED):
        return "established"
    return "attempted" if state in _FAILED else "unknown"
