"""What the checks of Kafka look through: an admin client, a consumer, and what they have told so far."""

import contextlib
import time
from collections.abc import Callable
from functools import cached_property
from typing import Any

from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from models.settings import CoreSettings
from schemas.codec import TICKS
from schemas.tick import Tick
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log.read import _consumer
from streams.kafka.log.topics import TOPICS, _admin
from streams.messages import TICK_HEADER
from streams.tick_places import TICKS_HEADER, places_of

NEWEST = 30
"""Messages looked at in each partition: at 170 kB each (500 flows) some 5 MB, and a wrong partitioner shows in one."""

NEWEST_STATE = 2_000
"""The same of the state: some 500 kB. Its records are small, and most are windows and paths: they tell no River."""

READ_WITHIN_S = 8.0


class KafkaView:
    """Asks the broker, and remembers the answers. It joins no group and writes nothing. `clock`: seconds UTC.

    `settings_for` gives what the settings here say of a site; None: nothing to compare the workers' with.
    """

    def __init__(
        self,
        settings: KafkaSettings,
        clock: Callable[[], float] = time.time,
        settings_for: Callable[[str], CoreSettings] | None = None,
    ) -> None:
        self.settings = settings
        self.settings_for = settings_for
        self.clock = clock
        self._newest: dict[str, list[Any]] = {}

    @cached_property
    def admin(self) -> KafkaAdminClient:
        """Opened when first asked. Raises TopicsError when no broker answers."""
        return _admin(self.settings)

    @cached_property
    def consumer(self) -> KafkaConsumer:
        """Opened when first asked; reads what is committed."""
        return _consumer(self.settings)

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many partitions each of Weir's topics has that is there, by full name."""
        wanted = {self.settings.topic(spec.name) for spec in TOPICS}
        present = sorted(wanted & set(self.admin.list_topics()))
        return {one["name"]: len(one["partitions"]) for one in self.admin.describe_topics(present)} if present else {}

    def partitions(self, name: str) -> list[TopicPartition]:
        """All of topic `name` (without prefix); empty where it is missing."""
        topic = self.settings.topic(name)
        return [TopicPartition(topic, number) for number in range(self.counts.get(topic, 0))]

    def newest(self, name: str) -> list[Any]:
        """The newest committed messages of each partition of topic `name`, oldest first."""
        if name not in self._newest:
            count = NEWEST_STATE if name == "state" else NEWEST
            self._newest[name] = self._read_newest(self.partitions(name), count)
        return self._newest[name]

    def message_at(self, where: TopicPartition, offset: int) -> Any | None:  # noqa: ANN401 - kafka-python has no types
        """The first committed message at or after an offset; None when there is none."""
        found = self._read({where: offset}, enough=1)
        return found[0] if found else None

    def ticks(self) -> list[tuple[Any, Tick]]:
        """The newest Ticks of the flows topic with their messages."""
        found: list[tuple[Any, Tick]] = []
        for message in self.newest("flows"):
            if TICK_HEADER in message.headers:
                records, _ = TICKS.decode(message.value or b"", source=message.topic, position=message.offset)
                found += [(message, tick) for tick in records]
            elif (header := dict(message.headers).get(TICKS_HEADER)) is not None:
                with contextlib.suppress(ValueError):
                    site = (message.key or b"").decode("utf-8", "replace")
                    found += [(message, tick) for tick in places_of(header).ticks(site)]
        return found

    def close(self) -> None:
        """Let go of the clients that were opened."""
        for name in ("admin", "consumer"):
            client = self.__dict__.pop(name, None)
            if client is not None:
                with contextlib.suppress(KafkaError):
                    client.close()

    def _read_newest(self, partitions: list[TopicPartition], count: int) -> list[Any]:
        if not partitions:
            return []
        begins, ends = self.consumer.beginning_offsets(partitions), self.consumer.end_offsets(partitions)
        return self._read({one: max(begins[one], ends[one] - count) for one in partitions})

    def _read(self, starts: dict[TopicPartition, int], *, enough: int | None = None) -> list[Any]:
        """From the offsets given to the ends as they are now, or until there is enough."""
        consumer = self.consumer
        ends = consumer.end_offsets(list(starts))
        consumer.assign(list(starts))
        for where, offset in starts.items():
            consumer.seek(where, offset)
        found: list[Any] = []
        until = time.monotonic() + READ_WITHIN_S
        while time.monotonic() < until and any(consumer.position(one) < ends[one] for one in starts):
            for messages in consumer.poll(timeout_ms=500, max_records=500).values():
                found += messages
            if enough is not None and len(found) >= enough:
                break
        return found
