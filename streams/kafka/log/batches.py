"""Many messages in a transaction: packed into batches here, since one `send` a message costs ten times as much.

Every delivery is asked for before the commit, which `delivered` is for; aiokafka
commits past a batch that the broker refused.
"""

import asyncio
import time
from collections.abc import Iterable

from aiokafka import AIOKafkaProducer
from aiokafka.errors import IllegalOperation

from streams.kafka.log.state_messages import Keyed

BATCH_BYTES = 786_432
"""A batch stays below Kafka's default `message.max.bytes` of 1 MiB with room for its own header."""


class Batches:
    """Sends into the transaction that its producer has begun."""

    def __init__(self, producer: AIOKafkaProducer) -> None:
        self._producer = producer
        self._deliveries: list[asyncio.Future[object]] = []

    async def send(self, topic: str, partition: int, messages: Iterable[Keyed]) -> None:
        """Hand messages over, in order, all of now."""
        batch = None
        now_ms = int(time.time() * 1000)
        for key, value, headers in messages:
            if batch is None:
                batch = self._producer.create_batch()
            if batch.append(key=key, value=value, timestamp=now_ms, headers=headers) is None:
                await self._send_batch(topic, partition, batch)
                batch = self._producer.create_batch()
                batch.append(key=key, value=value, timestamp=now_ms, headers=headers)
        if batch is not None:
            await self._send_batch(topic, partition, batch)

    async def delivered(self) -> None:
        """Wait until the broker has all of it. Raises what it refused the first with."""
        deliveries, self._deliveries = self._deliveries, []
        await asyncio.gather(*deliveries)

    async def _send_batch(self, topic: str, partition: int, batch: object) -> None:
        try:
            self._deliveries.append(_heard(await self._producer.send_batch(batch, topic, partition=partition)))
        except IllegalOperation:
            # The transaction ended under us; why, is what an earlier batch was told.
            await self.delivered()
            raise


def _heard(delivery: "asyncio.Future[object]") -> "asyncio.Future[object]":
    """The same future, its error taken as heard: after the first one nobody asks for the others."""
    delivery.add_done_callback(lambda done: done.cancelled() or done.exception())
    return delivery
