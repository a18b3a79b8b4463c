import io

import pytest
from rich.console import Console

from replay.run import Progress
from weir.views import bars as subject


def test_without_a_terminal_nothing_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with subject.bars(["a"], shown=True) as progressed:
        progressed("a", Progress(flows=10))
    assert capsys.readouterr() == ("", "")


def test_each_replay_has_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    monkeypatch.setattr(subject, "messages", lambda: Console(file=screen, force_terminal=True, width=100))
    with subject.bars(["weir.toml", "other.toml"], shown=True) as progressed:
        progressed("weir.toml", Progress(flows=1_200, alerts=3, time=1.0))
        progressed("other.toml", Progress(flows=40))
    assert "weir.toml: 1,200 flows, 3 alerts  1970-01-01" in screen.getvalue()
    assert "other.toml: 40 flows, 0 alerts" in screen.getvalue()
