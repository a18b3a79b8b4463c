"""What is told of a sink in the log is told once, not with each try."""

import logging

import pytest

from schemas.formats.alerts.ndjson import ndjson
from streams.outputs.outbox import Answered, OutboxRow
from streams.outputs.pace.account import Account
from tests.streams.records import an_alert


def test_a_row_that_is_tried_again_is_left_out_once(caplog: pytest.LogCaptureFixture) -> None:
    account = Account("siem", lambda: 0.0)
    row = OutboxRow(0, 7, b"no JSON")
    account.cannot_write(row, ValueError("no"))
    account.cannot_write(row, ValueError("no"))
    assert (account.left_out, caplog.text.count("left out")) == (1, 1)


def test_what_was_forgotten_is_counted_once_and_what_comes_to_it_too(caplog: pytest.LogCaptureFixture) -> None:
    account = Account("siem", lambda: 0.0)
    for count in (5, 5, 7):
        account.forgotten(count, {0: 1})
    account.forgotten(2, {0: 20})
    assert account.left_out == 9
    assert [record.args for record in caplog.records] == [("siem", 5), ("siem", 2), ("siem", 2)]


def test_the_last_answer_is_kept_with_its_time(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    now = 5.0
    account = Account("siem", lambda: now)
    account.took(3)
    assert account.answered == Answered(5.0)
    now = 6.0
    account.failed(OSError(111, "Connection refused", "siem:514"), first=True)
    assert account.answered == Answered(6.0, "Connection refused")
    assert "siem:514: alerts wait until it takes them again: Connection refused" in caplog.text


def test_the_oldest_that_waits_is_known_by_its_time() -> None:
    account = Account("siem", lambda: 20.0)
    times = []
    for body in (ndjson(an_alert()), b'{"revision_time": 12.5}', b"no JSON"):
        account.begins(OutboxRow(0, 1, body))
        times.append(account.oldest_s)
    assert times == [0.0, 7.5, 0.0], "an alert of an older Weir bears none"
