"""JSON Schemas of the records that others read or write, made from the records themselves.

A schema is never written by hand. `docs/reference/` holds what this makes, and a test compares.
"""

from inspect import cleandoc
from typing import Any

import msgspec
import orjson

from schemas.alert import Alert
from schemas.asset_change import AssetChange
from schemas.dead_letter import DeadLetter
from schemas.flow import Flow
from schemas.journal import JournalEntry
from schemas.path import PathRecord
from schemas.tick import Tick
from schemas.verdict import Verdict

DIALECT = "https://json-schema.org/draft/2020-12/schema"
"""What msgspec generates."""

PUBLISHED: dict[str, type[msgspec.Struct]] = {
    "alert": Alert,
    "asset-change": AssetChange,
    "dead-letter": DeadLetter,
    "flow": Flow,
    "journal-entry": JournalEntry,
    "path": PathRecord,
    "tick": Tick,
    "verdict": Verdict,
}
"""File name (before `.schema.json`) -> record."""


def json_schema(record: type[msgspec.Struct]) -> dict[str, Any]:
    """The JSON Schema of one record, its parts under `$defs`."""
    schema = msgspec.json.schema(record)
    for part in schema["$defs"].values():
        if "description" in part:
            # Docstrings keep their indentation before Python 3.13; the files are the same for all.
            part["description"] = cleandoc(part["description"])
    return {"$schema": DIALECT, **schema}


def schema_files() -> dict[str, bytes]:
    """Name and content of every file of `docs/reference/` that is made from a record."""
    return {
        f"{name}.schema.json": orjson.dumps(
            json_schema(record), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
        )
        for name, record in PUBLISHED.items()
    }
