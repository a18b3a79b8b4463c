"""What a file is that Weir does not read, told by its first lines, and what to do with it."""

import re
import shlex
from collections.abc import Sequence

import orjson

from schemas.formats.assets.headings import columns_of
from schemas.formats.stray_bytes import looks_like_utf16
from schemas.formats.tables.cells import delimiter_of, looks_like_headings

NFCAPD_MARK = b"\x0c\xa5"
"""0xA50C, little-endian: what files of nfcapd begin with (`src/libnffile/nffile.h` of nfdump)."""

_EPOCH = re.compile(rb"[0-9]{9,10}\.[0-9]{1,9}[\t ,;|]+\S+[\t ,;|]")
_HEADER = re.compile(rb"ts([\t ,;|])+uid\1")
_SEPARATED_BY = {b"\t": "tabs", b" ": "spaces", b",": "commas", b";": "semicolons", b"|": "bars"}

_ZONES = frozenset({b"[[zones]]", b"[[conduits]]"})
_INVENTORY = frozenset({"zone", "level", "role", "criticality", "vendor", "model", "owner"})
"""What inventories say of an asset besides its name and addresses."""

_FEWEST_OF_AN_INVENTORY = 2
"""A table of a firewall's traffic may have a type or a zone. A convention."""

_AWS_ACTIONS = frozenset({b"ACCEPT", b"REJECT"})


def foreign_text(lines: Sequence[bytes], name: str) -> str | None:
    """Why a text is no log that Weir reads; None for what nothing is known of. `lines` has one line at least."""
    first = lines[0]
    not_text = _no_utf8(first, name)
    if not_text is not None:
        return not_text
    if _is_array(lines):
        return json_array(name)
    header = _HEADER.match(first)
    if header is not None:
        return (
            f"it begins with the names of a Zeek log's columns, separated by {_SEPARATED_BY[header[1]]}, but not as "
            "Zeek writes them (a line #fields, separated by tabs). Give Zeek's own file, as TSV or JSON"
        )
    if first.lstrip().startswith(b"#"):
        return "it begins with a comment, as Zeek's logs do, but has no #fields line"
    if _EPOCH.match(first):
        return (
            "it looks like rows of a Zeek log whose header lines (#fields ...) were cut off; "
            "without them the columns are unknown. Give the whole file, or put the header back"
        )
    return _statement(first) or _without_header(first)


def json_array(name: str) -> str:
    """That a file is one JSON array, and the command that makes lines of it."""
    return "one JSON array; Weir reads one object a line: " + _converted("jq -c '.[]'", name, "flows.ndjson")


def broken_objects(lines: Sequence[bytes], name: str) -> str | None:
    """That JSON objects take several lines each, and the command that mends it; None where that is not seen."""
    first = lines[0].strip()
    if first != b"{" and (first.endswith(b"}") or any(line.startswith(b"{") for line in lines[1:])):
        return None
    return (
        f"JSON spread over several lines; Weir reads one object a line: {_converted('jq -c .', name, 'flows.ndjson')}"
    )


def shown_line(line: bytes) -> str:
    """A line's beginning as a message shows it."""
    return orjson.dumps(line[:40].decode("utf-8", "replace")).decode()


def _statement(first: bytes) -> str | None:
    """That a file says something of the plant, as Weir is told it beside traffic."""
    if first.strip() in _ZONES:
        return "zones and conduits, no traffic: give it with --zones"
    if not looks_like_headings(first):
        return None
    text = first.decode("utf-8", "replace")
    columns = columns_of(text.split(delimiter_of(text)))
    if columns.identify and len(_INVENTORY & columns.of_field.keys()) >= _FEWEST_OF_AN_INVENTORY:
        return "headings as of an inventory of assets, no traffic: if it is one, give it with --assets"
    return None


def _without_header(first: bytes) -> str | None:
    """That rows are AWS's, with fields that nothing names."""
    words = first.split()
    if _AWS_ACTIONS.isdisjoint(words) or not any(word.startswith(b"eni-") for word in words):
        return None
    return (
        "it looks like rows of AWS VPC flow logs in a custom format, without the header that names its fields: put "
        "them, separated by spaces, into a first line"
    )


def _no_utf8(first: bytes, name: str) -> str | None:
    if looks_like_utf16(first):
        return f"it is text in UTF-16; Weir reads UTF-8: {_converted('iconv -f UTF-16 -t UTF-8', name, 'utf8.log')}"
    if first.startswith(NFCAPD_MARK) and name == "-":
        return "a file of nfcapd, which nfdump reads by its name alone: give the file, not what is in it"
    if first.startswith(NFCAPD_MARK) and name.endswith((".gz", ".zst")):
        unpacked = f"gunzip -k {shlex.quote(name)}" if name.endswith(".gz") else f"zstd -d {shlex.quote(name)}"
        return f"a packed file of nfcapd, which nfdump can't read: unpack it (`{unpacked}`)"
    if first.startswith(NFCAPD_MARK):
        return (
            "a file of nfcapd, which grows by no lines and is not followed; where nfdump is installed `weir replay` "
            "and `weir run --once` read it"
        )
    return None


def _is_array(lines: Sequence[bytes]) -> bool:
    text = b" ".join(line.strip() for line in lines[:3]).strip()
    return text.startswith(b"[") and text[1:].strip()[:1] in {b"{", b"]", b""}


def _converted(command: str, name: str, into: str) -> str:
    file = shlex.quote(name)
    if name.endswith(".gz"):
        return f"zcat {file} | {command} > {into}"
    if name.endswith(".zst"):
        return f"zstdcat {file} | {command} > {into}"
    return f"{command} > {into}" if name == "-" else f"{command} {file} > {into}"
