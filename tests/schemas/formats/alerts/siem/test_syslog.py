"""Syslog headers of both kinds, and alerts as structured data."""

import msgspec
from hypothesis import given, settings

from schemas.alert import Alert
from schemas.formats.alerts.parts.clean import clean, cut
from schemas.formats.alerts.siem.syslog import PARAMETER_BYTES, framed_3164, framed_5424, rfc5424, structured_at
from tests.schemas.formats.alerts import parsers
from tests.schemas.formats.alerts.alerts import BEGIN, HERE, HOSTILE, alerts, whole


def test_an_alert_is_structured_data_and_a_sentence() -> None:
    header, parameters, text = parsers.rfc5424(rfc5424(whole(), HERE).decode())
    assert header == ("163", "2026-01-12T00:01:00.250Z", "weir-1.plant.example", "weir", "-", "new-path-crossing")
    wanted = {"id": "3f9a0c51d2e84b7a", "revision": "2", "initiatorIp": "10.1.4.17", "responderZone": "cell-1"}
    assert {key: parameters[key] for key in wanted} == wanted
    assert text.startswith("IT to OT past the DMZ: eng-ws-17 -> plc-07 (modbus). eng-ws-17 polls")


def test_the_time_of_sending_is_the_headers() -> None:
    header, parameters, _ = parsers.rfc5424(structured_at(whole(), HERE, BEGIN + 3_600).decode())
    assert header[1] == "2026-01-12T01:00:00.000Z"
    assert parameters["time"] == "2026-01-12T00:01:00.250Z"


def test_a_body_is_framed_in_either_header() -> None:
    assert framed_5424(whole(), b"CEF:0|x", HERE, BEGIN) == (
        b"<163>1 2026-01-12T00:00:00.000Z weir-1.plant.example weir - new-path-crossing - CEF:0|x"
    )
    assert framed_3164(whole(), b"CEF:0|x", HERE, BEGIN) == b"<163>Jan 12 00:00:00 weir-1.plant.example CEF:0|x"
    assert framed_3164(whole(), b"x", HERE, 1_767_571_200.0).startswith(b"<163>Jan  5 00:00:00 ")


def test_facility_and_severity_are_one_figure() -> None:
    here = msgspec.structs.replace(HERE, facility=4)
    assert framed_3164(whole(severity=95, level="critical"), b"", here, BEGIN).startswith(b"<34>")
    assert framed_3164(whole(severity=5, level="info"), b"", here, BEGIN).startswith(b"<38>")


def test_a_host_that_no_header_holds_is_marked() -> None:
    here = msgspec.structs.replace(HERE, host="wéir 1\n")
    assert b" w?ir?1? weir" in framed_5424(whole(), b"", here, BEGIN)


def test_what_is_hostile_adds_no_parameter() -> None:
    plain = parsers.rfc5424(rfc5424(whole(), HERE).decode())
    hostile = parsers.rfc5424(rfc5424(whole(site=HOSTILE), HERE).decode())
    assert hostile[1].keys() == plain[1].keys()
    assert hostile[1]["site"] == clean(HOSTILE)


@settings(max_examples=40)
@given(alerts())
def test_any_alert_is_read_back(alert: Alert) -> None:
    _, parameters, text = parsers.rfc5424(rfc5424(alert, HERE).decode())
    assert parameters["id"] == alert.id
    assert parameters["site"] == (cut(clean(alert.site), PARAMETER_BYTES) or parameters["site"])
    assert "\n" not in text
