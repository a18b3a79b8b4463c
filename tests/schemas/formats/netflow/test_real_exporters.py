"""Datagrams of 30 vendors: each decoded event that their makers' users expected is among what is read.

The expectations are those of the tests of Logstash's NetFlow codec, whose names of fields are theirs.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from schemas.formats.datagrams import Datagram
from schemas.formats.netflow.exporters import Domain
from schemas.formats.netflow.fields import addresses, numbers, vlans
from schemas.formats.netflow.records import halves_of
from schemas.formats.netflow.sampling import learn_options
from schemas.formats.netflow.wire.export import export_of
from schemas.formats.netflow.wire.fixed import fixed_columns
from schemas.formats.netflow.wire.sets import DataSet, TemplateTold, parts
from schemas.formats.netflow.wire.template import Columns, layout_of
from schemas.formats.notes import Notes
from schemas.formats.one_way.half import Half
from tests.schemas.formats.netflow.datagrams import a_reader, piece

CASES = 51
EVENTS = 64

_V9_NAMES = {
    "ipv4_src_addr": "sender",
    "ipv4_dst_addr": "receiver",
    "l4_src_port": "sender_port",
    "l4_dst_port": "receiver_port",
    "protocol": "protocol",
    "in_bytes": "octets",
    "in_pkts": "packets",
    "out_bytes": "out_octets",
    "out_pkts": "out_packets",
    "tcp_flags": "flags",
    "src_vlan": "vlan",
    "dst_vlan": "out_vlan",
    "icmp_type": "icmp_type",
    "icmp_code": "icmp_code",
    "fw_event": "firewall_event",
    "fw_ext_event": "extended_event",
    "event_time_msec": "event_ms",
    "flow_start_msec": "start_ms",
    "fwd_flow_delta_bytes": "initiator_octets",
    "rev_flow_delta_bytes": "responder_octets",
    "in_permanent_bytes": "total_octets",
    "in_src_mac": "sender_mac",
    "in_dst_mac": "receiver_mac",
    "out_src_mac": "out_sender_mac",
    "out_dst_mac": "out_receiver_mac",
    "flow_sampler_id": "sampler",
    "sampling_interval": "sampling_interval",
    "flow_end_reason": "end_reason",
    "flowStartSeconds": "start_s",
    "flowEndSeconds": "end_s",
    "first_switched": "started",
    "last_switched": "ended",
}
_IPFIX_NAMES = {
    "sourceIPv4Address": "sender",
    "destinationIPv4Address": "receiver",
    "sourceIPv6Address": "sender",
    "destinationIPv6Address": "receiver",
    "sourceTransportPort": "sender_port",
    "destinationTransportPort": "receiver_port",
    "protocolIdentifier": "protocol",
    "octetDeltaCount": "octets",
    "packetDeltaCount": "packets",
    "octetTotalCount": "total_octets",
    "packetTotalCount": "total_packets",
    "reverseOctetTotalCount": "reverse_total_octets",
    "reversePacketTotalCount": "reverse_total_packets",
    "tcpControlBits": "flags",
    "initialTCPFlags": "first_flags",
    "unionTCPFlags": "later_flags",
    "reverseInitialTCPFlags": "reverse_first_flags",
    "reverseUnionTCPFlags": "reverse_later_flags",
    "vlanId": "vlan",
    "icmpTypeCodeIPv4": "icmp",
    "flowStartSysUpTime": "start_up",
    "flowEndSysUpTime": "end_up",
    "flowEndReason": "end_reason",
    "firewallEvent": "firewall_event",
    "flowDurationMilliseconds": "duration_ms",
    "flowStartSeconds": "started",
    "flowEndSeconds": "ended",
    "flowStartMilliseconds": "started",
    "flowEndMilliseconds": "ended",
    "samplingPacketInterval": "packet_interval",
    "samplingPacketSpace": "packet_space",
    "samplingInterval": "sampling_interval",
    "systemInitTimeMilliseconds": "boot_ms",
    "sourceMacAddress": "sender_mac",
}
_WRAP_S = 4_294_967.296
"""2^32 ms: the codec does not know that uptimes wrap, and is off by that; and by a second of all uptimes, since it
adds the milliseconds that it should subtract from the next."""


def _arrived(payload: bytes) -> float:
    at = 4 if payload[:2] == b"\0\n" else 8
    return float(int.from_bytes(payload[at : at + 4], "big"))


def _rows(columns: Columns, count: int, halves: list[Half]) -> list[dict[str, Any]]:
    """The records by their fields' names, with what was made of them."""
    ends = {end: addresses(columns, end) for end in ("sender", "receiver")}
    rows: list[dict[str, Any]] = []
    for index in range(count):
        row: dict[str, Any] = {name: values[index] for name, values in columns.items()}
        row |= {end: found[index] for end, found in ends.items() if found is not None}
        row.setdefault("firewall_event", row.get("old_firewall_event"))
        row.setdefault("icmp_type", row.get("icmp"))  # the codec calls both so
        row |= {name: value.hex(":") for name, value in row.items() if name.endswith("mac")}
        made = [half for half in halves if half.sender_ip == row.get("sender")]
        rows.append(row | {"halves": made})
    return rows


def decoded(payloads: list[bytes]) -> list[dict[str, Any]]:
    """All records of some datagrams, those before their template left out."""
    templates: dict[tuple[int, int, int], bytes] = {}
    rows: list[dict[str, Any]] = []
    domain = Domain()
    for payload in payloads:
        try:
            export = export_of(Datagram(_arrived(payload), "10.9.9.9", 2055, payload))
            if export.version == 5:
                count, columns = fixed_columns(payload, export)
                rows += _rows(columns, count, halves_of(columns, count, export, domain, Notes()))
                continue
        except ValueError:
            continue
        for part in parts(payload, export):
            if isinstance(part, TemplateTold):
                templates[export.version, export.domain, part.number] = part.packed
            elif isinstance(part, DataSet):
                packed = templates.get((export.version, export.domain, part.number))
                if packed is None:
                    continue
                layout = layout_of(packed)
                count, columns = layout.columns(part.body)
                if not count:
                    continue
                if layout.options:
                    learn_options(columns, count, domain)
                halves = [] if layout.options else halves_of(columns, count, export, domain, Notes())
                rows += _rows(columns, count, halves)
    return rows


def _expected(event: dict[str, Any]) -> dict[str, Any]:
    told = event["netflow"]
    names = _IPFIX_NAMES if told["version"] == 10 else _V9_NAMES
    found: dict[str, Any] = {}
    for name, value in told.items():
        if told["version"] == 5 and name == "sampling_interval":
            continue  # one of the header
        # A record with room for both families tells one of them as nobody's.
        if name in names and not (names[name] in {"sender", "receiver"} and value == "::"):
            found[names[name]] = value
    return found


def _fits(row: dict[str, Any], wanted: dict[str, Any]) -> bool:
    for name, value in wanted.items():
        if name in {"started", "ended"}:
            moment = datetime.fromisoformat(value).timestamp()
            halves: list[Half] = row["halves"]
            if not any(_near(half.start if name == "started" else half.end, moment) for half in halves):
                return False
        elif row.get(name) != value:
            return False
    return True


def _near(found: float, wanted: float) -> bool:
    near = 0.14 if round(wanted % 1, 3) == 0.999 else 0.002  # Streamcore's are written with .999, whatever they were
    return any(abs(found + more - wanted) < near for more in (0.0, 1.0, _WRAP_S, _WRAP_S + 1.0))


@pytest.fixture(scope="module")
def cases(shared_data: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((shared_data / "netflow/expected.json").read_bytes())
    return found


def payloads_of(case: dict[str, Any], shared_data: Path) -> list[bytes]:
    return [(shared_data / "netflow/spec/codecs" / name).read_bytes() for name in case["dat"]]


NO_CLOCK = {"Netflow 9 Fortigate FortiOS 5.2.1", "Netflow 9 nprobe DPI L7"}
"""Their times can't be true: seven days after the datagram, and of addresses and a transport that are nobody's."""


def test_every_event_that_was_expected_is_read(cases: list[dict[str, Any]], shared_data: Path) -> None:
    assert (len(cases), sum(len(case["expected"]) for case in cases)) == (CASES, EVENTS)
    missing = []
    checked = 0
    for case in cases:
        rows = decoded(payloads_of(case, shared_data))
        for event in case["expected"]:
            if "netflow" not in event:
                continue  # the last one is the codec's own cache of templates
            wanted = _expected(event)
            if case["context"] in NO_CLOCK:
                wanted = {name: value for name, value in wanted.items() if name not in {"started", "ended"}}
            checked += 1
            if not any(_fits(row, wanted) for row in rows):
                missing.append((case["context"], wanted))
    assert missing == []
    assert checked == EVENTS - 1


def test_the_reader_takes_every_case_and_refuses_only_what_is_damaged(
    cases: list[dict[str, Any]], shared_data: Path
) -> None:
    refused = {}
    for case in cases:
        reader = a_reader()
        pieces = [piece(payload, arrived=_arrived(payload)) for payload in payloads_of(case, shared_data)]
        flows, letters = reader.read(pieces, 1)
        if letters:
            refused[case["context"].strip()] = [letter.reason[:45] for letter in letters]
        decodes = any("sender" in _expected(event) for event in case["expected"] if "netflow" in event)
        assert flows or not decodes or case["context"] == "Netflow 9 nprobe DPI L7", case["context"]
    assert refused == {
        "Netflow 5 invalid 01": ["a header of version 5 that tells 55582 records"[:45]],
        "Netflow 5 invalid 02": ["a header of version 5 that tells 163 records,"[:45]],
    }


def test_numbers_and_vlans_of_nothing_are_none() -> None:
    assert numbers({}, "octets") is None
    assert next(iter(vlans({}, Notes()))) is None
