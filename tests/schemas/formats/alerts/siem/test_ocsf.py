"""Alerts as OCSF findings: the compiled schema of 1.8.0 takes each."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from schemas.alert import Alert, AlertStatus
from schemas.formats.alerts.siem.ocsf import ocsf
from tests.schemas.formats.alerts.alerts import HERE, ONE_EACH, alerts, whole
from tests.schemas.formats.alerts.siem.ocsf_schema import faults


def read(alert: Alert) -> dict[str, Any]:
    return msgspec.json.decode(ocsf(alert, HERE), type=dict[str, Any])


@pytest.mark.parametrize("alert", ONE_EACH, ids=lambda alert: alert.kind)
def test_the_schema_takes_an_alert_of_each_kind(alert: Alert, reference: Path) -> None:
    assert faults(read(alert), reference) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=30)
@given(alert=alerts())
def test_the_schema_takes_any_alert(alert: Alert, reference: Path) -> None:
    assert faults(read(alert), reference) == []


def test_what_was_seen_stands_against_what_is_usual() -> None:
    (analysis,) = read(whole())["anomaly_analyses"]
    assert analysis["analysis_targets"] == [{"name": "plc-07", "type": "OT asset"}]
    assert analysis["anomalies"][0]["observations"] == [{"value": "eng-ws-17", "count": 14}]
    assert [each["observations"] for each in analysis["baselines"]] == [[{"value": "hmi-1"}], [{"value": "modbus"}]]


@pytest.mark.parametrize(
    ("revision", "status", "activity", "status_id", "verdict"),
    [
        (1, "open", 1, 1, 4),
        (2, "open", 2, 1, 4),
        (3, "malicious", 2, 2, 2),
        (3, "muted", 2, 3, 5),
        (3, "expected", 3, 4, 5),
        (4, "closed", 3, 4, 0),
    ],
)
def test_the_revisions_are_created_updated_and_closed(
    revision: int, status: AlertStatus, activity: int, status_id: int, verdict: int
) -> None:
    finding = read(whole(revision=revision, status=status))
    assert (finding["activity_id"], finding["type_uid"]) == (activity, 200_400 + activity)
    assert (finding["status_id"], finding["verdict_id"]) == (status_id, verdict)


def test_one_alert_is_one_finding_and_each_revision_an_event() -> None:
    first, second = read(whole(revision=1)), read(whole(revision=2))
    assert first["finding_info"]["uid"] == second["finding_info"]["uid"]
    assert first["metadata"]["uid"] != second["metadata"]["uid"]
