"""The reading commands on Kafka: the topics are read on a real broker in tests/kafka; here, what is made of them."""

import asyncio

import pytest

from models.settings import CoreSettings
from schemas.state import StateRecord
from schemas.verdict import Verdict
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log import read
from streams.kafka.log.topics import TopicsError
from streams.messages import Batch
from streams.shard.shard import Shard
from streams.stores.memory import MemoryStore
from tests.streams.embedded.test_loop import a_flow
from tests.streams.records import SITE, a_path, a_verdict, an_alert
from weir.admin.kafka_reader import KafkaReader
from weir.admin.reader import open_reader
from weir.errors import UserError
from weir.settings.sections import Settings


async def _state() -> list[StateRecord]:
    store = MemoryStore()
    shard = Shard(store, lambda _site: CoreSettings())
    await shard.open()
    shard.apply_batch(Batch([a_flow(0)], [], "conn.log", 1))
    await shard.checkpoint()
    return (await store.load()).records


def test_it_is_what_kafka_asks_for() -> None:
    assert isinstance(open_reader(Settings(), kafka=True), KafkaReader)


def test_assets_come_from_the_state_of_each_site(monkeypatch: pytest.MonkeyPatch) -> None:
    records = asyncio.run(_state())
    monkeypatch.setattr(read, "states", lambda _settings: iter([(SITE, records)]))
    assets = KafkaReader(Settings()).assets()
    assert {asset.site for asset in assets} == {SITE}
    assert "10.0.0.1" in {ip for asset in assets for ip in asset.ips}


def test_alerts_paths_and_verdicts_pass_through(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Verdict] = []

    def publish(_settings: KafkaSettings, verdict: Verdict) -> int:
        given.append(verdict)
        return 7

    monkeypatch.setattr(read, "latest_alerts", lambda _settings: [an_alert()])
    monkeypatch.setattr(read, "latest_paths", lambda _settings: [a_path()])
    monkeypatch.setattr(read, "publish_verdict", publish)
    reader = KafkaReader(Settings())
    assert reader.latest_alerts() == [an_alert()]
    assert reader.paths() == [a_path()]
    assert reader.give_verdict(a_verdict()) == "weir.verdicts at offset 7"
    assert given == [a_verdict()]


def test_a_broker_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(_settings: KafkaSettings) -> list[object]:
        msg = "no Kafka at localhost:9092"
        raise TopicsError(msg)

    monkeypatch.setattr(read, "latest_alerts", silent)
    with pytest.raises(UserError, match="no Kafka"):
        KafkaReader(Settings()).latest_alerts()
