"""The input formats for flows: the one table that names them. `registry.py` loads what it names.

Where a format stands is text, since a command line that only shows its help must not import every reader; a test
loads each.
"""

from typing import NamedTuple


class Named(NamedTuple):
    """What a format is in a few words, for help and completion, and where its `Format` stands: `module:NAME`."""

    words: str
    place: str


NAMED_FORMATS: dict[str, Named] = {
    "weir": Named("Weir's own flows, NDJSON", "schemas.formats.ndjson:FLOWS"),
    "recording": Named(
        "flows, Ticks, asset changes and verdicts in one NDJSON file", "schemas.formats.recording:MIXED"
    ),
    "suricata-eve": Named(
        "Suricata's eve.json, also behind a syslog header or in AWS's wrapper",
        "schemas.formats.suricata.formats:SURICATA_EVE",
    ),
    "aws-vpc": Named(
        "AWS VPC flow logs, with their header or in the default format", "schemas.formats.cloud.aws:AWS_VPC"
    ),
    "azure-flow": Named("Azure VNet and NSG flow logs, JSON", "schemas.formats.cloud.azure:AZURE_FLOW"),
    "gcp-flow": Named("Google Cloud VPC flow logs, JSON", "schemas.formats.cloud.gcp:GCP_FLOW"),
    "illumio": Named(
        "Illumio's traffic: its stream, the Explorer's JSON, tables", "schemas.formats.illumio.reader:ILLUMIO"
    ),
    "ntopng": Named("ntopng's and nProbe's flows, JSON", "schemas.formats.ntopng:NTOPNG"),
    "zeek-tsv": Named("Zeek's logs, tab-separated", "schemas.formats.zeek.formats:ZEEK_TSV"),
    "zeek-json": Named("Zeek's logs as JSON, also as shippers wrap them", "schemas.formats.zeek.formats:ZEEK_JSON"),
    "goflow2": Named("goflow2's flows as JSON", "schemas.formats.collectors.goflow2:GOFLOW2"),
    "nfacctd": Named("pmacct's flows as JSON (nfacctd, sfacctd)", "schemas.formats.collectors.nfacctd:NFACCTD"),
    "ecs": Named("Elastic's ECS: Packetbeat, Security Onion, Malcolm", "schemas.formats.envelopes.formats:ECS"),
    "envelope": Named(
        "rows of any format in a shipper's object or behind a header", "schemas.formats.envelopes.formats:ENVELOPE"
    ),
    "netflow": Named("NetFlow, IPFIX and sFlow, in a capture or over UDP", "schemas.formats.netflow.formats:NETFLOW"),
}
"""By name, in the order in which they are asked whether a file is theirs: the narrower before the wider."""

FORMAT_NAMES: dict[str, str] = {name: named.words for name, named in NAMED_FORMATS.items()}
