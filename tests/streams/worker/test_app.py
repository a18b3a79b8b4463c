"""The worker put together: what Faust is told, before any broker is asked. tests/kafka/test_worker.py runs it."""

import asyncio

from models.settings import CoreSettings
from streams.kafka.client.settings import KafkaSettings
from streams.messages import INPUT_TOPICS
from streams.worker.app import create_app
from streams.worker.consumer import WorkerConsumer, WorkerTransport
from streams.worker.weir_app import WeirApp

SETTINGS = KafkaSettings(bootstrap_servers="kafka-1:9092, kafka-2:9092", prefix="north", read_ahead_mb=3)


def made() -> WeirApp:
    async def work() -> WeirApp:
        # Faust wants a loop that runs, or makes one that nobody closes.
        return create_app(SETTINGS, lambda _: CoreSettings())

    return asyncio.run(work())


def test_there_is_an_agent_for_each_input_topic_and_no_other() -> None:
    app = made()
    assert set(app.agents) == {f"weir.{name}" for name in INPUT_TOPICS}


def test_it_makes_no_topics_and_serves_no_pages_and_reads_by_our_consumer() -> None:
    app = made()
    assert (app.conf.id, app.conf.topic_allow_declare, app.conf.web_enabled) == ("north.worker", False, False)
    assert [str(url) for url in app.conf.broker] == ["kafka://kafka-1:9092", "kafka://kafka-2:9092"]
    assert isinstance(app.transport, WorkerTransport)
    assert app.transport.Consumer is WorkerConsumer


def test_two_apps_of_one_process_share_nothing() -> None:
    one, other = made(), made()
    assert one.partitions is not other.partitions
    assert one.read_ahead is not other.read_ahead
