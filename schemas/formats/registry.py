"""The input formats for flows, by name, and how a file's first lines tell which one it is."""

import re
from collections.abc import Sequence

import orjson

from schemas.formats.foreign import broken_objects, foreign_object, foreign_text, shown_line
from schemas.formats.ndjson import flow_reader
from schemas.formats.reader import NoFlowsError, ReaderContext, ReaderFactory, RecordReader
from schemas.formats.recording import RecordingReader
from schemas.formats.stray_bytes import BYTE_ORDER_MARK
from schemas.formats.wrappers import unwrapped
from schemas.formats.zeek.json import ZeekJsonReader
from schemas.formats.zeek.names import zeek_fields
from schemas.formats.zeek.protocol import CONNECTION_LOGS, protocol_of, refuse_unless_flows
from schemas.formats.zeek.tsv import ZeekHeader, ZeekTsvReader

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
_TAKEN = f"Weir reads {', '.join(FORMATS)}; pass --format when it is one of them"


def detect(first_lines: Sequence[bytes], name: str) -> str:
    """The format of a file that begins with these lines; `name` is the file's, and tells a Zeek log's kind.

    A file with no lines yet is a Zeek log that has not begun. Raises NoFlowsError for a sound file of a
    kind without flows, and ValueError for one that is none of ours, saying what it looks like.
    """
    lines = [bare for line in first_lines if (bare := line.strip(b"\0").removeprefix(BYTE_ORDER_MARK)).strip()]
    if not lines:
        if any(first_lines):
            msg = f"{name}: nothing but NUL bytes and blanks: what a crash or a full disk leaves in a file"
            raise ValueError(msg)
        return "zeek-json" if name.endswith((".json", ".ndjson")) else "zeek-tsv"
    first = lines[0].lstrip()
    if b"\0" not in first:
        if first.startswith(b"#"):
            return _detect_tsv(lines, name)
        if first.startswith(b"{"):
            return _detect_json(lines, name)
    reason = foreign_text([line for line in first_lines if line.strip()], name)
    if reason is None and any(b"\0" in line for line in first_lines):
        reason = f"a binary file, no log. {_TAKEN}"
    if reason is None:
        reason = f"no Zeek log and no NDJSON: line 1 begins {shown_line(lines[0])}. {_TAKEN}"
    msg = f"{name}: {reason}"
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
        try:
            begins = line.startswith(b"#") and header.learn(line.decode("utf-8", "replace"))
        except ValueError as error:
            msg = f"{name}: {error}"
            raise ValueError(msg) from None
        if begins:
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
            row = orjson.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict):
            return _format_of_object(row, name)
    reason = broken_objects(lines, name)
    if reason is None:
        reason = f"no NDJSON: no line of its first {len(lines)} is one whole JSON object. {_TAKEN}"
    msg = f"{name}: {reason}"
    raise ValueError(msg)


def _format_of_object(row: dict[str, object], name: str) -> str:
    if len(row) == 1 and row.keys() <= _RECORDING_KEYS:
        return "recording"
    if row.keys() >= _WEIR_KEYS:
        return "weir"
    inner, log = unwrapped(row)
    fields = zeek_fields(inner)
    told = log or fields.get("_path")
    path = told or zeek_path_of(name)
    if isinstance(path, str) and ("ts" in fields or "name" in fields):
        # One stream may hold rows of many logs; only a file of one log is judged by its first row.
        if not told or path in CONNECTION_LOGS:
            _refuse(path, frozenset(fields), name)
        return "zeek-json"
    if {"ts", "id.orig_h", "id.resp_h"} <= fields.keys():
        return "zeek-json"
    reason = foreign_object(row)
    if reason is None:
        reason = f"JSON, but no flows: its first object has the keys {', '.join(list(row)[:6])}. {_TAKEN}"
    msg = f"{name}: {reason}"
    raise ValueError(msg)


def _refuse(path: str, fields: frozenset[str], name: str) -> None:
    """As `refuse_unless_flows`, with the file's name before the message."""
    try:
        refuse_unless_flows(path, fields)
    except ValueError as error:
        msg = f"{name}: {error}"
        raise type(error)(msg) from None
