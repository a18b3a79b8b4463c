"""Sends a transaction's messages so that what comes before each of them can be named in its header.

A message's offset is known once the broker has it. Live, asset changes are sent first, then verdicts, then flows, each
with the offsets of the statements that stand before it in the order in which they were collected
(`streams/statements_before.py`). A transaction without statements costs no round trip more. Recorded traffic that is
fed is sent as it comes (`AsGiven`): there verdicts come after the flows before them, and a round trip comes with each.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Protocol

from kafka import KafkaProducer
from msgspec import Struct

from streams.kafka.client.settings import KafkaSettings
from streams.statements_before import COMES_AFTER, OTHERS, StatementsBefore
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

    def all_headers(self, ends: Ends, named: Mapping[str, Sequence[str]] = COMES_AFTER) -> list[tuple[str, bytes]]:
        """Its headers, with those of its Ticks and of what comes before it in the topics that are `named`."""
        headers = self.headers if self.places is None else [*self.headers, self.places.header()]
        offsets = {name: ends.get((name, self.partition), 0) for name in named.get(self.topic, ())}
        if any(offsets.values()):
            before = StatementsBefore(
                self.partition, offsets.get("asset-changes", 0), offsets.get("verdicts", 0), offsets.get("flows", 0)
            )
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


class Sending(Protocol):
    """A way to send the messages of a transaction."""

    def send(self, producer: KafkaProducer, messages: Sequence[Outgoing], *, within_s: float) -> list[Sent]:
        """Send all into the transaction that is open. When it fails, this is of no more use. Raises KafkaError."""


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
                producer.flush(timeout=within_s)
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


class AsGiven:
    """Sends what is collected in its own order. `ends` are those of all that comes before, of all input topics."""

    def __init__(self, settings: KafkaSettings, ends: Ends) -> None:
        self._settings = settings
        self._ends = dict(ends)
        self._topic: str | None = None
        self._last: dict[tuple[str, int], Sent] = {}
        """The last message of each partition whose offset is not asked yet, all of one input topic."""

    def send(self, producer: KafkaProducer, messages: Sequence[Outgoing], *, within_s: float) -> list[Sent]:
        """Send all into the transaction that is open; where another topic follows, what came before is there then."""
        sent: list[Sent] = []
        for topic, run in groupby(messages, key=_own_order):
            if topic != self._topic:
                if self._last:
                    producer.flush(timeout=within_s)
                for where, one in self._last.items():
                    self._ends[where] = max(self._ends.get(where, 0), one.get(timeout=within_s).offset + 1)
                self._topic, self._last = topic, {}
            for message in run:
                one = producer.send(
                    self._settings.topic(message.topic),
                    key=message.site.encode(),
                    value=message.value,
                    partition=message.partition,
                    headers=message.all_headers(self._ends, OTHERS),
                )
                sent.append(one)
                if message.topic == topic:
                    self._last[topic, message.partition] = one
        return sent


def _own_order(message: Outgoing) -> str:
    """The input topic that it belongs to; what is no input goes along with flows."""
    return message.topic if message.topic in STATEMENTS else "flows"
