"""What a fenced producer leaves behind is told once; while Kafka is away, a worker is not ready and says why."""

import asyncio
from typing import Any

import pytest
from aiokafka.errors import ProducerFenced

from models.settings import CoreSettings
from streams.kafka.client.presence import Presence
from streams.kafka.client.settings import KafkaSettings
from streams.worker.app import create_app
from streams.worker.membership import _told, _unready, retake_after_s


@pytest.mark.parametrize(
    ("error", "message", "heard"),
    [
        (ProducerFenced(), "Future exception was never retrieved", False),
        (ValueError("ours"), "Future exception was never retrieved", True),
        (ProducerFenced(), "Exception in callback", True),
    ],
)
def test_only_futures_of_producers_that_failed_are_passed_over(error: Exception, message: str, *, heard: bool) -> None:
    class Loop(asyncio.SelectorEventLoop):
        told: dict[str, Any] | None = None

        def default_exception_handler(self, context: dict[str, Any]) -> None:
            self.told = context

    loop = Loop()
    _told(loop, {"message": message, "exception": error})
    loop.close()
    assert (loop.told is not None) == heard


def test_a_lost_partition_is_taken_again_ever_more_seldom_up_to_ten_seconds() -> None:
    assert [retake_after_s(failures) for failures in (0, 1, 2, 3, 4, 5, 100)] == [1.0, 1.0, 2.0, 5.0, 10.0, 10.0, 10.0]


def test_a_worker_whose_kafka_is_away_is_not_ready_and_says_why() -> None:
    async def work() -> str | None:
        presence = Presence(KafkaSettings(bootstrap_servers="kafka:9092"))
        app = create_app(KafkaSettings(), lambda _: CoreSettings(), presence=presence)
        presence.away_since = 0.0
        return _unready(app)

    assert (asyncio.run(work()) or "").startswith("Kafka at kafka:9092 is away since 19")
