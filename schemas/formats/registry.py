"""The input formats for flows, by name, and how a file's first lines tell which one it is."""

import re
from collections.abc import Sequence

import orjson

from schemas.formats.ndjson import flow_reader
from schemas.formats.reader import NoFlowsError, ReaderContext, ReaderFactory, RecordReader
from schemas.formats.recording import RecordingReader
from schemas.formats.zeek_json import ZeekJsonReader, zeek_fields
from schemas.formats.zeek_protocol import CONNECTION_LOGS, protocol_of, refuse_unless_flows
from schemas.formats.zeek_tsv import ZeekHeader, ZeekTsvReader

FORMATS: dict[str, ReaderFactory] = {
    "zeek-tsv": ZeekTsvReader,
    "zeek-json": ZeekJsonReader,
    "weir": flow_reader,
    "recording": RecordingReader,
}

DETECT_LINES = 64
"""How many of a file's first lines are looked at: Zeek's header has eight, with room for comments before it."""

_RECORDING_KEYS = frozenset({"flow", "tick", "asset_change", "verdict"})
_WEIR_KEYS = frozenset({"initiator_ip", "responder_ip"})
_EPOCH = re.compile(rb"[0-9]{9,10}\.[0-9]{1,9}\t\S+\t")
_TAKEN = f"Weir reads {', '.join(FORMATS)}; pass --format when it is one of them"


def detect(first_lines: Sequence[bytes], name: str) -> str:
    """The format of a file that begins with these lines; `name` is the file's, and tells a Zeek log's kind.

    A file with no lines yet is a Zeek log that has not begun. Raises NoFlowsError for a sound file of a
    kind without flows, and ValueError for one that is none of ours, saying what it looks like.
    """
    lines = [line for line in first_lines if line.strip()]
    if not lines:
        return "zeek-json" if name.endswith((".json", ".ndjson")) else "zeek-tsv"
    if any(b"\0" in line for line in lines):
        msg = f"{name}: a binary file, no log. {_TAKEN}"
        raise ValueError(msg)
    if lines[0].startswith(b"#"):
        return _detect_tsv(lines, name)
    if lines[0].lstrip().startswith(b"{"):
        return _detect_json(lines, name)
    if _EPOCH.match(lines[0]):
        msg = (
            f"{name}: it looks like rows of a Zeek log whose header lines (#fields ...) were cut off; "
            "without them the columns are unknown. Give the whole file, or put the header back"
        )
        raise ValueError(msg)
    msg = f"{name}: no Zeek log and no NDJSON: line 1 begins {_shown(lines[0])}. {_TAKEN}"
    raise ValueError(msg)


def reader_for(file_format: str, context: ReaderContext, name: str) -> RecordReader:
    """A reader of a named format. Raises ValueError that lists the names for one that is none."""
    factory = FORMATS.get(file_format)
    if factory is None:
        msg = f"no input format {file_format!r}; there are: {', '.join(FORMATS)} (or auto)"
        raise ValueError(msg)
    path = context.path if context.path is not None else zeek_path_of(name)
    return factory(
        ReaderContext(site=context.site, source=context.source, sensor=context.sensor, uids=context.uids, path=path)
    )


def zeek_path_of(name: str) -> str | None:
    """The kind of Zeek log a file's name tells: "conn" for `conn.2026-01-01.log.gz`; None when it tells none."""
    stem = re.split(r"[/\\]", name)[-1].lower().partition(".")[0]
    stem = re.sub(r"[-_ ]?[0-9]{4,}.*\Z", "", stem)
    if stem in CONNECTION_LOGS:
        return stem
    if protocol_of(stem) is not None:
        return stem
    return stem if _refused(stem) else None


def _refused(stem: str) -> bool:
    try:
        refuse_unless_flows(stem, frozenset({"ts", "id.orig_h", "id.resp_h", "proto"}))
    except NoFlowsError:
        return True
    return False


def _detect_tsv(lines: Sequence[bytes], name: str) -> str:
    header = ZeekHeader()
    header.path = zeek_path_of(name)
    for line in lines:
        if line.startswith(b"#") and header.learn(line.decode("utf-8", "replace")):
            _refuse(header.path or "conn", frozenset(header.fields), name)
            return "zeek-tsv"
    if any(line.startswith((b"#separator", b"#path", b"#close", b"#open")) for line in lines):
        if all(line.startswith(b"#") for line in lines):
            return "zeek-tsv"
        msg = f"{name}: a Zeek log without its #fields line: the columns are unknown. Give the whole file"
        raise ValueError(msg)
    msg = f"{name}: no Zeek log: it begins with a comment, but has no #fields line. {_TAKEN}"
    raise ValueError(msg)


def _detect_json(lines: Sequence[bytes], name: str) -> str:
    for line in lines:
        try:
            fields = zeek_fields(line)
        except ValueError:
            continue
        return _format_of_object(fields, name)
    msg = f"{name}: no NDJSON: no line of its first {len(lines)} is one whole JSON object. {_TAKEN}"
    if lines[0].strip() == b"{":
        msg = f"{name}: JSON spread over several lines; Weir reads one object a line (jq -c . makes it so)"
    raise ValueError(msg)


def _format_of_object(fields: dict[str, object], name: str) -> str:
    if len(fields) == 1 and fields.keys() <= _RECORDING_KEYS:
        return "recording"
    if fields.keys() >= _WEIR_KEYS:
        return "weir"
    if isinstance(fields.get("event_type"), str) and "timestamp" in fields:
        msg = f"{name}: this is Suricata's eve.json, which Weir does not read yet"
        raise ValueError(msg)
    path = fields.get("_path") or zeek_path_of(name)
    if isinstance(path, str) and ("ts" in fields or "name" in fields):
        # One stream may hold rows of many logs; only a file of one log is judged by its first row.
        if "_path" not in fields or path in CONNECTION_LOGS:
            _refuse(path, frozenset(fields), name)
        return "zeek-json"
    if {"ts", "id.orig_h", "id.resp_h"} <= fields.keys():
        return "zeek-json"
    keys = ", ".join(list(fields)[:6])
    msg = f"{name}: JSON, but no flows: its first object has the keys {keys}. {_TAKEN}"
    raise ValueError(msg)


def _refuse(path: str, fields: frozenset[str], name: str) -> None:
    """As `refuse_unless_flows`, with the file's name before the message."""
    try:
        refuse_unless_flows(path, fields)
    except ValueError as error:
        msg = f"{name}: {error}"
        raise type(error)(msg) from None


def _shown(line: bytes) -> str:
    text = line[:40].decode("utf-8", "replace")
    return orjson.dumps(text).decode()
