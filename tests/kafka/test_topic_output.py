"""Alerts to a topic of another cluster: two real brokers, one with Weir's topics, one that takes the alerts."""

import asyncio
from pathlib import Path

import pytest
from kafka import KafkaAdminClient, KafkaConsumer
from kafka.admin import NewTopic

from schemas.formats.alerts.registry import from_origin
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log import topics
from streams.outputs.registry import sink_of
from streams.outputs.settings import OutputSettings
from streams.outputs.sink import Outgoing, Sink, TryLater
from streams.status.observer import UNOBSERVED
from tests.kafka.broker import Broker, RunningBroker
from tests.kafka.test_read import commit
from tests.kafka.world import until
from tests.schemas.formats.alerts.alerts import HERE, whole
from tests.streams.outputs.http.posted import Refusals
from tests.streams.records import a_checkpoint
from weir.wiring.forwarding import run_forwarder

pytestmark = pytest.mark.kafka

TOPIC = "soc.alerts"


@pytest.fixture
def other(own_broker: Broker) -> Broker:
    """The other cluster, with a topic that takes messages of 64 KB at most."""
    admin = KafkaAdminClient(bootstrap_servers=own_broker.bootstrap)
    if TOPIC not in admin.list_topics():
        limits = {"max.message.bytes": "65536"}
        admin.create_topics([NewTopic(TOPIC, num_partitions=2, replication_factor=1, topic_configs=limits)])
    admin.close()
    return own_broker


def messages(broker: RunningBroker, key: str) -> list[tuple[bytes, dict[str, bytes]]]:
    """The messages of a key on the topic: value and headers, oldest first."""
    consumer = KafkaConsumer(
        TOPIC, bootstrap_servers=broker.bootstrap, auto_offset_reset="earliest", consumer_timeout_ms=3_000
    )
    found = [(one.value, dict(one.headers)) for one in consumer if one.key == key.encode()]
    consumer.close()
    return found


def outgoing(one: str, *, title: str = "t") -> Outgoing:
    alert = whole(id=one, title=title)
    return Outgoing(alert, from_origin("ocsf", HERE)(alert))


def sink(broker: RunningBroker, refused: Refusals, topic: str = TOPIC) -> Sink:
    settings = OutputSettings(to=f"kafka://{broker.bootstrap}/{topic}", format="ocsf", timeout_s=10.0)
    return sink_of(settings, HERE, refused)


def test_an_alert_is_a_message_under_its_id_with_its_revision_beside_it(other: Broker) -> None:
    refused = Refusals()
    topic = sink(other, refused)
    topic.open(None)
    assert topic.begin() == topic.deliver([outgoing("aa01"), outgoing("aa02")]) == 0
    topic.deliver([outgoing("aa03", title="x" * 200_000), outgoing("aa04")])
    topic.close()
    ((body, headers),) = messages(other, "aa01")
    assert body == outgoing("aa01").body
    assert headers == {"revision": b"2", "content-type": b"application/json"}
    assert [one for one, _ in refused] == ["aa03"]
    assert messages(other, "aa04")


def test_what_a_broker_that_died_did_not_acknowledge_is_given_again(other: Broker) -> None:
    topic = sink(other, Refusals())
    topic.deliver([outgoing("bb01")])
    other.kill()
    with pytest.raises(TryLater):
        topic.deliver([outgoing("bb02")])
    other.start()

    def taken() -> bool:
        try:
            topic.deliver([outgoing("bb02")])
        except TryLater:
            return False
        return True

    until(taken, "the broker is back and takes the alert")
    topic.close()
    assert messages(other, "bb01")
    assert messages(other, "bb02")


def test_alerts_of_one_cluster_go_to_a_topic_of_another(
    broker: RunningBroker, other: Broker, kafka_prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = KafkaSettings(bootstrap_servers=broker.bootstrap, prefix=kafka_prefix, partitions=2)
    topics.create(settings)
    commit(settings, 0, a_checkpoint(alerts=(whole(id="cc01", revision=1), whole(id="cc01", revision=2))))
    output = OutputSettings(to=f"kafka://{other.bootstrap}/{TOPIC}", format="ocsf")
    for _ in range(2):
        asyncio.run(run_forwarder(settings, {"soc": output}, UNOBSERVED, once=True))
    assert [headers["revision"] for _, headers in messages(other, "cc01")] == [b"1", b"2"]
