import io

import pytest
from rich.console import Console

from replay.run import Progress
from weir.views.recorded import bars as subject


def test_without_a_terminal_nothing_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with subject.bars(["a"], shown=True) as progressed:
        progressed("a", Progress(flows=10))
    assert capsys.readouterr() == ("", "")


def test_each_replay_has_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    monkeypatch.setattr(subject, "messages", lambda: Console(file=screen, force_terminal=True, width=140))
    with subject.bars(["weir.toml", "other.toml"], shown=True) as progressed:
        progressed("weir.toml", Progress(rows=1_200, alerts=3, time=1.0, share=0.5))
        progressed("other.toml", Progress(rows=40))
    assert "weir.toml: 1,200 rows, 3 alerts  1970-01-01" in screen.getvalue()
    assert "other.toml: 40 rows, 0 alerts" in screen.getvalue()


def test_it_says_how_many_rows_a_second_and_what_was_refused() -> None:
    progress = Progress(rows=90_000, flows=80_000, dead_letters=2, alerts=1, file="/logs/conn.log")
    assert subject.told(progress, 0.5) == "90,000 rows, 2 refused, 1 alerts  conn.log"
    assert subject.told(progress, 3.0) == "90,000 rows (30,000/s), 2 refused, 1 alerts  conn.log"
