"""A line of progress while a feed goes on, and what it says at its end."""

import io
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec import structs
from rich.console import Console

from replay.feed.pacing import Fed
from replay.feed.recording import Recording
from replay.feed.summary import FeedSummary, summary_of
from replay.given.span import Span
from replay.summary import LeftOut
from schemas import codec
from schemas.flow import Flow
from tests.streams.embedded.test_loop import a_flow
from tests.streams.records import T0
from weir.views.recorded import feeding as subject


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def screen(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    shown = io.StringIO()
    monkeypatch.setattr(subject, "messages", lambda: Console(file=shown, force_terminal=True, width=120))
    return shown


@pytest.fixture
def recording(tmp_path: Path) -> Recording:
    path = tmp_path / "flows.ndjson"
    path.write_bytes(codec.encode_lines([a_flow(number) for number in range(0, 1_001, 10)]))
    return Recording([path], ())


def test_it_says_rows_their_rate_the_event_time_and_what_is_left(
    monkeypatch: pytest.MonkeyPatch, recording: Recording
) -> None:
    shown, clock = screen(monkeypatch), Clock()
    with subject.feeding("auto", shown=True, clock=clock) as watched:
        watched(recording, Fed(rows=1, first=T0, time=T0))
        clock.now += 10.0
        watched(recording, Fed(rows=500, first=T0, time=T0 + 450.0))
        # Too soon for another.
        watched(recording, Fed(rows=999, first=T0, time=T0 + 451.0))
    assert "500 rows, 50 a second" in shown.getvalue()
    assert "about 12.2 s left" in shown.getvalue()
    assert "999" not in shown.getvalue()


def test_with_an_end_that_was_asked_for_less_is_left(monkeypatch: pytest.MonkeyPatch, recording: Recording) -> None:
    shown, clock = screen(monkeypatch), Clock()
    recording.span = Span(until=T0 + 500.0)
    with subject.feeding("auto", shown=True, clock=clock) as watched:
        watched(recording, Fed(rows=1, first=T0, time=T0))
        clock.now += 400.0
        watched(recording, Fed(rows=500, first=T0, time=T0 + 250.0))
    assert "about 7 minutes left" in shown.getvalue()


def test_while_the_rest_is_passed_over_it_says_how_much_was_fed_before(
    monkeypatch: pytest.MonkeyPatch, recording: Recording
) -> None:
    shown = screen(monkeypatch)
    with subject.feeding("auto", shown=True) as watched:
        watched(recording, Fed(before=4_000))
    assert "4,000 records were fed before" in shown.getvalue()


@pytest.mark.parametrize("shown", [True, False])
def test_without_a_terminal_nothing_is_shown(
    capsys: pytest.CaptureFixture[str], recording: Recording, *, shown: bool
) -> None:
    with subject.feeding("auto", shown=shown) as watched:
        watched(recording, Fed(rows=5, first=T0, time=T0))
    assert capsys.readouterr() == ("", "")


def printed(summary: FeedSummary) -> str:
    out = io.StringIO()
    subject.print_fed(Console(file=out, width=200), summary, "feed")
    return out.getvalue()


DONE = summary_of(
    Recording([], ()), Fed(records=5, rows=5, first=T0, time=T0 + 60.0, kinds=Counter({Flow: 5})), 2.0, ended=True
)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda one: one, "5 flows fed by feed in 2.0 s, 2 rows a second\n"),
        (lambda one: structs.replace(one, before=7), "; 7 records had been fed before"),
        (
            lambda one: structs.replace(one, changes=2, dead_letters=1, outside=3),
            ", 2 statements, 1 row refused, 3 rows ",
        ),
        (lambda one: structs.replace(one, shift_s=86_400.0), "UTC, moved by 1.0 days"),
        (lambda one: structs.replace(one, records=0, before=7), "all of it was fed before (7 records)"),
        (lambda one: structs.replace(one, refused_statements=2), "! 2 rows of the inventories refused"),
        (lambda one: structs.replace(one, left_out=[LeftOut("a.txt", "no log")]), "! a.txt: passed over: no log"),
        (lambda one: structs.replace(one, seconds=7_200.0), "in 2.0 hours"),
    ],
)
def test_the_end_says_what_was_fed(change: Callable[[FeedSummary], FeedSummary], said: str) -> None:
    assert said in printed(change(DONE))
