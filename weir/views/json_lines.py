"""What `--json` prints: one object a line, each time in seconds since 1970 and beside it as ISO 8601 in UTC."""

import sys
from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec

TIMES = frozenset(
    {
        "begins",
        "committed",
        "end",
        "first_seen",
        "first_time",
        "held_since",
        "last_seen",
        "last_time",
        "latest",
        "learn_until",
        "matched_last",
        "oldest_time",
        "revision_time",
        "said",
        "since",
        "start",
        "time",
        "until",
        "written_at",
    }
)
"""Fields of records that are times in seconds UTC: `NAME_iso` is added after each. A length ends in `_s`."""


def json_line(record: msgspec.Struct) -> bytes:
    """A record for scripts and for people, with its end of line."""
    import orjson

    return orjson.dumps(_with_iso(msgspec.to_builtins(record, str_keys=True))) + b"\n"


def print_json(record: msgspec.Struct) -> None:
    """Write it to standard output at once, so that a reader of the pipe sees it when it comes."""
    sys.stdout.buffer.write(json_line(record))
    sys.stdout.buffer.flush()


def print_each(records: Iterable[msgspec.Struct]) -> None:
    """Write each, a line a record."""
    for record in records:
        print_json(record)


def _with_iso(value: object) -> object:
    if isinstance(value, list | tuple):
        return [_with_iso(one) for one in value]
    if not isinstance(value, dict):
        return value
    found: dict[str, object] = {}
    for key, one in value.items():
        found[key] = _with_iso(one)
        # 0 stands for "never" in some records: 1970 would look like a time.
        if key in TIMES and isinstance(one, int | float) and not isinstance(one, bool) and one > 0:
            found[f"{key}_iso"] = iso(one)
    return found


def iso(time: float) -> str:
    """Seconds UTC as ISO 8601 with its zone, to the millisecond, such as `2026-01-31T06:00:00.250Z`."""
    try:
        return f"{datetime.fromtimestamp(time, UTC):%Y-%m-%dT%H:%M:%S}.{int(time * 1000) % 1000:03d}Z"
    except (ValueError, OverflowError, OSError):
        return "out of range"
