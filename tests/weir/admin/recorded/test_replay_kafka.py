"""A replay from Kafka is reported as one of files is; the reading itself is tested on a real broker."""

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from models.engine.would_cross import WOULD_CROSS
from models.settings import CoreSettings
from replay.from_kafka import Applied, MissingInput
from replay.given.span import Span
from replay.given.topics import RevisedPartition, Revision
from replay.run import ReplayInputs, ReplayOutput
from schemas.asset_change import AssetChange, Binding
from schemas.formats.notes import IMPOSSIBLE_DURATION
from streams.kafka.client.settings import KafkaSettings
from streams.messages import Batch
from streams.shard.shard import Shard
from streams.stores.memory import MemoryStore
from tests.streams.embedded.test_loop import a_flow
from tests.streams.records import SITE, T0, a_dead_letter, a_path, an_alert
from weir.admin.recorded import replay_kafka
from weir.admin.recorded.replay_times import Times
from weir.errors import UserError
from weir.settings.sections import Settings
from weir.views.recorded.replay_warnings import warnings_of

INPUTS = ReplayInputs(paths=("kafka://broker:9092/plants",), site=SITE)


def known() -> Shard:
    """A partition whose inventory named what its flows met, and that took one flow without its duration."""
    shard = Shard(MemoryStore(), lambda _: CoreSettings())
    said = AssetChange(
        site=SITE, time=T0, source="t", subject="asset", change="declared", id="plc-1",
        addresses=(Binding(ip="10.1.0.1"),), name="PLC 1",
    )  # fmt: skip
    shard.apply_batch(Batch([said, a_flow(10), a_flow(20)], [], "t"))
    shard.shortened = 1
    return shard


def test_partitions_are_summed_up(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[KafkaSettings, CoreSettings]] = []
    crossing = msgspec.structs.replace(a_dead_letter(), reason=f"rejected; {WOULD_CROSS}")
    core = msgspec.structs.replace(a_dead_letter(), kind="rejected", raw=b'{"initiator_ip":"10.0.0.1"}')

    def applied(kafka: KafkaSettings, settings_for: object, *, partial: bool, revision: object) -> Iterator[Applied]:
        assert partial
        assert revision is None
        assert callable(settings_for)
        asked.append((kafka, settings_for(SITE)))
        yield Applied(partition=0, flows=3, alerts=[an_alert("a")], paths=[a_path()], dead_letters=[crossing])
        yield Applied(partition=0, flows=4, alerts=[an_alert("a", revision=2)], paths=[], dead_letters=[core])
        yield Applied(partition=0, flows=0, alerts=[], paths=[], dead_letters=[], shard=known())

    monkeypatch.setattr(replay_kafka, "replay_kafka", applied)
    summary = replay_kafka.replay_topics(INPUTS, Settings(), Times("100"), ReplayOutput(), partial=True)
    assert (summary.flows, summary.dead_letters, summary.refused_crossings) == (6, 2, 1)
    assert summary.first_refused_crossings == [crossing]
    assert [alert.revision for alert in summary.alerts] == [2]
    (site,) = summary.sites
    assert site.site == SITE
    assert "PLC 1" in {asset.name for asset in site.assets}
    assert [path.flows for path in site.paths] == [2]
    assert summary.last_time is not None
    assert summary.first_time == summary.last_time - 10.0
    assert summary.notes.doubts == {IMPOSSIBLE_DURATION: 1}
    summary.checked()
    kafka, core_settings = asked[0]
    assert (kafka.bootstrap_servers, kafka.prefix, core_settings.learn_until) == ("broker:9092", "plants", 100.0)


@pytest.mark.parametrize(("text", "until"), [("2d", T0 + 2 * 86_400.0), ("1970-01-02T00:00:00Z", 86_400.0)])
def test_a_length_of_learning_counts_from_the_first_flow(
    monkeypatch: pytest.MonkeyPatch, text: str, until: float
) -> None:
    def applied(_: object, settings_for: Callable[[str], CoreSettings], **_others: object) -> Iterator[Applied]:
        assert settings_for(SITE).learn_until == until
        yield from ()

    def first(*_: object, **_others: object) -> float:
        return T0

    monkeypatch.setattr(replay_kafka, "replay_kafka", applied)
    monkeypatch.setattr(replay_kafka, "first_time", first)
    summary = replay_kafka.replay_topics(INPUTS, Settings(), Times(text), ReplayOutput(), partial=False)
    assert summary.learn_until == until


def test_what_retention_deleted_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def applied(*_: object, partial: bool, revision: object) -> Iterator[Applied]:
        del revision
        if not partial:
            msg = "pass --partial"
            raise MissingInput(msg)
        yield from ()

    monkeypatch.setattr(replay_kafka, "replay_kafka", applied)
    with pytest.raises(UserError, match="--partial"):
        replay_kafka.replay_topics(INPUTS, Settings(), Times(), ReplayOutput(), partial=False)


def test_files_beside_it_are_refused() -> None:
    both = msgspec.structs.replace(INPUTS, paths=(*INPUTS.paths, "conn.log"))
    with pytest.raises(UserError, match="alone"):
        replay_kafka.replay_topics(both, Settings(), Times(), ReplayOutput(), partial=False)


ZONES = '[[zones]]\nzone = "cells"\nlevel = 1\nside = "ot"\ncidrs = ["10.1.0.0/16"]\n'


def test_files_take_the_place_of_what_the_topics_say_and_a_span_begins_where_it_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    zones = tmp_path / "zones.toml"
    zones.write_text(ZONES, encoding="utf-8")
    asked: list[Revision] = []
    looked: list[Span] = []

    def applied(*_: object, partial: bool, revision: Revision) -> Iterator[Applied]:
        del partial
        asked.append(revision)
        revised = RevisedPartition(revision, 0, 1)
        revised.taken([said(), a_flow(0), a_flow(86_400)])
        yield Applied(partition=0, flows=1, alerts=[], paths=[], dead_letters=[], revised=revised)

    def said() -> AssetChange:
        return AssetChange(
            site=SITE, time=T0, source="t", subject="zone", change="declared", id="z", cidrs=("10.0.0.0/8",)
        )

    def first(*_: object, span: Span, **_others: object) -> float:
        looked.append(span)
        return T0 if span.since is None else span.since

    monkeypatch.setattr(replay_kafka, "replay_kafka", applied)
    monkeypatch.setattr(replay_kafka, "first_time", first)
    inputs = msgspec.structs.replace(INPUTS, zones=(str(zones),))
    summary = replay_kafka.replay_topics(inputs, Settings(), Times(since="12h"), ReplayOutput(), partial=False)
    (revision,) = asked
    assert revision.span == Span(T0 + 43_200.0)
    assert revision.replaced == {(SITE, "zones")}
    assert revision.stated is not None
    assert [(one.id, one.time) for one in revision.stated.changes] == [("cells", T0 + 43_200.0)]
    assert looked == [Span(), revision.span]
    assert (summary.rows, summary.flows, summary.outside, summary.replaced) == (2, 1, 1, {"zones": 1})
    summary.checked()


def test_a_site_of_which_the_topics_have_no_flow_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    zones = tmp_path / "zones.toml"
    zones.write_text(ZONES, encoding="utf-8")
    monkeypatch.setattr(replay_kafka, "replay_kafka", lambda *_, **__: iter(()))
    monkeypatch.setattr(replay_kafka, "first_time", lambda *_, **__: T0)
    inputs = msgspec.structs.replace(INPUTS, zones=(str(zones),))
    summary = replay_kafka.replay_topics(inputs, Settings(), Times(), ReplayOutput(), partial=False)
    assert summary.unmet_sites == [SITE]
    assert [warned.about for warned in warnings_of(summary, Settings())] == ["site"]
