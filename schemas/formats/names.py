"""The input formats for flows: the one table that names them. `registry.py` loads what it names.

Where a format stands is text, since a command line that only shows its help must not import every reader; a test
loads each.
"""

from typing import NamedTuple


class Named(NamedTuple):
    """What a format is in a few words, for help and completion, and where its `Format` stands: `module:NAME`.

    `known_by` is what its files are recognised by, and `example` a command line that reads one, for `weir formats`.
    """

    words: str
    place: str
    known_by: str = "its first lines"
    example: str = ""


NAMED_FORMATS: dict[str, Named] = {
    "weir": Named(
        "Weir's own flows, NDJSON",
        "schemas.formats.ndjson:FLOWS",
        "objects with initiator_ip and responder_ip",
        "weir replay flows.ndjson",
    ),
    "recording": Named(
        "flows, Ticks, asset changes and verdicts in one NDJSON file",
        "schemas.formats.recording:MIXED",
        "objects with a flow, tick, change or verdict in them",
        "weir replay recording.ndjson",
    ),
    "suricata-eve": Named(
        "Suricata's eve.json, also behind a syslog header or in AWS's wrapper",
        "schemas.formats.suricata.formats:SURICATA_EVE",
        "objects with event_type and timestamp, or in AWS's event",
        "weir run /var/log/suricata/eve.json",
    ),
    "aws-vpc": Named(
        "AWS VPC flow logs, with their header or in the default format",
        "schemas.formats.cloud.aws:AWS_VPC",
        "a header of AWS's words, or rows of the default format",
        "weir replay AWSLogs/",
    ),
    "azure-flow": Named(
        "Azure VNet and NSG flow logs, JSON",
        "schemas.formats.cloud.azure:AZURE_FLOW",
        "objects of the category of flow events",
        "weir replay PT1H.json",
    ),
    "gcp-flow": Named(
        "Google Cloud VPC flow logs, JSON",
        "schemas.formats.cloud.gcp:GCP_FLOW",
        "objects with jsonPayload.connection",
        "weir replay vpc_flows.json",
    ),
    "illumio": Named(
        "Illumio's traffic: its stream, the Explorer's JSON, tables",
        "schemas.formats.illumio.reader:ILLUMIO",
        "the keys or headings of Illumio's traffic",
        "weir replay explorer.json",
    ),
    "ntopng": Named(
        "ntopng's and nProbe's flows, JSON",
        "schemas.formats.ntopng:NTOPNG",
        "objects with nProbe's names",
        "weir replay ntopng.json",
    ),
    "ndpi": Named(
        "packet captures (pcap, pcapng), and nfstream's rows of them",
        "schemas.formats.ndpi.formats:NDPI",
        "the first bytes; objects with src_ip and bidirectional_first_seen_ms",
        "weir replay plant.pcap",
    ),
    "zeek-tsv": Named(
        "Zeek's logs, tab-separated",
        "schemas.formats.zeek.formats:ZEEK_TSV",
        "lines #fields, #path, #separator",
        "weir replay /opt/zeek/logs/2026-11-30/",
    ),
    "zeek-json": Named(
        "Zeek's logs as JSON, also as shippers wrap them",
        "schemas.formats.zeek.formats:ZEEK_JSON",
        "objects with ts and id.orig_h, or in a wrapper",
        "weir run /opt/zeek/logs/current/conn.log",
    ),
    "nfdump-csv": Named(
        "nfdump's CSV, one direction a row or both; files of nfcapd where nfdump is installed",
        "schemas.formats.tables.nfdump:NFDUMP_CSV",
        "the headings ts,te,... or firstSeen,...; of nfcapd the first bytes",
        "TZ=UTC nfdump -r nfcapd.202611301200 -o csv | weir replay -",
    ),
    "argus-csv": Named(
        "Argus' flows as CSV: binetflow, ra -c ,",
        "schemas.formats.tables.argus:ARGUS_CSV",
        "headings such as StartTime,Dur,Proto,SrcAddr",
        "ra -r flows.argus -u -n -c , | weir replay -",
    ),
    "goflow2": Named(
        "goflow2's flows as JSON",
        "schemas.formats.collectors.goflow2:GOFLOW2",
        "objects with goflow2's names",
        "weir collect kafka:flows",
    ),
    "nfacctd": Named(
        "pmacct's flows as JSON (nfacctd, sfacctd)",
        "schemas.formats.collectors.nfacctd:NFACCTD",
        "objects with pmacct's names",
        "weir collect kafka:pmacct.acct",
    ),
    "ecs": Named(
        "Elastic's ECS: Packetbeat, Security Onion, Malcolm",
        "schemas.formats.envelopes.formats:ECS",
        "objects with source.ip and destination.ip",
        "weir collect kafka:beats",
    ),
    "envelope": Named(
        "rows of any format in a shipper's object or behind a header",
        "schemas.formats.envelopes.formats:ENVELOPE",
        "a row of another format as text inside",
        "weir collect kafka:filebeat",
    ),
    "netflow": Named(
        "NetFlow, IPFIX and sFlow, in a capture or over UDP",
        "schemas.formats.netflow.formats:NETFLOW",
        "a capture's first bytes; over UDP what listens",
        "weir replay export.pcap --format netflow",
    ),
}
"""By name, in the order in which they are asked whether a file is theirs: the narrower before the wider."""

FORMAT_NAMES: dict[str, str] = {name: named.words for name, named in NAMED_FORMATS.items()}
