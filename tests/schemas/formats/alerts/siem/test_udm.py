"""Alerts as UDM events: Google's own message takes each."""

import msgspec
import pytest
from google.backstory.types.udm import UDM
from hypothesis import HealthCheck, given, settings

from schemas.alert import Alert, Party
from schemas.formats.alerts.siem.udm import event, udm
from tests.schemas.formats.alerts.alerts import HERE, ONE_EACH, alerts, whole


@pytest.mark.parametrize("alert", ONE_EACH, ids=lambda alert: alert.kind)
def test_the_message_takes_an_alert_of_each_kind(alert: Alert) -> None:
    read = UDM.from_json(udm(alert, HERE).decode(), ignore_unknown_fields=False)
    assert read.metadata.product_log_id == f"{alert.id}-{alert.revision}"
    assert list(read.principal.ip) == ["10.1.4.17"]


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=50)
@given(alerts())
def test_the_message_takes_any_alert(alert: Alert) -> None:
    UDM.from_json(udm(alert, HERE).decode(), ignore_unknown_fields=False)


def test_a_connection_needs_the_addresses_of_both_ends() -> None:
    def kind(alert: Alert) -> str:
        return str(msgspec.json.decode(udm(alert, HERE))["metadata"]["event_type"])

    assert kind(whole()) == "NETWORK_CONNECTION"
    assert kind(whole(responder=None)) == "GENERIC_EVENT"
    assert kind(whole(initiator=Party(asset="net:192.52.193.0/24", ip="192.52.193.0/24"))) == "GENERIC_EVENT"
    assert kind(whole("scan", responder=None)) == "SCAN_NETWORK"


def test_who_has_no_initiator_is_weir_itself() -> None:
    assert event(whole(initiator=None), HERE)["principal"] == {"hostname": "weir-1.plant.example"}
