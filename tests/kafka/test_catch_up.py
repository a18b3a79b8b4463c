"""A cache on a real broker: it reads what is new alone, holds what the topics hold, is made anew where they changed."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from kafka import KafkaAdminClient, KafkaProducer

from models.pipeline import Pipeline
from schemas.alert import Alert
from schemas.state import StateRecord
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log import read, topics
from streams.kafka.log.state_messages import PART_BYTES, POSITIONS_KEY
from streams.read_model import cache_file, catch_up
from streams.read_model.kafka import KafkaReadModel
from streams.read_model.protocol import ReadError
from streams.read_model.wanted import AlertsWanted, AssetsWanted, PathsWanted
from tests.kafka.broker import RunningBroker
from tests.kafka.test_read import abort, commit, settings
from tests.models import stored_state
from tests.patience import PATIENCE_S
from tests.streams.records import T0, a_checkpoint, an_alert

__all__ = ["settings"]
pytestmark = pytest.mark.kafka


def model(settings: KafkaSettings, folder: Path) -> KafkaReadModel:
    return KafkaReadModel(settings, lambda _site: stored_state.CORE, folder)


def alerts(settings: KafkaSettings, folder: Path) -> list[Alert]:
    """As a command of its own would list them."""
    one = model(settings, folder)
    try:
        return one.alerts(AlertsWanted()).items
    finally:
        one.renew()


def records(settings: KafkaSettings, folder: Path) -> list[StateRecord]:
    one = model(settings, folder)
    try:
        return sorted(one.records(), key=lambda record: record.key)
    finally:
        one.renew()


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many new messages were taken, a number a time."""
    taken: list[int] = []
    proven = catch_up._proven

    def counted(*given: object) -> object:
        found = proven(*given)  # type: ignore[arg-type]  # as it was called
        taken.append(len(found))
        return found

    monkeypatch.setattr(catch_up, "_proven", counted)
    return taken


def test_what_is_committed_is_read_once_and_what_comes_after_it_alone(
    settings: KafkaSettings, tmp_path: Path, fetched: list[int]
) -> None:
    first, other = an_alert("first"), an_alert("other", time=T0 + 5.0)
    large = b"L" * (PART_BYTES + 1)
    commit(
        settings, 0, a_checkpoint(alerts=(first,), records=(StateRecord("a|x|0", b"1"), StateRecord("a|y|0", large)))
    )
    commit(settings, 1, a_checkpoint(alerts=(other,), records=(StateRecord("c|x|0", b"3"),)))
    assert alerts(settings, tmp_path) == [first, other]
    assert sum(fetched) > 5
    fetched.clear()
    assert alerts(settings, tmp_path) == [first, other]
    assert sum(fetched) == 0
    grown = an_alert("first", revision=2, severity=90)
    commit(settings, 0, a_checkpoint(alerts=(grown,), records=(StateRecord("a|x|0", None), StateRecord("a|y|0", b"2"))))
    fetched.clear()
    assert alerts(settings, tmp_path) == [grown, other] == read.latest_alerts(settings)
    # One alert, one record, one deletion, a part that is no longer there.
    assert sum(fetched) == 4
    assert records(settings, tmp_path) == [StateRecord("a|y|0", b"2"), StateRecord("c|x|0", b"3")]


def test_lists_are_those_of_pipelines_restored_from_the_topics(settings: KafkaSettings, tmp_path: Path) -> None:
    for site in stored_state.sites():
        own = tuple(record for record in stored_state.records() if record.key.startswith(f"{site}|"))
        commit(settings, topics.partition_of(site, 2), a_checkpoint(records=own))
    pipelines: list[Pipeline] = []
    for site, stored in sorted(read.states(settings)):
        pipeline = Pipeline(site, stored_state.CORE)
        pipeline.restore(stored)
        pipelines.append(pipeline)
    one = model(settings, tmp_path)
    assert one.assets(AssetsWanted()).items == [asset for pipeline in pipelines for asset in pipeline.assets()]
    assert one.paths(PathsWanted()).items == [path for pipeline in pipelines for path in pipeline.paths()]
    assert one.words() == [word for pipeline in pipelines for word in pipeline.spoken()]
    assert one.moment().written is not None
    one.renew()


def test_what_was_aborted_is_not_seen(settings: KafkaSettings, tmp_path: Path) -> None:
    first, last = an_alert("first"), an_alert("last", time=T0 + 1.0)
    commit(settings, 0, a_checkpoint(alerts=(first,)))
    assert alerts(settings, tmp_path) == [first]
    abort(settings, an_alert("first", revision=2), before_it=[first])
    assert alerts(settings, tmp_path) == [first]
    commit(settings, 0, a_checkpoint(alerts=(last,)))
    assert alerts(settings, tmp_path) == [first, last]


def test_a_topic_made_anew_is_read_anew(settings: KafkaSettings, tmp_path: Path) -> None:
    commit(settings, 0, a_checkpoint(records=(StateRecord("old|x|0", b"1"),)))
    assert [record.key for record in records(settings, tmp_path)] == ["old|x|0"]
    admin = KafkaAdminClient(bootstrap_servers=settings.bootstrap_servers)
    admin.delete_topics([settings.topic("state")])
    admin.wait_for_topics([], timeout_ms=10_000)
    admin.close()
    _make_again(settings)
    many = tuple(StateRecord(f"new|x{n}|0", b"2") for n in range(50))
    commit(settings, 0, a_checkpoint(records=many))
    assert {record.key for record in records(settings, tmp_path)} == {record.key for record in many}


def _make_again(settings: KafkaSettings) -> None:
    """A broker goes on deleting for a moment after it has said yes."""
    from tests.kafka.world import until

    def made() -> bool:
        try:
            return bool(topics.create(settings))
        except topics.TopicsError:
            return False

    until(made, "the topic is made again", PATIENCE_S)


def test_changes_go_on_where_a_token_was_given(settings: KafkaSettings, tmp_path: Path) -> None:
    commit(settings, 0, a_checkpoint(alerts=tuple(an_alert(f"a{n}") for n in range(3))))
    one = model(settings, tmp_path)
    first = one.changed_alerts(None, 2)
    assert ([alert.id for alert in first.alerts], first.more) == (["a0", "a1"], True)
    rest = one.changed_alerts(first.token, 10)
    assert ([alert.id for alert in rest.alerts], rest.more) == (["a2"], False)
    assert one.changed_alerts(rest.token, 10).alerts == []
    commit(settings, 1, a_checkpoint(alerts=(an_alert("b"),)))
    commit(settings, 0, a_checkpoint(alerts=(an_alert("a1", revision=2),)))
    assert one.changed_alerts(rest.token, 10).alerts == []
    one.renew()
    assert {alert.id for alert in one.changed_alerts(rest.token, 10).alerts} == {"a1", "b"}
    assert len(one.changed_alerts("another:99", 10).alerts) == 4
    assert {alert.id for alert in one.revisions_since(rest.token, 10).alerts} == {"a1", "b"}
    assert one.revisions_since(one.newest_token(), 10).alerts == []
    one.renew()


def test_a_cache_is_its_owners_and_one_that_cannot_be_read_is_made_anew(
    settings: KafkaSettings, tmp_path: Path
) -> None:
    folder = tmp_path / "cache"
    commit(settings, 0, a_checkpoint(alerts=(an_alert("a"),)))
    assert len(alerts(settings, folder)) == 1
    (path,) = folder.glob("*.db")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    path.write_bytes(b"no database" * 1_000)
    assert len(alerts(settings, folder)) == 1
    (second,) = set(folder.glob("*.db")) - {path}
    with closing(sqlite3.connect(second)) as other:
        other.execute("PRAGMA user_version=99")
    assert len(alerts(settings, folder)) == 1
    (third,) = set(folder.glob("*.db")) - {path, second}
    assert len(alerts(settings, folder)) == 1
    assert len(list(folder.glob("*.db"))) == 3
    with closing(sqlite3.connect(third)) as other:
        assert other.execute("PRAGMA user_version").fetchone() == (cache_file.FORM,)


def test_a_cache_that_another_command_holds_or_that_has_no_place_is_done_without(
    settings: KafkaSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(settings, 0, a_checkpoint(alerts=(an_alert("a"),)))
    assert len(alerts(settings, tmp_path)) == 1
    (path,) = tmp_path.glob("*.db")
    monkeypatch.setattr(cache_file, "WAIT_S", 0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert len(alerts(settings, tmp_path)) == 1
        other.execute("ROLLBACK")
    assert path.exists()
    (tmp_path / "file").write_bytes(b"")
    assert len(alerts(settings, tmp_path / "file" / "below")) == 1


def test_a_cache_that_slept_too_long_or_outgrew_its_bound_is_read_anew(
    settings: KafkaSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fetched: list[int]
) -> None:
    commit(settings, 0, a_checkpoint(alerts=(an_alert("a"),)))
    assert len(alerts(settings, tmp_path)) == 1
    monkeypatch.setattr(catch_up, "MAX_AGE_S", 0.0)
    fetched.clear()
    assert len(alerts(settings, tmp_path)) == 1
    assert sum(fetched) > 0
    monkeypatch.undo()
    monkeypatch.setattr(cache_file, "MAX_BYTES", 20 * 4_096)
    commit(settings, 0, a_checkpoint(records=tuple(StateRecord(f"a|x{n}|0", b"v" * 9_000) for n in range(50))))
    assert len(records(settings, tmp_path)) == 50


def test_missing_topics_and_damage_are_said_with_their_place(
    broker: RunningBroker, settings: KafkaSettings, tmp_path: Path
) -> None:
    bare = KafkaSettings(bootstrap_servers=broker.bootstrap, prefix=f"{settings.prefix}-none")
    with pytest.raises(ReadError, match=r"-none\.state is missing at .*: run `weir topics create`"):
        alerts(bare, tmp_path)
    producer = KafkaProducer(bootstrap_servers=settings.bootstrap_servers)
    producer.send(settings.topic("state"), key=POSITIONS_KEY, value=b"\xff", partition=1).get(timeout=PATIENCE_S)
    with pytest.raises(ReadError, match=r"state is damaged in partition 1"):
        records(settings, tmp_path)
    producer.send(settings.topic("alerts"), key=b"a", value=b"{", partition=1).get(timeout=PATIENCE_S)
    producer.close()
    with pytest.raises(ReadError, match=r"alerts holds no alert in partition 1 at offset 0"):
        alerts(settings, tmp_path)
