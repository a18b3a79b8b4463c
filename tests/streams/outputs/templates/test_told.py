"""What a template sees: every field, cleaned, and none where an alert lacks it."""

from typing import Any

from hypothesis import given, settings

from schemas.alert import Alert
from streams.outputs.templates.told import TOKEN, told
from tests.schemas.formats.alerts.alerts import HERE, HOSTILE, alerts, whole


def test_every_field_is_there_by_its_name_in_json() -> None:
    values: dict[str, Any] = told(whole(service=None), HERE, {"team": "soc"})
    assert values["alert"]["service"] is None
    assert values["alert"]["crossing"]["from"] == "it"
    assert values["alert"]["hops"][0]["responder_name"] == "plc-07"
    assert (values["initiator"], values["responder"], values["action"]) == ("eng-ws-17", "plc-07", "updated")
    assert (values["fields"], values["severities"]["asim"]) == ({"team": "soc"}, "High")
    assert told(whole(initiator=None), HERE, {})["initiator"] == ""


def texts(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for each in value.values() for text in texts(each)]
    if isinstance(value, list):
        return [text for each in value for text in texts(each)]
    return [value] if isinstance(value, str) else []


@settings(max_examples=25, deadline=None)
@given(alerts())
def test_no_text_holds_what_a_name_could_hide_behind(alert: Alert) -> None:
    values = told(alert, HERE, {})
    del values["token"], values["text"]
    assert not {"\n", "\x1b", "\u202e", "\u200b", "\ue000"} & set("".join(texts(values)))


def test_no_name_can_be_the_place_of_the_token() -> None:
    values = told(whole(title=TOKEN + HOSTILE, summary=TOKEN), HERE, {})
    assert TOKEN not in values["alert"]["title"]  # type: ignore[index]
    assert TOKEN not in str(values["text"])
