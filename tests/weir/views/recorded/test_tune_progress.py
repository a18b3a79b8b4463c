import io

import pytest
from rich.console import Console

from replay.run import Progress
from weir.views.recorded import tune_progress as subject


def test_without_a_terminal_nothing_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with subject.Shown(wanted=True) as shown:
        shown.reading("learning", Progress(flows=10))
        shown.trials(1, 40, None)
    assert capsys.readouterr() == ("", "")


def test_a_line_shows_what_is_read_and_then_the_trials_that_are_done(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    monkeypatch.setattr(subject, "messages", lambda: Console(file=screen, force_terminal=True, width=120))
    with subject.Shown(wanted=True) as shown:
        shown.reading("learning", Progress(flows=1_200, time=1.0))
        shown.trials(3, 40, Progress(flows=5, time=2.0))
    assert "trials (one is at 1970-01-01" in screen.getvalue()
    assert "3/40" in screen.getvalue()
