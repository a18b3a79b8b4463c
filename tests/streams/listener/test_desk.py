"""Attacks on the way back, and what honest senders are answered."""

import json
import logging
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.listener.word import Refused, Word
from tests.streams.listener.asking import ALERT, JSON, NOW, TOKEN, Office, asked, of_slack, signed, with_token


def said(**over: Any) -> bytes:
    return json.dumps({"alert": ALERT, "decision": "expected", "author": "ana", "reason": "moved"} | over).encode()


def test_a_word_is_taken_with_its_way_and_answered_with_what_it_covers(caplog: pytest.LogCaptureFixture) -> None:
    office = Office()
    with caplog.at_level(logging.INFO):
        reply = office.desk.answer(with_token(said()))
    assert reply.status == 202
    assert json.loads(reply.body)["covers"] == "1 path"
    assert office.words == [(Word(ALERT, "expected", "ana", "moved"), "listener from 10.0.0.9")]
    assert "listener from 10.0.0.9: ana says expected of alert" in caplog.text


@pytest.mark.parametrize(
    "request_",
    [
        asked("/v1/verdicts", said(), **JSON),
        with_token(said(), token="x" * 32),
        with_token(said(), token=""),
        with_token(said(), token="t\udcff\u20ac"),
        asked("/v1/verdicts", said(), authorization=f"Basic {TOKEN}", **JSON),
        asked("/v1/verdicts", said(), webhook_signature="v1,AAAA", **JSON),
        signed(said(), one=""),
        signed(said(), at=NOW - 301),
        signed(said(), at=NOW + 301),
    ],
)
def test_without_a_proof_nothing_is_read_and_nothing_is_said_of_why(request_: Any) -> None:
    office = Office()
    reply = office.desk.answer(request_)
    assert reply.status == 401
    assert TOKEN not in reply.body.decode()
    assert office.words == []


def test_a_signature_is_of_this_body_alone() -> None:
    office, honest = Office(), signed(said())
    assert office.status(asked("/v1/verdicts", said(author="eve"), **dict(honest.headers))) == 401


def test_a_copied_request_is_refused_and_one_that_was_not_taken_may_come_again() -> None:
    office = Office()
    office.error = Refused(503, "the state is away", after_s=10.0)
    reply = office.desk.answer(signed(said()))
    assert (reply.status, reply.retry_after_s) == (503, 10)
    office.error = None
    assert [office.status(signed(said())) for _ in range(3)] == [202, 409, 409]
    office.now, office.ticks = NOW + 301, 301.0
    assert office.status(signed(said())) == 401
    assert len(office.words) == 1


def test_too_many_are_told_when_to_come_again_and_guessing_does_not_use_up_what_others_may() -> None:
    office = Office(a_minute=8.0)
    wrong = [office.status(with_token(said(), token="x" * 32)) for _ in range(30)]
    assert (wrong[0], wrong[-1]) == (401, 429)
    assert [office.status(with_token(said())) for _ in range(3)] == [202, 202, 429]
    assert office.desk.answer(with_token(said())).retry_after_s == 8
    office.ticks = 60.0
    assert office.status(with_token(said())) == 202


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"", "body"),
        (b"\xff\xfe{}", "body"),
        (b"[" * 60_000, "body"),
        (b'{"alert":' * 9_000, "alert"),
        (b"[]", "body"),
        (b'{"alert":1,"decision":"mute","author":"ana"}', "alert"),
        (said(why="x"), "body"),
        (said(alert=""), "alert"),
        (said(alert="../../etc"), "alert"),
        (said(alert="a" * 65), "alert"),
        (said(decision="undo"), "decision"),
        (said(author=" "), "author"),
        (said(author="ana\u202enimda"), "author"),
        (said(author="ana\x1b[2J"), "author"),
        (said(author="ana\nmallory"), "author"),
        (said(author="a" * 201), "author"),
        (said(reason="r" * 2_001), "reason"),
        (said(**{"for": "8" * 40}), "for"),
    ],
)
def test_what_does_not_fit_is_told_with_its_field(body: bytes, field: str) -> None:
    office = Office()
    reply = office.desk.answer(with_token(body))
    assert reply.status == 400
    assert json.loads(reply.body)["field"] == field
    assert "\x1b" not in reply.body.decode()
    assert office.words == []


def test_a_reason_comes_in_one_line_without_what_turns_text_round() -> None:
    office = Office()
    assert office.status(with_token(said(reason=" moved\r\n\x1b[31m by \u202eana\u2066 "))) == 202
    assert office.words[0][0].reason == "moved [31m by ana"


def test_another_type_or_place_is_refused() -> None:
    office = Office()
    bearer = {"authorization": f"Bearer {TOKEN}"}
    assert office.status(asked("/v1/verdicts", said(), content_type="text/plain", **bearer)) == 415
    assert office.status(asked("/v1/verdicts", said(), **bearer)) == 415
    assert office.status(asked("/v1/maps/nobody", said(), **JSON, **bearer)) == 404
    assert office.status(asked("/", said(), **JSON, **bearer)) == 404


def test_a_receipt_is_for_a_heartbeat_that_is_waited_for() -> None:
    office = Office()
    assert office.status(with_token(b'{"id":"beat"}', "/v1/receipts")) == 204
    assert office.status(with_token(b'{"id":"other"}', "/v1/receipts")) == 404
    assert office.status(with_token(b'{"id":"beat"}', "/v1/receipts", token="x" * 32)) == 401


def test_a_fault_of_ours_is_answered_and_logged_without_ending_anything(caplog: pytest.LogCaptureFixture) -> None:
    office = Office()
    office.error = ZeroDivisionError()
    assert office.status(with_token(said())) == 500
    assert "could not be answered" in caplog.text
    office.error = None
    assert office.status(with_token(said())) == 202


def test_a_chat_is_told_what_was_not_taken_where_its_people_see_it() -> None:
    office = Office()
    office.error = Refused(404, "no alert '3f9a' is known", "alert")
    reply = office.desk.answer(of_slack(b"command=%2Fweir&text=expected+3f9a&user_name=ana"))
    assert reply.status == 200
    assert "no alert '3f9a' is known" in json.loads(reply.body)["text"]


@given(body=st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_no_body_makes_a_fault(body: bytes) -> None:
    office = Office()
    for path in ("/v1/verdicts", "/v1/receipts", "/v1/maps/soar"):
        assert office.status(with_token(body, path)) in {200, 202, 400, 404}
