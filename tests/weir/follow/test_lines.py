"""Lines of a feed: what is new, and what stands in its way said once."""

import os
import sys
from pathlib import Path

import pytest

from schemas.alert import Alert
from streams.read_model.sqlite import SqliteReadModel
from streams.read_model.wanted import AlertsWanted
from tests.models import stored_state
from tests.streams.read_model.filled import ALERTS, commit
from tests.streams.records import an_alert
from weir.follow.lines import Follower, reader_gone
from weir.follow.watch import Watch


def test_a_state_that_is_not_there_is_said_once_waited_for_and_then_followed(tmp_path: Path) -> None:
    written, said = list[Alert](), list[str]()
    watch = Watch(SqliteReadModel(tmp_path, lambda _site: stored_state.CORE), AlertsWanted())
    follower = Follower(watch, (AlertsWanted(least="critical"),), written.append, said.append)
    follower.look()
    follower.look()
    assert len(said) == 1
    assert said[0].endswith("; waiting")
    commit(tmp_path, *ALERTS)
    follower.look()
    assert said[1:] == ["it can be read now"]
    commit(tmp_path, an_alert("new", severity=1))
    follower.look()
    assert [one.id for one in written] == ["aa1", "new"]


def test_whoever_reads_a_pipe_is_missed_when_they_have_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    receive, send = os.pipe()
    with os.fdopen(send, "w") as pipe:
        monkeypatch.setattr(sys, "stdout", pipe)
        assert not reader_gone(0.0)
        os.close(receive)
        assert reader_gone(60.0)


def test_a_file_has_no_reader_that_could_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (tmp_path / "out").open("w") as file:
        monkeypatch.setattr(sys, "stdout", file)
        assert not reader_gone(0.0)
