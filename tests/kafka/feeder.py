"""Publishes one site's stream after the other's, without an end, while a test breaks things.

It outlives its broker: what is sent while the broker is away arrives when it is back, once, in order.
"""

import threading
import time
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from kafka import KafkaProducer

from schemas import codec
from schemas.flow import Flow
from schemas.tick import Tick
from schemas.verdict import Verdict
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log import topics
from streams.messages import TICK_HEADER, Record
from tests.kafka.world import TOPICS_OF
from tests.patience import PATIENCE_S

ENDLESS = 1_000_000
"""More messages than any test waits for."""

LATE_S = 20.0
"""A flow is late when it ended so long before the newest of its site."""

_Sent = tuple[tuple[str, int], int]
"""A message sent: its topic and partition, and which one it was there, from 1."""


class Feeder:
    """Sends `rate` messages a second from `streams` in turn, until it is left; then all it sent is with the broker."""

    def __init__(
        self, settings: KafkaSettings, streams: Sequence[Iterator[Sequence[Record]]], *, rate: float = 30.0
    ) -> None:
        self._settings = settings
        self._streams = list(streams)
        self._rate = rate
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._feed, name="feeder")
        self._failure: BaseException | None = None
        self.flows = 0
        """Flows sent; complete once the feeder is left."""
        self.messages: Counter[tuple[str, int]] = Counter()
        """Messages sent by topic and partition."""
        self._newest: dict[str, float] = {}
        self._late: deque[_Sent] = deque(maxlen=100)
        self._verdicts: deque[_Sent] = deque(maxlen=100)

    def in_flight(self, applied: Mapping[tuple[str, int], int]) -> bool:
        """Whether both a late flow and a verdict are sent, and in no checkpoint of those that `applied` tells of."""
        return all(
            any(number > applied.get(where, 0) for where, number in list(sent)) for sent in (self._late, self._verdicts)
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Send no more, and wait until the broker has what was sent. Raises what went wrong meanwhile."""
        self._stop.set()
        self._thread.join()
        if self._failure is not None:
            failure, self._failure = self._failure, None
            raise failure

    def _feed(self) -> None:
        producer = KafkaProducer(
            bootstrap_servers=self._settings.bootstrap_servers,
            enable_idempotence=True,
            delivery_timeout_ms=300_000,
            request_timeout_ms=5_000,
            linger_ms=2,
            max_block_ms=300_000,
        )
        try:
            began, sent = time.monotonic(), list[Any]()
            while not self._stop.is_set():
                sent += [self._send(producer, next(stream)) for stream in self._streams]
                ahead_s = began + len(sent) / self._rate - time.monotonic()
                self._stop.wait(max(0.0, ahead_s))
            producer.flush(timeout=300)
            for one in sent:
                one.get(timeout=PATIENCE_S)
        except BaseException as error:  # noqa: BLE001 - told to the test, whatever it was
            self._failure = error
        finally:
            producer.close()

    def _send(self, producer: KafkaProducer, records: Sequence[Record]) -> Any:  # a future, of a client without types
        first = records[0]
        topic = self._settings.topic(TOPICS_OF[type(first)])
        partition = topics.partition_of(first.site, self._settings.partitions)
        self.messages[topic, partition] += 1
        sent = (topic, partition), self.messages[topic, partition]
        if isinstance(first, Flow):
            self.flows += len(records)
            ends = [record.end for record in records if isinstance(record, Flow)]
            newest = self._newest[first.site] = max(self._newest.get(first.site, 0.0), *ends)
            if min(ends) < newest - LATE_S:
                self._late.append(sent)
        elif isinstance(first, Verdict):
            self._verdicts.append(sent)
        return producer.send(
            topic,
            key=first.site.encode(),
            value=codec.encode_lines(records),
            headers=[TICK_HEADER] if isinstance(first, Tick) else [],
            partition=partition,
        )
