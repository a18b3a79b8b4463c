"""Alerts as ECS documents: every field is one of the schema's or of our own name space."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings

from schemas.alert import Alert
from schemas.formats.alerts.siem.ecs import ecs
from tests.schemas.formats.alerts.alerts import HERE, ONE_EACH, alerts, whole

WORDS = {"keyword", "match_only_text", "wildcard", "constant_keyword"}


def read(alert: Alert) -> dict[str, Any]:
    return msgspec.json.decode(ecs(alert, HERE), type=dict[str, Any])


def fields(document: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in document.items():
        if isinstance(value, dict):
            yield from fields(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


@pytest.fixture(scope="module")
def types(reference: Path) -> dict[str, str]:
    with (reference / "ecs-fields.csv").open() as file:
        return {row["Field"]: row["Type"] for row in csv.DictReader(file)}


@pytest.mark.parametrize("alert", ONE_EACH, ids=lambda alert: alert.kind)
def test_every_field_is_in_the_schema_with_its_type(alert: Alert, types: dict[str, str]) -> None:
    for name, value in fields(read(alert)):
        if name.startswith(("weir.", "labels.")):
            continue
        kind = types[name]
        for each in value if isinstance(value, list) else [value]:
            if kind in WORDS or kind in {"ip", "date"}:
                assert isinstance(each, str), name
            elif kind == "long":
                assert isinstance(each, int), name
            else:
                assert (kind, type(each)) == ("float", float), name


def test_an_alert_says_who_what_where_and_how_bad() -> None:
    document = read(whole())
    assert document["event"]["kind"] == "alert"
    assert document["event"]["id"] == "3f9a0c51d2e84b7a-2"
    assert document["source"] == {"address": "10.1.4.17", "ip": "10.1.4.17", "domain": "eng-ws-17"}
    assert document["destination"]["mac"] == "00-1B-1B-00-00-07"
    assert document["network"]["direction"] == "inbound"
    assert document["threat"]["technique"] == {
        "id": ["T0886", "T0869"],
        "name": ["Remote Services", "Standard Application Layer Protocol"],
    }
    assert document["related"] == {"ip": ["10.1.4.17", "10.9.1.7"], "hosts": ["eng-ws-17", "plc-07"]}


@settings(max_examples=40)
@given(alerts())
def test_of_any_alert_the_times_are_in_order_and_nothing_is_null(alert: Alert) -> None:
    document = read(alert)
    assert document["@timestamp"] <= document["event"]["created"]
    assert document["event"]["start"] <= document["event"]["end"]
    assert all(value is not None and value != [] for _, value in fields(document))
