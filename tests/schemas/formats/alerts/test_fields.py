"""Fields of one's own: where each format keeps them, and what is refused."""

import json

import pytest

from schemas.formats.alerts.fields import PLACES, fields_problem, with_fields
from schemas.formats.alerts.registry import from_origin
from tests.schemas.formats.alerts.alerts import HERE, whole


@pytest.mark.parametrize("form", PLACES)
def test_a_constant_stands_where_the_format_keeps_what_is_not_its_own(form: str) -> None:
    event = json.loads(with_fields(form, from_origin(form, HERE), {"customer": "north"}, {})(whole()))
    for step in PLACES[form]:
        event = event[step]
    assert event["customer"] == "north"


def test_what_the_format_says_itself_is_never_covered() -> None:
    event = json.loads(with_fields("hec", from_origin("hec", HERE), {"src": "forged"}, {})(whole()))
    assert event["event"]["src"] == "10.1.4.17"


def test_a_value_moves_to_the_top_under_its_new_name() -> None:
    rename = {"initiator.ip": "source_ip", "site": "plant", "closed_by": "part_of"}
    event = json.loads(with_fields("ndjson", from_origin("ndjson", HERE), {}, rename)(whole()))
    assert (event["source_ip"], event["plant"]) == ("10.1.4.17", "north")
    assert "ip" not in event["initiator"]
    assert not {"site", "part_of"} & set(event)


@pytest.mark.parametrize(
    ("form", "fields", "rename", "said"),
    [
        ("cef", {"a": 1}, {}, "cef takes no fields of one's own; these do: ndjson"),
        ("stix", {"a": 1}, {}, "stix takes no fields"),
        ("ecs", {}, {"site": "plant"}, "rename is for ndjson"),
        ("ndjson", {"id": 1}, {}, "'id' is a field of ndjson itself"),
        ("ndjson", {}, {"site": "id"}, "'id' is a field of ndjson itself"),
        ("ndjson", {}, {"sight": "plant"}, "an alert has no 'sight'"),
        ("ndjson", {"a": 1}, {"site": "a"}, "'a' is named twice"),
    ],
)
def test_what_a_format_can_not_do_is_told(
    form: str, fields: dict[str, object], rename: dict[str, str], said: str
) -> None:
    assert said in (fields_problem(form, fields, rename) or "")
    assert fields_problem("ndjson", {"a": 1}, {"site": "plant"}) is None
