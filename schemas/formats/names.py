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
    "ndpi": Named("packet captures (pcap, pcapng), and nfstream's rows of them", "schemas.formats.ndpi.formats:NDPI"),
    "zeek-tsv": Named("Zeek's logs, tab-separated", "schemas.formats.zeek.formats:ZEEK_TSV"),
    "zeek-json": Named("Zeek's logs as JSON, also as shippers wrap them", "schemas.formats.zeek.formats:ZEEK_JSON"),
}
"""By name, in the order in which they are asked whether a file is theirs: the narrower before the wider."""

FORMAT_NAMES: dict[str, str] = {name: named.words for name, named in NAMED_FORMATS.items()}
