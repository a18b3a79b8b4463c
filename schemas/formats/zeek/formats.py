"""Zeek's two formats: how a file of either is told by its first lines, and by its name."""

from schemas.formats.format import JSON_ENDINGS, Format, Head
from schemas.formats.zeek.json import ZeekJsonReader
from schemas.formats.zeek.logs import CONNECTION_LOGS, path_of_name, refuse_unless_flows
from schemas.formats.zeek.names import zeek_fields
from schemas.formats.zeek.tsv import ZeekHeader, ZeekTsvReader
from schemas.formats.zeek.uids import UidMemory
from schemas.formats.zeek.wrappers import unwrapped


def _is_tsv(head: Head) -> bool:
    if not head.first.startswith(b"#"):
        return False
    header = ZeekHeader()
    header.path = path_of_name(head.name)
    for line in head.lines:
        if line.startswith(b"#") and header.learn(line.decode("utf-8", "replace")):
            refuse_unless_flows(header.path or "conn", frozenset(header.fields))
            return True
    if not any(line.startswith((b"#separator", b"#path", b"#close", b"#open")) for line in head.lines):
        return False
    if all(line.startswith(b"#") for line in head.lines):
        return True
    msg = "a Zeek log without its #fields line: the columns are unknown. Give the whole file"
    raise ValueError(msg)


def _is_json(head: Head) -> bool:
    if head.json_object is None:
        return False
    inner, log = unwrapped(head.json_object)
    fields = zeek_fields(inner)
    told = log or fields.get("_path")
    path = told or path_of_name(head.name)
    if isinstance(path, str) and ("ts" in fields or "name" in fields):
        # One stream may hold rows of many logs; only a file of one log is judged by its first row.
        if not told or path in CONNECTION_LOGS:
            refuse_unless_flows(path, frozenset(fields))
        return True
    return {"ts", "id.orig_h", "id.resp_h"} <= fields.keys()


ZEEK_TSV = Format(reader=ZeekTsvReader, recognises=_is_tsv, headings=(b"#",), memory=UidMemory)

ZEEK_JSON = Format(reader=ZeekJsonReader, recognises=_is_json, endings=JSON_ENDINGS, memory=UidMemory)
