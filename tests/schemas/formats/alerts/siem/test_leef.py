"""Alerts in LEEF: QRadar's own keys where it has one, and values that never leave their field."""

import re
from pathlib import Path

import yaml
from hypothesis import given, settings

from schemas.alert import Alert
from schemas.formats.alerts.parts.clean import clean, cut
from schemas.formats.alerts.siem.leef import TEXT_BYTES, TIME_FORMAT, leef
from tests.schemas.formats.alerts import parsers
from tests.schemas.formats.alerts.alerts import HERE, HOSTILE, alerts, whole


def read(alert: Alert) -> tuple[list[str], dict[str, str]]:
    return parsers.leef(leef(alert, HERE).decode())


def test_an_alert_has_qradars_keys_and_its_own() -> None:
    header, attributes = read(whole())
    assert header == ["Weir", "Weir", "0.1.0", "new-path-crossing"]
    wanted = {
        "cat": "anomaly",
        "devTime": "2026-01-12T00:01:00.250Z",
        "devTimeFormat": TIME_FORMAT,
        "sev": "8",
        "src": "10.1.4.17",
        "dst": "10.9.1.7",
        "dstPort": "502",
        "dstMAC": "00:1b:1b:00:00:07",
        "proto": "TCP",
        "alertId": "3f9a0c51d2e84b7a",
        "revision": "2",
        "status": "open",
        "site": "north",
    }
    assert {key: attributes[key] for key in wanted} == wanted


def test_the_keys_of_qradar_are_in_its_list(reference: Path) -> None:
    listed = {each["key"] for each in yaml.safe_load((reference / "leef-attributes.yaml").read_text())["attributes"]}
    assert read(whole())[1].keys() & listed == {
        "cat", "devTime", "devTimeFormat", "sev", "src", "dst", "dstPort", "dstMAC", "proto",
        "srcBytes", "dstBytes",
    }  # fmt: skip


def test_what_is_hostile_adds_no_key() -> None:
    plain, hostile = read(whole()), read(whole(title=HOSTILE, summary=HOSTILE, site=HOSTILE))
    assert hostile[0] == plain[0]
    assert hostile[1].keys() == plain[1].keys()
    assert hostile[1]["title"] == clean(HOSTILE).strip().replace(" [2Jevil end=", " [2Jevil end:")


def test_a_name_begins_no_attribute_for_a_parser_that_splits_at_a_word_and_an_equals_sign() -> None:
    title = read(whole(title="x src=192.0.2.9 a=b=c y = z a=b"))[1]["title"]
    assert title == "x src:192.0.2.9 a:b=c y = z a:b"


@settings(max_examples=40)
@given(alerts())
def test_any_alert_is_read_back(alert: Alert) -> None:
    header, attributes = read(alert)
    assert header[3] == alert.kind
    assert 1 <= int(attributes["sev"]) <= 10
    summary = re.sub(r"(?<= )([^ =]+)=", r"\1:", clean(alert.summary).strip())
    assert attributes.get("summary", "") == cut(summary, TEXT_BYTES)
    assert all(attributes.values()), "an empty value"
