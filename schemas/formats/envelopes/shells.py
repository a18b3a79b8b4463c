"""What a shipper's object holds: the original row as text or as an object, and which file of which host it is from.

Filebeat, Logstash and Elastic put the row as text into `message` or `event.original`, container runtimes and Fluent
Bit into `log`, Splunk into `_raw`, Promtail and Loki into `line`, journald into `MESSAGE`. Others put it as an object
under a key of their own.
"""

from collections.abc import Mapping
from re import compile as pattern
from typing import NamedTuple

import orjson

from schemas.formats.ecs.document import Document, NamedThing

TEXT_KEYS = (
    *("event.original", "message", "log", "_raw", "line", "MESSAGE", "event", "payload", "record", "body", "msg"),
    *("data", "value"),
)
"""Where a row stands as text, the more certain places first."""

OBJECT_KEYS = ("_source", "json", "data", "event", "record", "payload", "result", "value", "fields", "zeek", "suricata")
"""Where a row stands as an object: search engines, Filebeat's and Fluent Bit's parsers, Splunk's HEC and its exports,
Kafka Connect."""

_FILES = ("log.file.path", "file", "path", "source", "filename", "filePath", "log.file")
_HOSTS = ("host.name", "host", "hostname", "agent.name", "agent.hostname", "beat.hostname", "kubernetes.pod_name")

_LONGEST_NAME = 255
_LONGEST_PLACE = 512
_BEGINNINGS = frozenset("{#<@")
_LONGEST_HEADINGS = 4_096
_COLUMNS_BY_COMMAS = pattern(r"[A-Za-z][A-Za-z0-9_.-]*(?:,[A-Za-z][A-Za-z0-9_.-]*){3,}")
_COLUMNS_BY_SPACES = pattern(r"[a-z][a-z0-9_-]*(?: [a-z][a-z0-9_-]*){4,}")
_ADDRESS = pattern(r"(?<![0-9.])[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![0-9.])|[0-9a-fA-F]{1,4}:[0-9a-fA-F:]{2,}")


class Origin(NamedTuple):
    """Which file a row is from: its name, which may tell what it holds, and the whole place, host and path.

    Tables have their columns in lines of their own, so rows of two files must not be mixed.
    """

    name: str | None = None
    place: str = ""


NOWHERE = Origin()


class Inside(NamedTuple):
    """A row inside an object: its bytes, the field that it stood in, and where it is from.

    `is_text` is whether it stood there as text, and not as an object.
    """

    row: bytes
    field: str
    origin: Origin
    is_text: bool = True


def inside_document(document: Document, before: Origin) -> Inside | None:
    """The row inside a shipper's object that was decoded with types; None where no text in it looks like one."""
    event = document.event
    original = None if event is None or isinstance(event, str) else event.original
    if original is not None and looks_like_row(original):
        field, text = "event.original", original
    elif document.message is not None and looks_like_row(document.message):
        field, text = "message", document.message
    elif isinstance(document.log, str) and looks_like_row(document.log):
        field, text = "log", document.log
    else:
        return None
    log = document.log
    path = None
    if log is not None and not isinstance(log, str) and log.file is not None:
        path = log.file.path
    elif isinstance(document.file, str):
        path = document.file
    return Inside(text.strip().encode(), field, _origin(path, _named(document.host), before))


def inside_object(row: Mapping[str, object], before: Origin) -> Inside | None:
    """The row inside any object; None where neither a text nor an object in it may be one.

    In a document of ECS objects are its own fields, and only a text is looked for.
    """
    origin = _origin(_text_at(row, _FILES), _text_at(row, _HOSTS), before)
    for key in TEXT_KEYS:
        value = at(row, key)
        if isinstance(value, str) and looks_like_row(value):
            # A lone half of a surrogate pair, which JSON may hold, has no UTF-8: what can't be true stands for it.
            return Inside(value.strip().encode("utf-8", "replace"), key, origin)
    if is_document(row):
        return None
    for key in OBJECT_KEYS:
        value = at(row, key)
        if isinstance(value, dict) and value:
            return Inside(orjson.dumps(value), key, origin, is_text=False)
    return None


def is_document(row: Mapping[str, object]) -> bool:
    """Whether an object is a document of ECS: with an address, or with Elastic's words for what it is."""
    if at(row, "source.ip") is not None or at(row, "destination.ip") is not None:
        return True
    return at(row, "ecs.version") is not None and at(row, "event.dataset") is not None


def at(row: Mapping[str, object], key: str) -> object:
    """What stands under a key with dots, nested or not; None where nothing does."""
    if key in row:
        return row[key]
    first, dot, rest = key.partition(".")
    if not dot:
        return None
    inner = row.get(first)
    return at(inner, rest) if isinstance(inner, dict) else None


def looks_like_row(text: str) -> bool:
    """Whether a text may be a row of some format: an object, a table's heading or row, a line with a header.

    A row of a table tells of two addresses, or says by dashes that it has none. A person's sentence may tell of two as
    well: then no format takes it.
    """
    if text.lstrip()[:1] in _BEGINNINGS:
        return True
    return text.count("\t") > 1 or " - - " in text or len(_ADDRESS.findall(text)) > 1 or _looks_like_headings(text)


def _looks_like_headings(text: str) -> bool:
    """Whether a text may be the names of a table's columns: by commas, or by spaces as AWS writes them.

    What tells the latter from a sentence is that some have hyphens (`account-id`).
    """
    text = text.strip()
    if len(text) > _LONGEST_HEADINGS:
        return False
    if _COLUMNS_BY_COMMAS.fullmatch(text) is not None:
        return True
    return text.count("-") + text.count("_") > 1 and _COLUMNS_BY_SPACES.fullmatch(text) is not None


def _named(thing: str | NamedThing | None) -> str | None:
    return thing if thing is None or isinstance(thing, str) else thing.name


def _text_at(row: Mapping[str, object], keys: tuple[str, ...]) -> str | None:
    for key in keys:
        value = at(row, key)
        if isinstance(value, str) and value:
            return value
    return None


def _origin(path: str | None, host: str | None, before: Origin) -> Origin:
    if path is None and host is None:
        return before
    name = before.name if path is None else path.replace("\\", "/").rpartition("/")[2]
    return Origin((name or "")[:_LONGEST_NAME] or None, f"{host or ''}|{path or before.place}"[:_LONGEST_PLACE])
