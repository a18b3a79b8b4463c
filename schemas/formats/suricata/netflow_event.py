"""The one-way record of a `netflow` event: what one end of a conversation sent to the other.

Suricata writes two of them when a flow has ended, the initiator's first, both with the flow's id; AWS Network Firewall
writes nothing else. `tcp` holds the flags of that end alone.
"""

from collections.abc import Mapping

from schemas.formats.notes import Doubt
from schemas.formats.one_way.half import Half
from schemas.formats.row import Row
from schemas.formats.suricata.conversation import flags_of
from schemas.formats.suricata.flow_event import ports, service, times, vlan


def half_of(fields: Mapping[str, object]) -> tuple[Half, list[Doubt]]:
    """The record of a `netflow` event's fields (`lines.flattened`), and what was left out of it.

    Raises ValueError that names the field which does not fit.
    """
    row = Row(fields)
    transport = row.needed_transport("proto")
    start, end = times(row, "netflow")
    sender_port, receiver_port = ports(row, transport)
    half = Half(
        start=start,
        end=end,
        sender_ip=row.address("src_ip"),
        receiver_ip=row.address("dest_ip"),
        transport=transport,
        sender_port=sender_port,
        receiver_port=receiver_port,
        octets=row.count("netflow.bytes", "impossible octets"),
        packets=row.count("netflow.pkts", "impossible packets"),
        tcp_flags=flags_of(row.word("tcp.tcp_flags", "impossible state")) if transport == "tcp" else None,
        vlan=vlan(row),
        service=service(row),
        community_id=row.word("community_id", "impossible id"),
        end_told=True,
    )
    return half, row.doubts
