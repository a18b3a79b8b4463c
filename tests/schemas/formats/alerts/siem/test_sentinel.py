"""Rows for Sentinel: every column is declared and of its type, and severities are ASIM's."""

import json
from datetime import datetime
from typing import Any, get_args

import pytest
from hypothesis import given, settings

from schemas.alert import Alert, AlertStatus
from schemas.formats.alerts.siem.sentinel import COLUMNS, VERDICTS, sentinel
from tests.schemas.formats.alerts.alerts import HERE, ONE_EACH, alerts, whole

TYPES = {column.name: column.type for column in COLUMNS}
IS = {
    "string": lambda value: isinstance(value, str) and 0 < len(value.encode()) <= 32_000,
    "int": lambda value: isinstance(value, int) and -(2**31) <= value < 2**31,
    "long": lambda value: isinstance(value, int) and -(2**63) <= value < 2**63,
    "datetime": lambda value: datetime.fromisoformat(value).tzinfo is not None,
    "dynamic": lambda value: isinstance(value, list) and len(value) > 0,
}


def row(alert: Alert) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(sentinel(alert, HERE))
    wrong = {name: value for name, value in made.items() if name not in TYPES or not IS[TYPES[name]](value)}
    assert not wrong
    return made


@pytest.mark.parametrize("alert", ONE_EACH, ids=lambda alert: alert.kind)
def test_every_kind_is_a_row_of_the_table(alert: Alert) -> None:
    made = row(alert)
    assert (made["AlertId"], made["Revision"], made["EventUid"]) == (alert.id, 2, f"{alert.id}-2")
    assert (made["SrcIpAddr"], made["DstHostname"], made["DstPortNumber"]) == ("10.1.4.17", "plc-07", 502)
    assert made["AttackTechniques"].startswith("Remote Services (T0886)")


@settings(max_examples=25, deadline=None)
@given(alerts())
def test_any_alert_is_a_row_of_the_table(alert: Alert) -> None:
    made = row(alert)
    assert {"TimeGenerated", "EventSeverity", "AlertId", "Revision"} <= set(made)


def test_asim_knows_no_critical_and_each_status_has_its_words() -> None:
    assert row(whole(level="critical"))["EventSeverity"] == "High"
    assert set(VERDICTS) == set(get_args(AlertStatus))
    assert row(whole(status="closed"))["AlertStatus"] == "Closed"
    assert row(whole(status="malicious"))["AlertVerdict"] == "True Positive"


def test_columns_are_named_once_and_as_tables_want_them() -> None:
    assert len(TYPES) == len(COLUMNS)
    assert all(name[0].isalpha() and name.isalnum() and len(name) <= 45 for name in TYPES)
