"""Rows of one direction are joined, each under its exporter; what is no record is counted or refused."""

from collections.abc import Mapping

import orjson

from schemas.formats.collectors.reader import NoRecordError, OneWayReader, Told, multiplied, sampled
from schemas.formats.one_way.half import Half
from schemas.formats.reader import ReaderContext
from schemas.formats.row import Row


def usual(line: bytes) -> Told | None:
    row = orjson.loads(line)
    return None if "exporter" not in row else (half(row["from"], row["to"]), row["exporter"])


def careful(fields: Mapping[str, object]) -> tuple[Row, Half, str]:
    if fields.get("mark"):
        msg = "mark"
        raise NoRecordError(msg)
    row = Row(fields)
    row.count("octets", "impossible octets")
    return row, half(str(row.needed("from")), str(row.needed("to"))), ""


def half(sender: str, receiver: str) -> Half:
    return Half(start=1.0, end=2.0, sender_ip=sender, receiver_ip=receiver, transport="tcp", octets=10)


def reader(sensor: str | None = None) -> OneWayReader:
    return OneWayReader(ReaderContext(site="plant", source="f", sensor=sensor), "unnamed", usual, careful)


def test_the_exporter_is_the_sensor_unless_one_is_named() -> None:
    lines = [
        b'{"from": "10.0.0.1", "to": "10.0.0.2", "exporter": "10.9.0.1"}',
        b'{"from": "10.0.0.3", "to": "10.0.0.4"}',
    ]
    assert [flow.sensor for flow in reader().read(lines, 1)[0]] == ["10.9.0.1", "unnamed"]
    assert [flow.sensor for flow in reader("north").read(lines, 1)[0]] == ["north", "north"]


def test_every_row_is_a_flow_a_note_or_a_dead_letter() -> None:
    one = reader()
    flows, letters = one.read(
        [b'{"mark": 1}', b"", b"{", b'{"from": "10.0.0.1"}', b'{"from":"10.0.0.1","to":"10.0.0.2","octets":-1}'], 5
    )
    assert len(flows) == 1
    assert [(letter.position, letter.reason) for letter in letters][1] == (8, "field to is missing")
    assert [letter.position for letter in letters] == [7, 8]
    assert (one.notes.other_logs, one.notes.doubts) == ({"mark": 1}, {"impossible octets": 1})


def test_counts_of_a_sample_are_those_of_all() -> None:
    assert sampled(Row({"rate": 100}), "rate") == 100
    assert sampled(Row({"rate": 0}), "rate") == 1
    assert sampled(Row({}), "rate") == 1
    assert multiplied(5, 100) == 500
    assert multiplied(None, 100) is None
    assert multiplied(2**61, 1000) == 2**62
