"""The early sight of a path that a protocol event or an alert makes, before its flow has ended.

It says who spoke with whom and what was asked, but not how much: octets and packets are None, and the direction is
unsure. Events of protocols are told in the flow's direction. An alert is told in that of the packet that set it off;
its `flow` object or `direction` say which that is. MACs are not read: they are the packet's, and go the other way
round in some of the rows (OISF issue 6405).
"""

from collections.abc import Mapping

from schemas.flow import Flow
from schemas.formats.notes import Doubt
from schemas.formats.row import Row, shown
from schemas.formats.suricata.events import ALERT
from schemas.formats.suricata.flow_event import ports, service, vlan
from schemas.formats.suricata.lines import flattened
from schemas.formats.suricata.operations import operations_of
from schemas.services.names import canonical_name

LONGEST_NOTE = 200
"""Characters of an alert's signature that are kept: Suricata's rules stay below 150."""


def tells_of(event: Mapping[str, object], event_type: str) -> tuple[str, ...]:
    """What an event tells besides that its conversation took place: an alert's note, or the operations asked for."""
    if event_type != ALERT:
        return operations_of(event_type, event)
    alert = event.get(ALERT)
    return (_note(alert if isinstance(alert, dict) else {}),)


def sight(
    event: Mapping[str, object], event_type: str, tells: tuple[str, ...], *, site: str, sensor: str
) -> tuple[Flow, list[Doubt]]:
    """The sight of an event that tells `tells` (`tells_of`), without its `uid`; and what was left out of it.

    Raises ValueError that names the field which does not fit.
    """
    row = Row(flattened(event))
    moment = row.moment("timestamp")
    transport = row.needed_transport("proto")
    initiator_ip, responder_ip = row.address("src_ip"), row.address("dest_ip")
    initiator_port, responder_port = ports(row, transport)
    is_alert = event_type == ALERT
    if is_alert and transport != "icmp" and _is_answer(row, initiator_ip, initiator_port):
        initiator_ip, responder_ip = responder_ip, initiator_ip
        initiator_port, responder_port = responder_port, initiator_port
    flow = Flow(
        site=site,
        sensor=sensor,
        start=moment,
        end=moment,
        initiator_ip=initiator_ip,
        responder_ip=responder_ip,
        transport=transport,
        initiator_port=initiator_port,
        responder_port=responder_port,
        community_id=row.word("community_id", "impossible id"),
        service=service(row) if is_alert else canonical_name(event_type),
        operations=() if is_alert else tells,
        state="established" if _stood(row, transport, is_alert=is_alert) else "unknown",
        direction="unsure",
        vlan=vlan(row),
        notes=tells if is_alert else (),
    )
    return flow, row.doubts


def _stood(row: Row, transport: str, *, is_alert: bool) -> bool:
    """Whether both ends had spoken: a TCP protocol was understood, or an alert's flow had packets of both."""
    if not is_alert:
        return transport == "tcp"
    there, back = (row.measure(f"flow.pkts_to{end}", 2**62, "impossible packets") for end in ("server", "client"))
    return bool(there) and bool(back)


def _is_answer(row: Row, source_ip: str, source_port: int | None) -> bool:
    """Whether the packet of an alert went to the client: its source is the flow's responder."""
    if row.given("flow.src_ip") is not None:
        return (row.address("flow.src_ip"), row.lesser_port("flow.src_port")) != (source_ip, source_port)
    return row.given("direction") in {"to_client", "toclient"}


def _note(alert: Mapping[str, object]) -> str:
    """What the alert says, as a sentence: what Suricata did, the rule's words and its number."""
    signature, number = alert.get("signature"), alert.get("signature_id")
    words = " ".join(signature.split())[:LONGEST_NOTE] if isinstance(signature, str) else ""
    did = "Suricata blocked" if alert.get("action") == "blocked" else "Suricata alert"
    if not words:
        return f"{did}: rule {shown(number)}"
    return f"{did}: {words} (sid {number})" if isinstance(number, int) else f"{did}: {words}"
