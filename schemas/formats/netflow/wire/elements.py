"""Which fields of a template are read, by their number, and what they are called here.

Numbers are IANA's IPFIX Information Elements; NetFlow v9 has the same for those below 128 (RFC 3954, section 8) and
numbers past 32768 that are Cisco's own. In IPFIX a number past 32767 is one of an enterprise (RFC 7011, 3.2), and those
of 29305 are the responder's counterparts in a record of both directions (RFC 5103).
"""

from typing import Literal

IANA = 0
REVERSE = 29_305
"""The enterprise number of the reverse direction (RFC 5103, 6.1)."""

CERT = 6_871
"""YAF's enterprise number (CERT); it numbers reverse elements by adding 16384 (yaf documentation)."""

CISCO_SCOPE = 0xFFFF_FFFF
"""Stands for the scope fields of v9's options templates, which are numbered apart (RFC 3954, 6.1)."""

Kind = Literal["number", "v4", "v6", "mac", "ntp", "real"]
"""How a field's bytes are read. ntp: 64 bits of RFC 5905; real: IEEE 754 of 4 or 8 bytes."""

_NUMBERS: dict[tuple[int, int], str] = {
    (IANA, 1): "octets",
    (IANA, 2): "packets",
    (IANA, 4): "protocol",
    (IANA, 6): "flags",
    (IANA, 7): "sender_port",
    (IANA, 11): "receiver_port",
    (IANA, 21): "end_up",
    (IANA, 22): "start_up",
    (IANA, 23): "out_octets",
    (IANA, 24): "out_packets",
    (IANA, 32): "icmp",
    (IANA, 34): "sampling_interval",
    (IANA, 48): "sampler",
    (IANA, 50): "sampler_interval",
    (IANA, 58): "vlan",
    (IANA, 59): "out_vlan",
    (IANA, 85): "total_octets",
    (IANA, 86): "total_packets",
    (IANA, 136): "end_reason",
    (IANA, 139): "icmp_v6",
    (IANA, 148): "flow_id",
    (IANA, 150): "start_s",
    (IANA, 151): "end_s",
    (IANA, 152): "start_ms",
    (IANA, 153): "end_ms",
    (IANA, 158): "start_before_us",
    (IANA, 159): "end_before_us",
    (IANA, 160): "boot_ms",
    (IANA, 161): "duration_ms",
    (IANA, 162): "duration_us",
    (IANA, 176): "icmp_type",
    (IANA, 177): "icmp_code",
    (IANA, 178): "icmp_type_v6",
    (IANA, 179): "icmp_code_v6",
    (IANA, 180): "sender_port_udp",
    (IANA, 181): "receiver_port_udp",
    (IANA, 182): "sender_port_tcp",
    (IANA, 183): "receiver_port_tcp",
    (IANA, 231): "initiator_octets",
    (IANA, 232): "responder_octets",
    (IANA, 233): "firewall_event",
    (IANA, 239): "biflow_direction",
    (IANA, 243): "dot1q_vlan",
    (IANA, 298): "initiator_packets",
    (IANA, 299): "responder_packets",
    (IANA, 302): "selector",
    (IANA, 305): "packet_interval",
    (IANA, 306): "packet_space",
    (IANA, 309): "sampling_size",
    (IANA, 310): "sampling_population",
    (IANA, 322): "event_s",
    (IANA, 323): "event_ms",
    # Cisco's Security Event Logging: NF_F_FW_EXT_EVENT, and the event's number in ASA 8.x (Cisco ASA NetFlow guide).
    (IANA, 33_002): "extended_event",
    (IANA, 40_005): "old_firewall_event",
    (REVERSE, 1): "reverse_octets",
    (REVERSE, 2): "reverse_packets",
    (REVERSE, 6): "reverse_flags",
    (REVERSE, 85): "reverse_total_octets",
    (REVERSE, 86): "reverse_total_packets",
    (CERT, 14): "first_flags",
    (CERT, 15): "later_flags",
    (CERT, 16_398): "reverse_first_flags",
    (CERT, 16_399): "reverse_later_flags",
}

_OTHERS: dict[tuple[int, int], tuple[str, Kind]] = {
    (IANA, 8): ("sender_v4", "v4"),
    (IANA, 12): ("receiver_v4", "v4"),
    (IANA, 27): ("sender_v6", "v6"),
    (IANA, 28): ("receiver_v6", "v6"),
    (IANA, 56): ("sender_mac", "mac"),
    (IANA, 57): ("out_receiver_mac", "mac"),
    (IANA, 80): ("receiver_mac", "mac"),
    (IANA, 81): ("out_sender_mac", "mac"),
    (IANA, 154): ("start_us", "ntp"),
    (IANA, 155): ("end_us", "ntp"),
    (IANA, 156): ("start_ns", "ntp"),
    (IANA, 157): ("end_ns", "ntp"),
    (IANA, 311): ("sampling_probability", "real"),
}

ELEMENTS: dict[tuple[int, int], tuple[str, Kind]] = {
    **{number: (name, "number") for number, name in _NUMBERS.items()},
    **_OTHERS,
}
"""(Enterprise, number) -> what the field is called here and how it is read. All others are skipped."""

_LENGTHS: dict[Kind, frozenset[int]] = {
    "number": frozenset(range(1, 9)),
    "v4": frozenset({4}),
    "v6": frozenset({16}),
    "mac": frozenset({6}),
    "ntp": frozenset({8}),
    "real": frozenset({4, 8}),
}


def element(enterprise: int, number: int, length: int) -> tuple[str, Kind] | None:
    """What a field of a template means; None for one that is skipped, also for a length that its kind can't have."""
    found = ELEMENTS.get((enterprise, number))
    return None if found is None or length not in _LENGTHS[found[1]] else found
