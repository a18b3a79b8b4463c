"""A replay from Kafka is reported as one of files is; the reading itself is tested on a real broker."""

from collections.abc import Iterator

import msgspec
import pytest

from models.settings import CoreSettings
from replay.from_kafka import Applied, MissingInput
from replay.run import ReplayInputs, ReplayOutput
from streams.kafka.client.settings import KafkaSettings
from tests.streams.records import SITE, T0, a_dead_letter, a_path, an_alert
from weir.admin import replay_kafka
from weir.errors import UserError
from weir.settings.sections import Settings

INPUTS = ReplayInputs(paths=("kafka://broker:9092/plants",), site=SITE)


def test_partitions_are_summed_up(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[KafkaSettings, CoreSettings]] = []

    def applied(kafka: KafkaSettings, settings_for: object, *, partial: bool) -> Iterator[Applied]:
        assert partial
        assert callable(settings_for)
        asked.append((kafka, settings_for(SITE)))
        yield Applied(partition=0, flows=3, alerts=[an_alert("a")], paths=[a_path()], dead_letters=[a_dead_letter()])
        yield Applied(partition=0, flows=4, alerts=[an_alert("a", revision=2)], paths=[], dead_letters=[])

    monkeypatch.setattr(replay_kafka, "replay_kafka", applied)
    summary = replay_kafka.replay_topics(INPUTS, Settings(), "100", ReplayOutput(), partial=True)
    assert (summary.flows, summary.dead_letters) == (7, 1)
    assert [alert.revision for alert in summary.alerts] == [2]
    assert [(site.site, site.paths) for site in summary.sites] == [(SITE, [a_path()])]
    assert (summary.first_time, summary.last_time) == (T0, T0)
    kafka, core = asked[0]
    assert (kafka.bootstrap_servers, kafka.prefix, core.learn_until) == ("broker:9092", "plants", 100.0)


def test_what_retention_deleted_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def applied(*_arguments: object, partial: bool) -> Iterator[Applied]:
        if not partial:
            msg = "pass --partial"
            raise MissingInput(msg)
        yield from ()

    monkeypatch.setattr(replay_kafka, "replay_kafka", applied)
    with pytest.raises(UserError, match="--partial"):
        replay_kafka.replay_topics(INPUTS, Settings(), None, ReplayOutput(), partial=False)


def test_other_inputs_beside_it_are_refused() -> None:
    with pytest.raises(UserError, match="alone"):
        replay_kafka.replay_topics(
            msgspec.structs.replace(INPUTS, zones=("zones.toml",)), Settings(), None, ReplayOutput(), partial=False
        )
