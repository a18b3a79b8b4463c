"""deploy/siem/ holds what its receivers read: well-formed, and of fields that Weir sends."""

import configparser
import csv
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from schemas.formats.alerts.siem.ecs_template import KEYWORDS, TYPES
from schemas.formats.alerts.siem.hec import SOURCE_TYPE
from tests.docs.siem.origins import samples
from tests.docs.siem.pages import FILES

USER_RULES = range(100_000, 120_001)
"""The ids that Wazuh keeps for rules of its users."""

STATIC_FIELDS_OF_WAZUH = {
    "srcip", "dstip", "srcport", "dstport", "protocol", "action", "id", "url", "data", "extra_data", "status",
    "system_name", "user",
}  # fmt: skip
"""What a rule of Wazuh matches by an element of its own, and never by <field name=...>."""

KQL_FIELD = re.compile(r"([a-z_]+(?:\.[a-z_]+)+):")


def conf(name: str) -> dict[str, dict[str, str]]:
    """A .conf file of Splunk."""
    parser = configparser.RawConfigParser(delimiters=("=",), comment_prefixes=("#",), strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string((FILES / "splunk" / f"{name}.conf").read_text(encoding="utf-8"))
    return {section: dict(parser[section]) for section in parser.sections()}


def ndjson(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FILES / "elastic" / name).read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("path", sorted(FILES.rglob("*.*json")), ids=lambda path: path.name)
def test_json_is_json(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [json.loads(each) for each in (text.splitlines() if path.suffix == ".ndjson" else [text])]


@pytest.mark.parametrize("name", ["local_rules.xml", "ossec.conf"])
def test_the_xml_of_wazuh_is_well_formed(name: str) -> None:
    assert len(ET.fromstring((FILES / "wazuh" / name).read_text(encoding="utf-8"))) > 0  # noqa: S314 - our own file


def test_the_rules_of_wazuh_have_ids_of_users_and_ask_for_fields_that_are_sent() -> None:
    rules = ET.fromstring((FILES / "wazuh" / "local_rules.xml").read_text(encoding="utf-8"))  # noqa: S314 - our own file
    ids = [int(rule.attrib["id"]) for rule in rules]
    assert sorted(set(ids)) == ids
    assert set(ids) <= set(USER_RULES)
    assert {int(rule.findtext("if_sid") or ids[0]) for rule in rules} <= set(ids)
    asked = {field.attrib["name"] for field in rules.iter("field")}
    told = set(re.findall(r"\$\((\w+)\)", " ".join(rule.findtext("description") or "" for rule in rules)))
    assert (asked | told) <= samples("ndjson").keys()
    assert not asked & STATIC_FIELDS_OF_WAZUH


def test_splunks_stanzas_fit_each_other_and_ask_for_fields_that_are_sent() -> None:
    props, transforms, types = conf("props"), conf("transforms"), conf("eventtypes")
    assert list(props) == [SOURCE_TYPE]
    assert props[SOURCE_TYPE]["TRANSFORMS-weir_tests"] in transforms
    assert list(conf("tags")) == [f"eventtype={name}" for name in types]
    sent = {name.removeprefix("event.") for name in samples("hec")} | {"_time", "index", "eventtype", "sourcetype"}
    searches = [stanza["search"] for stanza in (types | conf("savedsearches")).values()]
    for text in searches:
        unquoted = re.sub(r'"[^"]*"', "", text)
        named = set(re.findall(r"(\w+)\s*=", unquoted)) | set(re.findall(r"(\w+) IN", unquoted))
        named |= set((re.findall(r"\| table (.*)", unquoted) or [""])[0].split())
        named |= set(re.findall(r"(?:dedup|- ) ?(\w+)", unquoted))
        assert named <= sent, text


def test_splunks_transform_meets_test_alerts_alone() -> None:
    pattern = conf("transforms")["weir_tests_away"]["REGEX"]
    assert re.search(pattern, '{"signature_id":"test","x":1}')
    assert not re.search(pattern, '{"signature_id":"scan","subject":"test"}')


def test_kibanas_rule_and_search_ask_for_fields_of_the_template() -> None:
    rule, summary = ndjson("detection-rule.ndjson")
    assert summary["exported_count"] == 1
    view, search = ndjson("saved-search.ndjson")
    source = json.loads(search["attributes"]["kibanaSavedObjectMeta"]["searchSourceJSON"])
    asked = set(KQL_FIELD.findall(rule["query"])) | set(KQL_FIELD.findall(source["query"]["query"]))
    asked |= set(search["attributes"]["columns"]) | set(rule["alert_suppression"]["group_by"])
    asked |= {rule["timestamp_override"], rule["rule_name_override"], view["attributes"]["timeFieldName"]}
    asked |= {each["field"] for each in (*rule["severity_mapping"], *rule["risk_score_mapping"])}
    assert asked - set(KEYWORDS) - set(TYPES) == set()
    assert search["references"][0]["id"] == view["id"]


def test_qradars_properties_are_attributes_that_are_sent() -> None:
    with (FILES / "qradar" / "custom-properties.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["leef_key"] for row in rows} <= samples("leef").keys()
    assert {row["type"] for row in rows} <= {"AlphaNumeric", "Number", "IP", "Port"}


def test_the_rule_of_secops_asks_for_fields_that_are_sent() -> None:
    rule = (FILES / "secops" / "weir.yaral").read_text(encoding="utf-8")
    assert [part for part in ("meta:", "events:", "match:", "outcome:", "condition:") if part in rule] == re.findall(
        r"^  (\w+:)$", rule, re.MULTILINE
    )
    assert rule.count("{") == rule.count("}")
    sent = {name.replace("[]", "") for name in samples("udm")}
    asked = set(re.findall(r"\$e\.((?!additional)[a-z_]+(?:\.[a-z_]+)+)", rule))
    asked |= {f"additional.{key}" for key in re.findall(r'additional\.fields\["(\w+)"\]', rule)}
    assert asked
    assert asked - sent == set()
    assert set(re.findall(r"\$(\w+)", rule.split("match:")[1].split("outcome:")[0])) <= {"alert"}


def test_the_filter_of_arcsight_is_one_line_that_leaves_tests_out() -> None:
    assert (FILES / "arcsight" / "filter.txt").read_text(encoding="utf-8").count("\n") == 1
    assert 'deviceEventClassId != "test"' in (FILES / "arcsight" / "filter.txt").read_text(encoding="utf-8")
