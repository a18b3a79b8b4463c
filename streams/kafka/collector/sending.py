"""Sends a transaction's messages, statements first, so that flows and verdicts can name what comes before them.

A statement's offset is known once the broker has it. So asset changes are sent first, then verdicts, then flows, each
with the offsets of the statements that stand before it in the order in which they were collected
(`streams/statements_before.py`). A transaction without statements costs no round trip more.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from kafka import KafkaProducer
from msgspec import Struct

from streams.kafka.client.settings import KafkaSettings
from streams.statements_before import COMES_AFTER, StatementsBefore
from streams.tick_places import TickPlaces

STATEMENTS = COMES_AFTER["flows"]
"""The topics of statements, without prefix, in the order in which they are sent."""

Ends = Mapping[tuple[str, int], int]
"""The offset after the last statement that is known, by topic without prefix and partition."""


class Outgoing(Struct, frozen=True):
    """A message to be sent. `topic` is without prefix, `value` NDJSON, `site` its key."""

    topic: str
    partition: int
    site: str
    value: bytes
    headers: list[tuple[str, bytes]]
    places: TickPlaces | None = None
    """The Ticks between its flows."""

    def all_headers(self, ends: Ends) -> list[tuple[str, bytes]]:
        """Its headers, with those of its Ticks and of the statements before it."""
        headers = self.headers if self.places is None else [*self.headers, self.places.header()]
        offsets = {name: ends.get((name, self.partition), 0) for name in COMES_AFTER.get(self.topic, ())}
        if any(offsets.values()):
            before = StatementsBefore(self.partition, offsets.get("asset-changes", 0), offsets.get("verdicts", 0))
            return [*headers, before.header()]
        return headers


class Sent(Protocol):
    """A message on its way."""

    def get(self, timeout: float) -> "Metadata":
        """Wait until the broker has it. Raises KafkaError where it does not take it."""


class Metadata(Protocol):
    """What the broker says of a message that it has."""

    offset: int
    """Where it lies; below 0 where the broker had it already and does not tell."""


class InOrder:
    """Sends what is collected. `ends` are those of the statements that come before all of it."""

    def __init__(self, settings: KafkaSettings, ends: Ends) -> None:
        self._settings = settings
        self._ends = dict(ends)

    def send(self, producer: KafkaProducer, messages: Sequence[Outgoing], *, within_s: float) -> list[Sent]:
        """Send all into the transaction that is open; the statements among them are with the broker then.

        When the transaction fails, this is of no more use. Raises KafkaError.
        """
        offsets: dict[int, int] = {}
        for name in STATEMENTS:
            sent = self._send(producer, messages, {name}, offsets)
            if sent:
                producer.flush()
            offsets |= {index: one.get(timeout=within_s).offset for index, one in sent.items()}
        others = {message.topic for message in messages}.difference(STATEMENTS)
        return [*self._send(producer, messages, others, offsets, last=True).values()]

    def _send(
        self,
        producer: KafkaProducer,
        messages: Sequence[Outgoing],
        topics: set[str],
        offsets: Mapping[int, int],
        *,
        last: bool = False,
    ) -> dict[int, Sent]:
        """Send those of some topics, by their place; `offsets` are those of the statements sent so far."""
        ends = self._ends if last else dict(self._ends)
        sent: dict[int, Sent] = {}
        for index, message in enumerate(messages):
            if offsets.get(index, -1) >= 0:
                ends[message.topic, message.partition] = offsets[index] + 1
            elif message.topic in topics:
                sent[index] = producer.send(
                    self._settings.topic(message.topic),
                    key=message.site.encode(),
                    value=message.value,
                    partition=message.partition,
                    headers=message.all_headers(ends),
                )
        return sent
