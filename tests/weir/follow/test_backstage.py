"""What is read and handed over in a view's own thread."""

import os
import select
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from streams.read_model.wanted import AlertsWanted
from tests.patience import PATIENCE_S
from tests.streams.read_model.filled import ALERTS, commit
from tests.streams.records import an_alert
from weir.admin.reader import open_reader
from weir.follow.backstage import Backstage, Came, Failed, Handed, Standing, Story, Told
from weir.settings.sections import load_settings


class Heard:
    """All that was told, in order."""

    def __init__(self, backstage: Backstage, woken: int) -> None:
        self.backstage = backstage
        self._woken = woken
        self._told: list[Told] = []

    def next(self) -> Told:
        while not self._told:
            ready, _, _ = select.select([self._woken], [], [], PATIENCE_S)
            assert ready
            os.read(self._woken, 1)
            self._told += self.backstage.told()
        return self._told.pop(0)


@contextmanager
def looking(folder: Path, wanted: AlertsWanted = AlertsWanted()) -> Iterator[Heard]:  # noqa: B008 - it is frozen
    woken, wake = os.pipe()
    reader = open_reader(load_settings(environment={}, state_dir=folder), kafka=False)
    backstage = Backstage(reader, wanted, "plant", poll_s=0.01, wake=wake)
    backstage.start()
    try:
        yield Heard(backstage, woken)
    finally:
        backstage.end()
        backstage.wait()
        os.close(woken)
        os.close(wake)


def test_it_waits_for_a_state_reads_it_and_what_comes_then(tmp_path: Path) -> None:
    with looking(tmp_path, AlertsWanted(least="high")) as heard:
        trouble = heard.next()
        assert isinstance(trouble, Standing)
        assert "no state is kept there yet" in str(trouble.trouble)
        commit(tmp_path, *ALERTS)
        # It may look while the database is being made: then they come a look later.
        seen = set[str]()
        while seen != {"aa1", "bb2"}:
            told = heard.next()
            seen |= {one.id for one in told.alerts} if isinstance(told, Came) else set()
        commit(tmp_path, an_alert("new"), an_alert("aa1", revision=2, severity=5))
        while not isinstance(came := heard.next(), Came):
            assert came == Standing(None)
        assert [one.id for one in came.alerts] == ["new"]
        assert [(one.id, one.revision) for one in came.others] == [("aa1", 2)]


def test_a_story_and_a_verdict_are_told_when_they_are_there(tmp_path: Path) -> None:
    commit(tmp_path, *ALERTS)
    with looking(tmp_path) as heard:
        assert isinstance(heard.next(), Came)
        assert heard.next() == Standing(None)
        heard.backstage.ask_story(ALERTS[0])
        story = heard.next()
        assert isinstance(story, Story)
        assert [one.revision for one in story.context.revisions] == [1]
        heard.backstage.give(ALERTS[3], "expected", "it is new", None)
        handed = heard.next()
        assert isinstance(handed, Handed)
        assert "nothing runs on" in handed.notes[-1]
        heard.backstage.give(an_alert("gone"), "expected", "it is new", None)
        failed = heard.next()
        assert isinstance(failed, Failed)
        assert "no alert 'gone'" in failed.why
    assert b"it is new" in (tmp_path / "verdicts.ndjson").read_bytes()


def test_a_filter_that_names_nothing_ends(tmp_path: Path) -> None:
    commit(tmp_path, *ALERTS)
    with looking(tmp_path, AlertsWanted(zone="nowhere")) as heard:
        told = heard.next()
        assert isinstance(told, Failed)
        assert told.ends
