"""What Slack posts: buttons with a reason, slash commands, and what is not for us."""

import json
from typing import Any
from urllib.parse import urlencode

from streams.listener.word import Word
from tests.streams.listener.asking import ALERT, NOW, Office, asked, of_slack


def pressed(**over: Any) -> bytes:
    payload = {
        "type": "block_actions",
        "user": {"id": "U123", "username": "ana", "team_id": "T1"},
        "actions": [{"type": "button", "block_id": "weir", "action_id": "weir-expected", "value": ALERT}],
        "state": {"values": {"why": {"weir-reason": {"type": "plain_text_input", "value": "the new historian"}}}},
        "response_url": "https://hooks.slack.com/actions/T1/1/x",
    }
    return urlencode({"payload": json.dumps(payload | over)}).encode()


def test_a_button_is_a_word_of_who_pressed_it() -> None:
    office = Office()
    assert office.status(of_slack(pressed())) == 200
    assert office.words == [(Word(ALERT, "expected", "ana", "the new historian"), "chat from 10.0.0.9")]


def test_a_button_of_another_app_is_none_of_ours() -> None:
    office = Office()
    reply = office.desk.answer(of_slack(pressed(actions=[{"action_id": "deploy", "value": ALERT}])))
    assert (reply.status, office.words) == (200, [])
    assert b"ignored" in reply.body


def test_a_slash_command_shows_what_it_covers() -> None:
    office = Office()
    body = urlencode({"command": "/weir", "text": f"mute {ALERT} for 8h migration tonight", "user_name": "ben"})
    reply = office.desk.answer(of_slack(body.encode()))
    assert json.loads(reply.body) == {"text": "it covers 1 path", "response_type": "ephemeral"}
    assert office.words[0][0] == Word(ALERT, "mute", "ben", "migration tonight", "8h")


def test_a_command_that_says_nothing_is_told_how_one_is_typed() -> None:
    reply = Office().desk.answer(of_slack(b"command=%2Fweir&text=help&user_name=ben"))
    assert "expected|malicious|mute|forget ALERT" in json.loads(reply.body)["text"]


def test_attacks_come_to_nothing() -> None:
    office = Office()
    honest = of_slack(pressed())
    assert office.status(of_slack(pressed(), at=NOW - 400)) == 401
    assert office.status(asked("/v1/maps/chat", pressed(user={"username": "eve"}), **dict(honest.headers))) == 401
    assert office.status(asked("/v1/maps/chat", pressed())) == 401
    assert office.words == []
    assert [office.status(honest) for _ in range(2)] == [200, 200]
    assert len(office.words) == 1  # the second was answered, and not taken
    office.status(of_slack(b"payload=" + b"%5B" * 9_000))
    office.status(of_slack(b"&".join(b"a%d=1" % number for number in range(200))))
    office.status(of_slack(b"payload=%ff"))
    assert len(office.words) == 1
