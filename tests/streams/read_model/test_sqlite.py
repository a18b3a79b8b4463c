"""The read model on the embedded database: one moment until it is renewed, and told why it can't be read."""

import time
from pathlib import Path

import pytest

from streams.read_model.protocol import ReadError
from streams.read_model.sqlite import SqliteReadModel
from streams.read_model.wanted import AlertsWanted, AssetsWanted, PathsWanted
from tests.models import stored_state
from tests.streams.read_model.filled import a_model, commit
from tests.streams.records import an_alert


def test_it_lists_what_the_store_holds(tmp_path: Path) -> None:
    model = a_model(tmp_path)
    pipelines = stored_state.restored(stored_state.records())[0]
    assert model.paths(PathsWanted()).items == [p for site in stored_state.sites() for p in pipelines[site].paths()]
    assert model.assets(AssetsWanted()).total == sum(len(each.assets()) for each in pipelines.values())
    assert model.words() == [word for site in stored_state.sites() for word in pipelines[site].spoken()]
    assert model.known().sites == stored_state.sites()
    assert {zone.site for zone in model.zones()} == set(stored_state.sites())
    assert len(model.records()) == len(stored_state.records())


def test_its_moment_is_when_the_files_were_written(tmp_path: Path) -> None:
    before = time.time()
    model = a_model(tmp_path)
    written = model.moment().written
    assert written is not None
    assert before - 2.0 <= written <= time.time()
    assert model.moment().traffic is None
    model.zones()
    assert model.moment().traffic is not None


def test_alerts_are_as_new_as_each_question_and_the_rest_until_it_is_renewed(tmp_path: Path) -> None:
    model = a_model(tmp_path)
    zones = model.zones()
    commit(tmp_path, an_alert("new"))
    assert "new" in {alert.id for alert in model.alerts(AlertsWanted()).items}
    model.renew()
    assert model.zones() == zones


def test_a_state_that_is_not_there_or_damaged_is_told(tmp_path: Path) -> None:
    model = SqliteReadModel(tmp_path, lambda _site: stored_state.CORE)
    with pytest.raises(ReadError, match="start `weir run` first"):
        model.alerts(AlertsWanted())
    (tmp_path / "weir.db").write_bytes(b"no database" * 100)
    with pytest.raises(ReadError, match="damaged or no database"):
        model.paths(PathsWanted())
