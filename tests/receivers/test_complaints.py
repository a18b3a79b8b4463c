"""What the users of receivers complain about of other senders, each a test."""

import re
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from google.backstory.types.udm import UDM

from schemas.alert import Alert
from schemas.formats.alerts.parts.kinds import KIND_NAMES
from schemas.formats.alerts.registry import from_origin
from schemas.formats.alerts.siem.cef import MOST_BYTES
from schemas.formats.alerts.siem.leef import TIME_FORMAT
from schemas.formats.alerts.siem.syslog import framed_3164, framed_5424
from streams.outputs.settings import OutputSettings
from tests.docs.siem.origins import fields_of
from tests.schemas.formats.alerts import parsers
from tests.schemas.formats.alerts.alerts import BEGIN, HERE, HOSTILE, ONE_EACH, whole
from weir.wiring.outputs import origin_of

RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def written(form: str, alert: Alert) -> str:
    return from_origin(form, HERE)(alert).decode()


def document(form: str, alert: Alert) -> dict[str, Any]:
    return msgspec.json.decode(written(form, alert), type=dict[str, Any])


# ---------------------------------------------------------------- Sentinel


@pytest.mark.parametrize("host", ["weir-1", "", "a b\n", "wéir"])
def test_sentinels_agent_finds_time_and_host_before_each_line_of_cef(host: str) -> None:
    assert OutputSettings().header == "rfc5424", "nobody has to ask for a header"
    here = origin_of(OutputSettings(host=host or None))
    body = from_origin("cef", here)(whole()).decode()
    newer = framed_5424(whole(), body.encode(), here, BEGIN).decode()
    older = framed_3164(whole(), body.encode(), here, BEGIN).decode()
    assert re.fullmatch(r"<\d+>1 2026-01-12T00:00:00\.000Z (?!- )\S+ weir - \S+ - CEF:0\|.*", newer)
    assert re.fullmatch(r"<\d+>Jan 12 00:00:00 (?!- )\S+ CEF:0\|.*", older)


def test_sentinels_agent_stores_a_line_once_since_the_facility_is_a_setting() -> None:
    here = origin_of(OutputSettings(facility=23))
    assert framed_5424(whole(), b"", here, BEGIN).startswith(f"<{23 * 8 + 3}>".encode())


# ---------------------------------------------------------------- CEF


def test_cef_escapes_the_backslash_before_the_equals_sign() -> None:
    assert r" msg=C:\\ a\=b \\\= " in written("cef", whole(summary=r"C:\ a=b \="))


def test_cef_has_one_space_between_pairs_and_none_at_the_end() -> None:
    for alert in (*ONE_EACH, whole(summary="  spaces  ", advice=None, initiator=None)):
        extension = written("cef", alert).split("|", 7)[7]
        assert extension == extension.strip()
        assert not re.search(r"  \w+=", extension)


def test_cef_has_no_empty_value_least_of_all_the_last() -> None:
    for alert in (whole(advice=None, site=" ", summary="\u200b"), whole(responder=None, initiator=None, attack=())):
        assert not re.search(r"=( \w+=|$)", written("cef", alert))


def test_cef_is_cut_between_two_characters_and_within_the_dictionarys_length() -> None:
    for pad in range(4):
        _, extension = parsers.cef(written("cef", whole(summary="x" * pad + "工" * 2_000)))
        assert MOST_BYTES["msg"] - 4 < len(extension["msg"].encode()) <= MOST_BYTES["msg"]
        assert set(extension["msg"]) == {*"x" * pad, "工", "…"}


def test_cef_has_no_address_in_its_name() -> None:
    names = {parsers.cef(written("cef", alert))[0][4] for alert in ONE_EACH}
    assert names == set(KIND_NAMES.values())
    assert not [name for name in names if re.search(r"\d", name)]


# ---------------------------------------------------------------- QRadar


def test_qradar_finds_its_log_source_by_a_host_that_is_a_setting() -> None:
    here = origin_of(OutputSettings(host="weir-plant-north"))
    assert framed_3164(whole(), b"LEEF:2.0|", here, BEGIN) == b"<163>Jan 12 00:00:00 weir-plant-north LEEF:2.0|"


def test_in_qradar_src_is_the_initiator_whoever_is_the_attacker() -> None:
    alert = whole()
    turned = whole(initiator=alert.responder, responder=alert.initiator)
    ends = [parsers.leef(written("leef", each))[1] for each in (alert, turned)]
    assert [(each["src"], each["dst"]) for each in ends] == [("10.1.4.17", "10.9.1.7"), ("10.9.1.7", "10.1.4.17")]


def test_qradar_is_told_how_its_device_time_is_written() -> None:
    attributes = parsers.leef(written("leef", whole()))[1]
    assert attributes["devTimeFormat"] == TIME_FORMAT == "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'"
    read = datetime.strptime(attributes["devTime"], "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    assert read.timestamp() == BEGIN + 60.25


# ---------------------------------------------------------------- Elastic


def test_elastics_times_come_in_order_and_the_third_is_left_to_it() -> None:
    for alert in (whole(), whole(last_seen=BEGIN + 900.0), whole(revision_time=0.0)):
        made = document("ecs", alert)
        assert made["@timestamp"] <= made["event"]["created"]
        assert "ingested" not in made["event"], "tests/receivers/opensearch shows it set there"


def test_elastics_techniques_are_lists_and_error_is_never_a_text() -> None:
    for alert in (whole(), whole(attack=whole().attack[:1])):
        made = document("ecs", alert)
        assert isinstance(made["threat"]["technique"]["id"], list)
        assert isinstance(made["threat"]["tactic"]["id"], list)
        assert isinstance(made.get("error", {}), dict)


# ---------------------------------------------------------------- OCSF, Splunk, UDM


def test_ocsfs_times_are_whole_milliseconds_and_attacks_a_list() -> None:
    made = document("ocsf", whole(attack=whole().attack[:1]))
    assert (made["time"], made["start_time"], made["end_time"]) == (
        1_768_176_060_250, 1_768_176_000_000, 1_768_176_058_500,
    )  # fmt: skip
    assert all(type(made[key]) is int for key in ("time", "start_time", "end_time"))
    assert isinstance(made["finding_info"]["attacks"], list)
    assert "N/A" not in written("ocsf", whole(initiator=None, responder=None, attack=()))


def test_splunks_events_bear_both_tags_and_say_that_nothing_was_blocked() -> None:
    event = document("hec", whole())["event"]
    assert {"ids", "attack"} <= set(event["tag"])
    assert event["action"] == "allowed"


def test_one_wrong_field_of_udm_refuses_the_event_so_there_is_none() -> None:
    event = document("udm", whole())
    UDM.from_json(msgspec.json.encode(event).decode(), ignore_unknown_fields=False)
    event["principal"]["ipp"] = ["10.0.0.1"]
    with pytest.raises(Exception, match="ipp"):
        UDM.from_json(msgspec.json.encode(event).decode(), ignore_unknown_fields=False)


def test_udms_times_are_rfc_3339() -> None:
    for alert in (whole(), whole(last_seen=BEGIN + 900.0, revision_time=0.0)):
        metadata = document("udm", alert)["metadata"]
        assert RFC_3339.fullmatch(metadata["event_timestamp"])
        assert RFC_3339.fullmatch(metadata["collected_timestamp"])


# ---------------------------------------------------------------- all of them

IDENTITY = {
    "cef": ("externalId", "cn1"),
    "leef": ("alertId", "revision"),
    "rfc5424": ("id", "revision"),
    "ecs": ("weir.alert.id", "weir.alert.revision"),
    "hec": ("event.id", "event.revision"),
    "udm": ("additional.alert_id", "additional.revision"),
    "ndjson": ("id", "revision"),
}
"""By format, where the alert is named and where its revision is counted."""


@pytest.mark.parametrize("form", IDENTITY)
def test_a_revision_is_not_read_as_a_new_alert(form: str) -> None:
    alert, revision = IDENTITY[form]
    first, second = (fields_of(form, whole(revision=each, title=HOSTILE * each)) for each in (1, 2))
    assert first[alert] == second[alert] == whole().id
    assert (float(first[revision]), float(second[revision])) == (1, 2)
