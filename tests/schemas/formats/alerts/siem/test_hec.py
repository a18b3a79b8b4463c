"""Alerts as Splunk events: the envelope's keys, and the fields that CIM asks for."""

from typing import Any

import msgspec
from hypothesis import given, settings

from schemas.alert import Alert
from schemas.formats.alerts.siem.hec import hec
from tests.schemas.formats.alerts.alerts import HERE, HOSTILE, alerts, whole

ENVELOPE = {"time", "host", "source", "sourcetype", "event"}

CIM = {
    "action", "category", "dest", "dest_port", "dvc", "ids_type", "severity", "signature", "signature_id", "src",
    "transport", "vendor_product", "tag", "id", "type", "app", "description", "subject", "mitre_technique_id",
}  # fmt: skip


def read(alert: Alert) -> dict[str, Any]:
    return msgspec.json.decode(hec(alert, HERE), type=dict[str, Any])


def test_an_alert_has_the_fields_of_alerts_and_intrusion_detection() -> None:
    event = read(whole())
    assert event.keys() == ENVELOPE
    assert event["time"] == 1_768_176_058.5
    assert event["event"].keys() >= CIM
    assert (event["event"]["src"], event["event"]["dest"]) == ("10.1.4.17", "10.9.1.7")
    assert event["event"]["action"] == "allowed"
    assert set(event["event"]["tag"]) >= {"ids", "attack"}


@settings(max_examples=40)
@given(alerts())
def test_of_any_alert_nothing_is_null_and_the_severity_is_a_word_of_cim(alert: Alert) -> None:
    event = read(alert)["event"]
    assert None not in event.values()
    assert event["severity"] in {"informational", "low", "medium", "high", "critical"}


def test_names_hold_nothing_that_hides() -> None:
    assert "\u202e" not in hec(whole(site=HOSTILE, title=HOSTILE), HERE).decode()
