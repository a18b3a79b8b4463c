"""Zeek's conn.log as JSON, as its JSON writer makes it: flat dotted keys, no unset ones."""

import orjson

from replay.simulate.formats.conn_row import ConnRow

_HEADER_OCTETS = {6: 40, 17: 28}
"""IPv4 header without options (RFC 791) and that of TCP (RFC 9293) or UDP (RFC 768)."""


class ZeekJsonWriter:
    """One object a line."""

    def begin(self, opened: float) -> bytes:  # noqa: ARG002 - as the protocol has it
        """Nothing."""
        return b""

    def row(self, row: ConnRow) -> bytes:
        """The row."""
        headers = _HEADER_OCTETS[row.number]
        fields: dict[str, object] = {
            "ts": round(row.start, 6),
            "uid": row.uid,
            "id.orig_h": row.initiator_ip,
            "id.orig_p": row.initiator_port,
            "id.resp_h": row.responder_ip,
            "id.resp_p": row.responder_port,
            "proto": row.transport,
            "service": row.service,
            "duration": round(row.end - row.start, 6),
            "orig_bytes": max(0, row.initiator_octets - headers * row.initiator_packets),
            "resp_bytes": max(0, row.responder_octets - headers * row.responder_packets),
            "conn_state": row.conn_state,
            "missed_bytes": 0,
            "history": row.history,
            "orig_pkts": row.initiator_packets,
            "orig_ip_bytes": row.initiator_octets,
            "resp_pkts": row.responder_packets,
            "resp_ip_bytes": row.responder_octets,
            "ip_proto": row.number,
            "orig_l2_addr": row.initiator_mac,
            "resp_l2_addr": row.responder_mac,
        }
        return orjson.dumps({name: value for name, value in fields.items() if value is not None}) + b"\n"

    def end(self, closed: float) -> bytes:  # noqa: ARG002 - as the protocol has it
        """Nothing."""
        return b""
