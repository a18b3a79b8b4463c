"""Where in a shipper's object the row stands, and which file it is from."""

from typing import Any

import msgspec
import pytest

from schemas.formats.ecs.document import decode
from schemas.formats.envelopes.shells import NOWHERE, Inside, Origin, at, inside_document, inside_object, looks_like_row
from tests.schemas.formats.envelopes.rows import ZEEK, filebeat, line

TEXT = line(ZEEK).decode()
NAMED = Origin("conn.log", "tap-1|/opt/zeek/logs/current/conn.log")


@pytest.mark.parametrize(
    ("given", "field", "origin"),
    [
        (filebeat(TEXT), "message", NAMED),
        ({"event": {"original": TEXT}, "message": "said in words"}, "event.original", NOWHERE),
        ({"event.original": TEXT}, "event.original", NOWHERE),
        ({"log": TEXT + "\n", "stream": "stdout", "time": "2026-01-01T00:00:00Z"}, "log", NOWHERE),
        ({"_raw": TEXT, "host": "tap-1", "source": "/opt/zeek/logs/current/conn.log"}, "_raw", NAMED),
        ({"line": TEXT, "filename": "conn.log"}, "line", Origin("conn.log", "|conn.log")),
        ({"file": "C:\\zeek\\conn.log", "message": TEXT}, "message", Origin("conn.log", "|C:\\zeek\\conn.log")),
        ({"message": TEXT, "host": "tap-1"}, "message", Origin(None, "tap-1|")),
    ],
    ids=["filebeat", "original", "dotted", "docker", "splunk", "loki", "vector", "logstash"],
)
def test_a_row_as_text_is_found_by_both_ways(given: dict[str, Any], field: str, origin: Origin) -> None:
    expected = Inside(TEXT.encode(), field, origin)
    assert inside_object(given, NOWHERE) == expected
    if "source" not in given and "event.original" not in given and field in {"message", "event.original", "log"}:
        assert inside_document(decode(msgspec.json.encode(given)), NOWHERE) == expected


@pytest.mark.parametrize("key", ["_source", "json", "data", "event", "record", "payload", "result"])
def test_a_row_as_an_object_is_found(key: str) -> None:
    found = inside_object({"time": 5, key: {"a": 1}}, NOWHERE)
    assert found == Inside(b'{"a":1}', key, NOWHERE, is_text=False)


def test_what_holds_nothing_holds_nothing() -> None:
    assert inside_object({"a": 1, "message": "started", "data": {}, "log": 5}, NOWHERE) is None
    assert inside_document(decode(b'{"message": "started"}'), NOWHERE) is None


def test_half_a_character_harms_nothing() -> None:
    found = inside_object({"message": "{\ud800"}, NOWHERE)
    assert found is not None
    assert found.row == b"{?"


def test_a_key_with_dots_is_found_nested_or_not() -> None:
    assert at({"a": {"b": {"c": 5}}}, "a.b.c") == 5
    assert at({"a.b": 5}, "a.b") == 5
    assert at({"a": 5}, "a.b") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (' {"a": 1}', True),
        ("#fields\tts", True),
        ("1.0\tC1\t10.0.0.1", True),
        ("<13>Jan  1 00:00:00 tap zeek: {}", True),
        ("2 1234 eni-1 10.0.0.1 10.0.0.2 443 4000 6", True),
        ("2 1234 eni-1 - - - - - - - 1 2 - NODATA", True),
        ("2 1234 eni-1 2001:db8::1 2001:db8::2 443 4000 6", True),
        ("version account-id interface-id srcaddr dstaddr", True),
        ("ts,te,td,pr,sa\n", True),
        ("session of 10.0.0.1 opened", False),
        ("user root logged in from the console", False),
        ("a, b, c, d, e", False),
        ("x," * 9999, False),
        ("", False),
    ],
)
def test_a_text_that_may_be_a_row_is_told(text: str, expected: bool) -> None:
    assert looks_like_row(text) == expected
