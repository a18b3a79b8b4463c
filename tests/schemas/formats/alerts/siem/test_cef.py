"""Alerts in CEF: whole, within the dictionary's bounds, and nothing that a name holds leaves its field."""

from pathlib import Path

import msgspec
import pytest
import yaml
from hypothesis import given, settings

from schemas.alert import Alert, Party
from schemas.formats.alerts.parts.clean import clean, cut
from schemas.formats.alerts.parts.kinds import KIND_NAMES
from schemas.formats.alerts.siem.cef import MOST_BYTES, cef
from tests.schemas.formats.alerts import parsers
from tests.schemas.formats.alerts.alerts import HERE, HOSTILE, ONE_EACH, alerts, whole


def read(alert: Alert) -> tuple[list[str], dict[str, str]]:
    return parsers.cef(cef(alert, HERE).decode())


def test_an_alert_has_its_ends_times_identity_and_reasons() -> None:
    header, extension = read(whole())
    assert header == ["Weir", "Weir", "0.1.0", "new-path-crossing", "New path crosses the line between IT and OT", "8"]
    assert extension == {
        "rt": "1768176060250",
        "start": "1768176000000",
        "end": "1768176058500",
        "cnt": "14",
        "externalId": "3f9a0c51d2e84b7a",
        "cat": "anomaly",
        "act": "allowed",
        "outcome": "open",
        "msg": "eng-ws-17 polls plc-07, which only hmi-1 ever did.",
        "reason": "a path from IT to OT (+40)",
        "src": "10.1.4.17",
        "shost": "eng-ws-17",
        "dst": "10.9.1.7",
        "dpt": "502",
        "dmac": "00:1b:1b:00:00:07",
        "dhost": "plc-07",
        "out": "1200",
        "in": "5600",
        "proto": "TCP",
        "app": "modbus",
        "deviceDirection": "0",
        "dvchost": "weir-1.plant.example",
        "deviceExternalId": "north",
        "cn1Label": "revision",
        "cn1": "2",
        "cn2Label": "severity 0-100",
        "cn2": "70",
        "cn3Label": "VLAN",
        "cn3": "120",
        "cs2Label": "responder zone",
        "cs2": "cell-1",
        "cs3Label": "ATT&CK for ICS",
        "cs3": "T0886 T0869",
        "cs4Label": "title",
        "cs4": "IT to OT past the DMZ: eng-ws-17 -> plc-07 (modbus)",
        "cs5Label": "paths",
        "cs5": "eng-ws-17 (10.1.4.17) -> plc-07 (10.9.1.7) modbus",
        "cs6Label": "next step",
        "cs6": "Find out which rule lets this through.",
        "flexString1Label": "initiator side and level",
        "flexString1": "it level 4",
        "flexString2Label": "responder side and level",
        "flexString2": "ot level 1",
    }


def test_an_address_of_version_6_has_a_key_of_its_own() -> None:
    _, extension = read(
        whole(initiator=Party(asset="a", ip="fe80::1%eth0"), responder=Party(asset="b", ip="2001:db8::2"))
    )
    assert (extension["c6a1"], extension["c6a1Label"]) == ("fe80::1", "initiator IPv6")
    assert (extension["c6a3"], extension["c6a3Label"]) == ("2001:db8::2", "responder IPv6")
    assert not {"src", "dst"} & extension.keys()


def test_a_prefix_of_the_internet_is_a_name_and_no_address() -> None:
    _, extension = read(whole(initiator=Party(asset="net:192.52.193.0/24", ip="192.52.193.0/24", side="external")))
    assert "src" not in extension
    assert extension["shost"] == "192.52.193.0/24"


def test_out_of_ot_is_outbound() -> None:
    alert = whole()
    assert (
        read(msgspec.structs.replace(alert, initiator=alert.responder, responder=alert.initiator))[1]["deviceDirection"]
        == "1"
    )


def test_what_is_hostile_comes_back_cleaned_and_adds_no_key() -> None:
    plain = read(whole())[1].keys()
    header, extension = read(whole(title=HOSTILE, summary=HOSTILE, service=HOSTILE))
    assert header[5] == "8"
    assert extension.keys() == plain
    assert extension["msg"] == clean(HOSTILE).strip()
    assert not any(ord(each) < 32 for each in cef(whole(title=HOSTILE), HERE).decode())


@settings(max_examples=40)
@given(alerts())
def test_any_alert_is_read_back(alert: Alert) -> None:
    header, extension = read(alert)
    assert header[3:5] == [alert.kind, KIND_NAMES[alert.kind]]
    assert 0 <= int(header[5]) <= 10
    assert extension["externalId"] == alert.id
    assert extension.get("msg", "") == cut(clean(alert.summary).strip(), MOST_BYTES["msg"])
    assert all(extension.values()), "an empty value"
    for key, value in extension.items():
        assert len(value.encode()) <= MOST_BYTES.get(key, 1_023)


@pytest.mark.parametrize("alert", ONE_EACH, ids=lambda alert: alert.kind)
def test_every_key_is_one_that_a_producer_may_send(alert: Alert, reference: Path) -> None:
    dictionary = yaml.safe_load((reference / "cef-extensions.yaml").read_text())["extensions"]
    keys = {each["key"]: each for each in dictionary}
    _, extension = read(alert)
    labels = {key for key in extension if key.endswith("Label")}
    assert extension.keys() - labels - keys.keys() == set()
    assert {key for key in extension.keys() - labels if keys[key]["audience"] == "consumer"} == set()
    assert {key: keys[key].get("length") for key in MOST_BYTES} == MOST_BYTES
