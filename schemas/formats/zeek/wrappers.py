"""Rows of Zeek inside the objects that shippers wrap around them.

Zeek's Kafka plugin with tagged JSON writes `{"conn": {...}}`: the key is the log's name. Others put the row as
an object under a key of their own, next to fields of their own. A row that is a text inside the object, or deeper
within it, is for the format `envelope`.
"""

from collections.abc import Mapping

_TIME = "ts"

_NO_LOG_NAMES = frozenset({"_source", "data", "event", "fields", "json", "log", "message", "record", "zeek", "bro"})
"""Keys that say nothing of the log: those of shippers and search engines."""

_TEXT_KEYS = ("message", "log", "_raw", "line", "event.original")
"""Where shippers put a row as text: Filebeat and Logstash, container runtimes, Splunk, Promtail, Elastic's ECS."""


def unwrapped(row: Mapping[str, object]) -> tuple[Mapping[str, object], str | None]:
    """The row inside an object, and the log's name where the wrapper tells it; the same row where there is no wrapper.

    A wrapper has no `ts` of its own, and exactly one object in it that has one.
    """
    if _TIME in row:
        return row, None
    inner = [(key, value) for key, value in row.items() if isinstance(value, dict) and _TIME in value]
    if len(inner) != 1:
        return row, None
    key, value = inner[0]
    return value, None if key.lower() in _NO_LOG_NAMES else key


def text_key(row: Mapping[str, object]) -> str | None:
    """The key under which an object holds a whole row as text, as Filebeat ships it; None where it holds none."""
    for key in _TEXT_KEYS:
        value = row.get(key)
        if isinstance(value, str) and (value.lstrip().startswith("{") or value.count("\t") > 1):
            return key
    return None


def text_reason(key: str) -> str:
    """Why such an object is no row of Zeek's, and what to do."""
    return f"a shipper's object with the row as text in its field {key}: read it with --format envelope"
