"""Zeek's conn.log, as Zeek itself writes it: tab-separated, headed, closed.

The fields are those of base/protocols/conn with `ip_proto` (Zeek 7.1), and the two link addresses
of the policy script protocols/conn/mac-logging.
"""

from datetime import UTC, datetime

from replay.simulate.connection import TRANSPORT_NUMBERS, Seen

_FIELDS = (
    ("ts", "time"), ("uid", "string"), ("id.orig_h", "addr"), ("id.orig_p", "port"), ("id.resp_h", "addr"),
    ("id.resp_p", "port"), ("proto", "enum"), ("service", "string"), ("duration", "interval"),
    ("orig_bytes", "count"), ("resp_bytes", "count"), ("conn_state", "string"), ("local_orig", "bool"),
    ("local_resp", "bool"), ("missed_bytes", "count"), ("history", "string"), ("orig_pkts", "count"),
    ("orig_ip_bytes", "count"), ("resp_pkts", "count"), ("resp_ip_bytes", "count"),
    ("tunnel_parents", "set[string]"), ("ip_proto", "count"), ("orig_l2_addr", "string"), ("resp_l2_addr", "string"),
)  # fmt: skip

UNSET = "-"


def header(opened: float) -> str:
    """The eight lines before the rows."""
    return (
        "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n"
        f"#open\t{_stamp(opened)}\n"
        + "\t".join(("#fields", *(name for name, _ in _FIELDS)))
        + "\n"
        + "\t".join(("#types", *(kind for _, kind in _FIELDS)))
        + "\n"
    )


def footer(closed: float) -> str:
    """The line after the rows."""
    return f"#close\t{_stamp(closed)}\n"


def row(seen: Seen) -> str:
    """One connection as a line."""
    c = seen.connection
    return "\t".join(
        (
            f"{c.start:.6f}", seen.uid, c.initiator_ip, str(c.initiator_port), c.responder_ip, str(c.responder_port),
            c.transport, c.service or UNSET, UNSET if c.duration is None else f"{c.duration:.6f}",
            _count(c.initiator_octets), _count(c.responder_octets), c.conn_state,
            _local(c.initiator_ip), _local(c.responder_ip), str(c.missed_octets), c.history,
            str(c.initiator_packets), str(c.initiator_ip_octets), str(c.responder_packets), str(c.responder_ip_octets),
            UNSET, str(TRANSPORT_NUMBERS[c.transport]), seen.initiator_mac or UNSET, seen.responder_mac or UNSET,
        )
    ) + "\n"  # fmt: skip


def _count(value: int | None) -> str:
    return UNSET if value is None else str(value)


def _local(ip: str) -> str:
    """Zeek's Site::local_nets is 10.0.0.0/8 here."""
    return "T" if ip.startswith("10.") else "F"


def _stamp(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d-%H-%M-%S")
