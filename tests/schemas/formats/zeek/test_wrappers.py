"""Rows inside objects of shippers."""

from typing import Any

import pytest

from schemas.formats.zeek.wrappers import text_key, text_reason, unwrapped

ROW: dict[str, Any] = {"ts": 1.0, "uid": "C1"}


@pytest.mark.parametrize(
    ("given", "row", "log"),
    [
        ({"conn": ROW}, ROW, "conn"),
        ({"s7comm": ROW, "host": "sensor-1"}, ROW, "s7comm"),
        ({"_source": ROW, "_index": "x"}, ROW, None),
        ({"zeek": ROW}, ROW, None),
        (ROW, ROW, None),
        (ROW | {"id": {"ts": 5}}, ROW | {"id": {"ts": 5}}, None),
        ({"a": ROW, "b": ROW}, {"a": ROW, "b": ROW}, None),
        ({"a": {"b": 1}}, {"a": {"b": 1}}, None),
        ({"conn": "text"}, {"conn": "text"}, None),
        ({}, {}, None),
    ],
    ids=str,
)
def test_a_row_is_taken_out_of_its_wrapper(given: dict[str, Any], row: dict[str, Any], log: str | None) -> None:
    assert unwrapped(given) == (row, log)


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"message": '{"ts": 1}'}, "message"),
        ({"log": "1.0\tC1\t10.0.0.1"}, "log"),
        ({"message": "hello"}, None),
        ({"message": 5}, None),
        (ROW, None),
    ],
)
def test_a_row_as_text_is_told_by_its_key(given: dict[str, Any], key: str | None) -> None:
    assert text_key(given) == key


def test_the_reason_names_the_format() -> None:
    assert "in its field message: read it with --format envelope" in text_reason("message")
