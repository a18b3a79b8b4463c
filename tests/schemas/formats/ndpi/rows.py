"""Rows as the metering of captures writes them, and as nfstream does by itself."""

T0_MS = 1_767_225_600_000

FLAGS = {
    f"{way}_{flag}_packets": count
    for way, counts in (("src2dst", (1, 4, 0, 0)), ("dst2src", (1, 4, 0, 0)))
    for flag, count in zip(("syn", "ack", "rst", "fin"), counts, strict=True)
}


def plain(**changed: object) -> dict[str, object]:
    """A row of nfstream without statistics."""
    return {
        "id": 0,
        "expiration_id": 0,
        "src_ip": "10.1.0.9",
        "src_mac": "02:00:0a:01:00:09",
        "src_oui": "02:00:0a",
        "src_port": 40_001,
        "dst_ip": "10.1.0.50",
        "dst_mac": "02:00:0a:01:00:32",
        "dst_oui": "02:00:0a",
        "dst_port": 502,
        "protocol": 6,
        "ip_version": 4,
        "vlan_id": 0,
        "tunnel_id": 0,
        "bidirectional_first_seen_ms": T0_MS,
        "bidirectional_last_seen_ms": T0_MS + 2_500,
        "bidirectional_packets": 9,
        "src2dst_packets": 5,
        "src2dst_bytes": 236,
        "dst2src_packets": 4,
        "dst2src_bytes": 199,
        "application_name": "Modbus",
        "application_is_guessed": 0,
        "application_confidence": 6,
        **changed,
    }


def metered(**changed: object) -> dict[str, object]:
    """A row of the metering: the second of its conversation."""
    part = {
        "first_seen_ms": T0_MS + 2_000,
        "src2dst_packets": 2,
        "src2dst_bytes": 104,
        "dst2src_packets": 1,
        "dst2src_bytes": 51,
    }
    return plain(**FLAGS, first_flags=2, uid="ab12", slice=part) | changed
