"""What a file is that Weir does not read, told by its first lines, and what to do with it."""

import re
import shlex
from collections.abc import Sequence

import orjson

from schemas.formats.stray_bytes import looks_like_utf16

NFCAPD_MARK = b"\x0c\xa5"
"""0xA50C, little-endian: what files of nfcapd begin with (`src/libnffile/nffile.h` of nfdump)."""

_EPOCH = re.compile(rb"[0-9]{9,10}\.[0-9]{1,9}[\t ,;|]+\S+[\t ,;|]")
_HEADER = re.compile(rb"ts([\t ,;|])+uid\1")
_SEPARATED_BY = {b"\t": "tabs", b" ": "spaces", b",": "commas", b";": "semicolons", b"|": "bars"}


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
    return None


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


def _no_utf8(first: bytes, name: str) -> str | None:
    if looks_like_utf16(first):
        return f"it is text in UTF-16; Weir reads UTF-8: {_converted('iconv -f UTF-16 -t UTF-8', name, 'utf8.log')}"
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
