"""What a line is told to be, layer by layer."""

import json
from typing import Any

import pytest

from schemas.formats.ecs.flow import Read
from schemas.formats.ecs.reader import EcsRows
from schemas.formats.envelopes.telling import InnerRow, Teller
from schemas.formats.reader import ReaderContext
from tests.schemas.formats.envelopes.rows import GOFLOW, PACKETBEAT, ZEEK, filebeat, line

CONTEXT = ReaderContext(site="plant", source="s")
TEXT = line(ZEEK).decode()


def teller() -> Teller:
    return Teller(CONTEXT, EcsRows(CONTEXT))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (filebeat(TEXT), "message"),
        ({"_index": "x", "_source": filebeat(TEXT)}, "_source.message"),
        ({"result": {"_raw": TEXT}}, "result._raw"),
        ({"message": json.dumps({"log": TEXT})}, "message.log"),
        ({"message": "<13>Jan  1 00:00:00 tap zeek: " + TEXT}, "message"),
        ({"time": 1767225600, "event": ZEEK}, ""),
        ({"payload": {"a": 1, "data": ZEEK}}, "payload"),
        (ZEEK, ""),
    ],
)
def test_a_row_is_taken_out_of_all_its_layers(given: dict[str, Any], field: str) -> None:
    one = teller()
    for _ in range(2):  # as the first, and as one whose like was met
        told = one.told(line(given))
        assert isinstance(told, InnerRow)
        assert (told.by.format, told.field, told.document) == ("zeek-json", field, None)


def test_a_row_of_any_format_is_told_in_one_stream() -> None:
    one = teller()
    rows = [filebeat(TEXT), GOFLOW, filebeat(json.dumps(GOFLOW), "/var/log/goflow.log"), ZEEK, filebeat(TEXT)]
    told = [one.told(line(row)) for row in rows * 2]
    formats = [row.by.format for row in told if isinstance(row, InnerRow)]
    assert formats == ["zeek-json", "goflow2", "goflow2", "zeek-json", "zeek-json"] * 2


def test_a_document_is_told_by_the_row_in_it_and_else_by_itself() -> None:
    original = PACKETBEAT | {"event": PACKETBEAT["event"] | {"original": TEXT}}
    told = teller().told(line(original))
    assert isinstance(told, InnerRow)
    assert told.document == line(original)
    for text in ("closed", "from 10.0.0.1 to 10.0.0.2", '{"a": 1}'):
        assert isinstance(teller().told(line(PACKETBEAT | {"message": text})), Read)


def test_a_row_that_a_shipper_took_apart_is_told() -> None:
    apart = {"@timestamp": "2026-01-01T00:00:00Z", "agent": {"name": "x"}, "message": "conn"} | ZEEK
    one = teller()
    for _ in range(2):
        told = one.told(line(apart))
        assert isinstance(told, InnerRow)
        assert told.by.format == "zeek-json"
        shell = one.told(line(filebeat(TEXT)))
        assert isinstance(shell, InnerRow)
        assert shell.field == "message"


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (line(filebeat('{"a": 1}')), "in its field message: JSON, but no flows: its first object has the keys a"),
        (line({"_source": {"message": '{"a": 1}'}}), "in its field _source.message: JSON, but no flows"),
        (line(filebeat("1767225600.5\tC1\t10.0.0.1\t5")), "in its field message: .*header lines"),
        (line({"a": 1}), "has the keys a"),
        (b"hello", "no log that is known"),
        (b"2026-01-01T00:00:00.1Z stdout P {", "a part of a line"),
        (line({"data": {"data": {"data": {"data": {"data": {"data": {"a": 1}}}}}}}), "more than 5 objects"),
        (b'{"message": "' + b"[" * 9000, "JSON"),
    ],
)
def test_what_no_format_takes_is_refused_with_its_field(given: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        teller().told(given)


def test_rows_of_a_log_without_flows_are_counted_by_its_name() -> None:
    one = teller()
    assert one.told(line(filebeat('{"ts": 1.0, "peer": "zeek"}', "/zeek/stats.log"))) is None
    assert one.notes.other_logs == {"stats": 1}
