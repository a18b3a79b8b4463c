"""A SOAR's and Jira's JSON, by the paths of its fields."""

import json
from typing import Any

from msgspec.structs import replace

from streams.listener.maps.by_paths import JIRA, word_by_paths
from streams.listener.settings import MapSettings
from streams.listener.word import Word
from tests.streams.listener.asking import ALERT, NOW, SOAR, Office, of_jira, with_token


def incident(**over: Any) -> bytes:
    facts = {"weir_alert": ALERT, "disposition": "false positive", "note": "asked the\nowner", "for": "30d"}
    return json.dumps({"incident": facts | over, "user": {"email": "ana@soc.example"}}).encode()


def test_an_incident_that_is_closed_is_a_word() -> None:
    office = Office()
    assert office.status(with_token(incident(), "/v1/maps/soar")) == 202
    assert office.words[0][0] == Word(ALERT, "expected", "ana@soc.example", "asked the owner", "30d")


def test_a_word_that_is_not_in_the_table_is_told_with_those_that_are() -> None:
    reply = Office().desk.answer(with_token(incident(disposition="Perhaps\x1b"), "/v1/maps/soar"))
    assert reply.status == 400
    assert "False Positive, True Positive, Snooze" in reply.body.decode()
    assert "\x1b" not in reply.body.decode()


def test_an_incident_that_is_still_open_says_nothing() -> None:
    office = Office()
    assert office.status(with_token(incident(disposition=None), "/v1/maps/soar")) == 200
    assert office.words == []


def issue(resolution: Any = None, at: float = NOW) -> bytes:
    return json.dumps(
        {
            "timestamp": int(at * 1_000),
            "webhookEvent": "jira:issue_updated",
            "user": {"accountId": "5b10", "displayName": "Ana"},
            "issue": {"key": "SOC-7", "fields": {"labels": ["weir", f"weir-{ALERT}"], "resolution": resolution}},
            "comment": {"body": "a new historian"},
        }
    ).encode()


def test_an_issue_of_jira_that_is_resolved_is_a_word_and_any_other_change_is_none() -> None:
    office = Office()
    assert office.status(of_jira(issue())) == 200
    assert office.words == []
    assert office.status(of_jira(issue({"name": "Done"}))) == 202
    assert office.words == [(Word(ALERT, "expected", "Ana", "a new historian"), "tickets from 10.0.0.9")]
    assert office.status(of_jira(issue({"name": "Done"}))) == 409
    assert office.status(of_jira(issue({"name": "Done"}, NOW - 400))) == 401
    assert office.status(of_jira(issue({"name": "Duplicate"}))) == 200


def test_what_the_settings_say_of_jira_goes_over_what_is_known() -> None:
    own = MapSettings(kind="jira", words={"Declined": "malicious"})
    found = word_by_paths(issue({"name": "declined"}), own)
    assert found == Word(ALERT, "malicious", "Ana", "a new historian")


def test_without_a_table_the_words_are_the_decisions() -> None:
    settings = replace(SOAR, words={}, alert="incident.weir_alert")
    assert word_by_paths(incident(disposition="Malicious"), settings) is not None
    assert JIRA.kind == "jira"
