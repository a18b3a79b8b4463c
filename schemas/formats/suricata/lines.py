"""One line of eve.json as an object: without a syslog header before it, and out of AWS Network Firewall's wrapper.

A syslog daemon cuts what is longer than it takes, and a newline inside a text cuts a row in two. What is left is told
as a row that breaks off; rows before and after it are read.
"""

from collections.abc import Mapping

import orjson

from schemas.formats.stray_bytes import cleaned
from schemas.formats.zeek.wrappers import text_key, text_reason

LONGEST_HEADER = 1_024
"""Bytes before the object that are looked at: a syslog header with structured data (RFC 5424) has some hundred."""

FLAT = frozenset({"flow", "netflow", "tcp", "ether", "alert"})
"""Objects whose parts are read by their dotted names: `flow.start`."""

_INNER = "event"
"""Where AWS Network Firewall puts the event, beside `firewall_name`, `availability_zone` and `event_timestamp`."""


def begun(line: bytes) -> bytes:
    """The line from its object on, where it does not begin with it; the line itself where there is none."""
    if line.startswith(b"{"):
        return line
    line = cleaned(line)
    at = line.find(b"{", 0, LONGEST_HEADER)
    return line if at < 0 else line[at:]


def eve_object(line: bytes) -> tuple[Mapping[str, object], bool]:
    """The event of a line, and whether it stood in AWS's wrapper. Raises ValueError for a line without one."""
    text = begun(line).rstrip(b"\0 \t\r")
    try:
        row = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise ValueError(_broken(line, text, error)) from None
    if not isinstance(row, dict):
        msg = f"no JSON object but a {type(row).__name__}"
        raise ValueError(msg)  # noqa: TRY004 - bad input, not a caller's mistake
    inner = row.get(_INNER)
    if "event_type" not in row and isinstance(inner, dict) and "event_type" in inner:
        return inner, True
    key = None if "event_type" in row else text_key(row)
    if key is not None:
        raise ValueError(text_reason(key))
    return row, False


def flattened(row: Mapping[str, object]) -> dict[str, object]:
    """The event's fields, those of its `FLAT` objects by their dotted names; nulls left out."""
    fields: dict[str, object] = {}
    for key, value in row.items():
        if key in FLAT and isinstance(value, dict):
            for name, part in value.items():
                if part is not None:
                    fields[f"{key}.{name}"] = part
        elif value is not None:
            fields[key] = value
    return fields


def _broken(line: bytes, text: bytes, error: orjson.JSONDecodeError) -> str:
    if text.startswith(b"{") and not text.endswith(b"}"):
        return (
            f"a row that breaks off after {len(line)} bytes: cut by what carried it, as syslog cuts at its longest "
            "message (often 8192 bytes), or by a newline inside a text"
        )
    if not text.startswith(b"{"):
        return f"no JSON object: {len(line)} bytes without a beginning, as of a row that was cut or spread over lines"
    return f"no JSON object: {error}"
