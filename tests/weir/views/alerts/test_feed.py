"""Alerts as they come: a line for what is new or worse, with its own time, and none for what only goes on."""

import io
import subprocess
import sys
from typing import Any

import msgspec
import pytest
from rich.console import Console

from schemas.alert import Alert
from streams.outputs.sink import Outgoing
from tests.streams.records import an_alert
from tests.weir.views.test_terminal import shown_text
from weir.views.alerts.feed import TerminalSink, alert_line, is_news

FIRST = msgspec.structs.replace(an_alert("a1"), level="low", severity=30, time=10.0, last_seen=10.0)


def _later(**facts: Any) -> Alert:
    return msgspec.structs.replace(FIRST, revision=2, last_seen=500.0, count=9, **facts)


@pytest.mark.parametrize(
    ("before", "now", "news"),
    [
        (None, FIRST, True),
        (FIRST, _later(), False),
        (FIRST, _later(level="high"), True),
        (FIRST, _later(level="info"), False),
        (FIRST, _later(status="closed"), False),
        (FIRST, _later(status="muted", level="high"), False),
        (msgspec.structs.replace(FIRST, status="muted"), _later(), True),
        (None, _later(), True),
        (None, _later(status="closed"), False),
    ],
)  # fmt: skip
def test_new_risen_and_speaking_again_is_news(before: Alert | None, now: Alert, news: bool) -> None:
    assert is_news(now, before) is news


def test_a_rise_has_its_own_time_and_says_what_it_rose_from() -> None:
    line = shown_text(alert_line(_later(level="high"), "UTC", FIRST))
    assert line.startswith("1970-01-01 00:08:20  high")
    assert "(risen from low, 9 flows)" in line
    assert "speaks again" in shown_text(alert_line(_later(), "UTC", msgspec.structs.replace(FIRST, status="muted")))
    assert shown_text(alert_line(FIRST, "UTC")).startswith("1970-01-01 00:00:10  low")


def test_the_sink_shows_what_is_news_and_nothing_else() -> None:
    console = Console(file=io.StringIO(), width=160)
    kept = {"a1": FIRST}
    sink = TerminalSink(console, lambda _site: "UTC", lambda alert: kept.get(alert.id))
    sink.open(None)
    assert sink.begin() == 0
    given = [FIRST, an_alert("a2"), _later(), _later(level="high"), _later(status="closed")]
    assert sink.deliver([Outgoing(alert, b"") for alert in given]) == 0
    sink.close()
    file = console.file
    assert isinstance(file, io.StringIO)
    assert file.getvalue().count("\n") == 3


SHOWING = """
import sys
from streams.outputs.sink import Outgoing
from tests.streams.records import an_alert
from weir.views.alerts.feed import TerminalSink
from weir.views.terminal import output

sink = TerminalSink(output(), lambda _site: "UTC", lambda _alert: None, gone=lambda: sys.stderr.write("gone"))
sys.stdin.read(1)
sink.deliver([Outgoing(an_alert(), b"")] * 10)
"""


def test_the_sink_says_when_nobody_reads_it_any_more() -> None:
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", SHOWING]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        assert process.stdout is not None
        process.stdout.close()
        process.stdout = None
        _, error = process.communicate(b"x")
    assert error in {b"gone", b"gone" * 10}
    assert process.returncode == 0
