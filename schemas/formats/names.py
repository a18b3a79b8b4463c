"""The names of the input formats for flows, for help texts and completion: `registry.py` has their readers.

Apart from it, since a command line that only shows its help must not import every reader.
"""

FORMAT_NAMES: dict[str, str] = {
    "zeek-tsv": "Zeek's logs, tab-separated",
    "zeek-json": "Zeek's logs as JSON, also as shippers wrap them",
    "weir": "Weir's own flows, NDJSON",
    "recording": "flows, Ticks, asset changes and verdicts in one NDJSON file",
}
"""A format's name, and what it is in a few words."""
