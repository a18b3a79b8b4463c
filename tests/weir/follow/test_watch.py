"""Each revision that comes, once and in order; what is there when it begins only where it is wanted."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from streams.read_model.protocol import ReadError
from streams.read_model.sqlite import SqliteReadModel
from streams.read_model.wanted import AlertsWanted, UnknownValue
from tests.models import stored_state
from tests.streams.read_model.filled import ALERTS, a_model, commit
from tests.streams.records import an_alert
from weir.follow.watch import Watch


def test_what_is_there_is_given_where_it_is_wanted(tmp_path: Path) -> None:
    model = a_model(tmp_path)
    assert Watch(model, AlertsWanted()).begin() == []
    assert len(Watch(model, AlertsWanted()).begin(AlertsWanted())) == len(ALERTS)
    assert [one.id for one in Watch(model, AlertsWanted()).begin(AlertsWanted(least="critical"))] == ["aa1"]


def test_each_revision_comes_once_and_in_order(tmp_path: Path) -> None:
    watch = Watch(a_model(tmp_path), AlertsWanted())
    watch.begin()
    assert list(watch.came()) == []
    commit(tmp_path, an_alert("new"), an_alert("new", revision=2), an_alert("aa1", revision=5))
    assert [(one.id, one.revision) for one in watch.came()] == [("new", 1), ("new", 2), ("aa1", 5)]
    assert list(watch.came()) == []


def test_only_those_that_match_come_and_the_others_are_told_apart(tmp_path: Path) -> None:
    watch = Watch(a_model(tmp_path), AlertsWanted(asset="PLC 1", status="open"))
    assert [one.id for one in watch.begin(AlertsWanted(asset="PLC 1"))] == ["aa1", "bb2"]
    judged = replace(ALERTS[0], revision=2, status="expected")
    commit(tmp_path, replace(ALERTS[0], revision=1, count=9), judged)
    assert [(one.count, ours) for one, ours in watch.all_that_came()] == [(9, True), (1, False)]


def test_a_filter_that_names_nothing_is_refused_and_a_state_that_is_not_there_told(tmp_path: Path) -> None:
    with pytest.raises(UnknownValue, match="no zone"):
        Watch(a_model(tmp_path), AlertsWanted(zone="nowhere")).begin()
    watch = Watch(SqliteReadModel(tmp_path / "none", lambda _site: stored_state.CORE), AlertsWanted())
    with pytest.raises(ReadError):
        watch.begin()
    assert not watch.has_begun
