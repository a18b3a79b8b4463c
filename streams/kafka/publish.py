"""Publishes what a collector reads: records, and how far it has read, in one transaction.

The law of this file: a record is in its topic if and only if the position after it is in `collected`.
So a collector that dies and starts again neither loses nor repeats; readers that read only what is
committed never see what a dead one left open. One collector of a name at a time: a second one fences
the first, which then stops.
"""

from collections.abc import Sequence
from itertools import groupby

import msgspec
from kafka import KafkaProducer
from kafka.errors import KafkaError

from schemas import codec
from schemas.asset_change import AssetChange
from schemas.dead_letter import DeadLetter, dead
from schemas.flow import Flow
from schemas.state import valid_site
from schemas.tick import Tick
from schemas.verdict import Verdict
from streams.kafka import read
from streams.kafka.settings import KafkaSettings
from streams.kafka.topics import TopicsError, partition_count, partition_of
from streams.messages import TICK_HEADER, Batch, Record

RECORDS_PER_MESSAGE = 500
"""Faust's cost is by message: at 500 flows it is 0.3 us a flow (design section 7)."""

MESSAGE_BYTES = 700_000
"""Well below Kafka's default `message.max.bytes` of 1 MiB."""

TRANSACTION_TIMEOUT_MS = 60_000

_TOPICS: dict[type[Record], str] = {Flow: "flows", Tick: "flows", AssetChange: "asset-changes", Verdict: "verdicts"}


class PublishError(Exception):
    """Kafka did not take it: nothing of this transaction counts, and this publisher is of no more use."""


class Publisher:
    """Writes for one collector. `open`, then `add` and `remember` as it reads, and `commit` now and then."""

    def __init__(self, settings: KafkaSettings, collector: str) -> None:
        self._settings = settings
        self._collector = collector
        self._partitions = 0
        self._note_partition = 0
        self._producer: KafkaProducer | None = None
        self._messages: list[tuple[str, int, str, bytes, list[tuple[str, bytes]]]] = []
        self._notes: dict[str, bytes | None] = {}
        self.pending = 0
        """Records added since the last commit."""
        self.sites: set[str] = set()
        """The sites that records were added of."""

    def open(self) -> dict[str, bytes]:
        """Take the collector's name, abort what another left open, and return all that was remembered.

        Notes stay in the partition where the collector first left some, also when the topics have grown since.
        """
        try:
            self._producer = KafkaProducer(
                bootstrap_servers=self._settings.bootstrap_servers,
                transactional_id=f"{self._settings.prefix}.collect.{self._collector}",
                transaction_timeout_ms=TRANSACTION_TIMEOUT_MS,
                batch_size=MESSAGE_BYTES,
                linger_ms=5,
                bootstrap_timeout_ms=10_000,
            )
            self._producer.init_transactions()
        except KafkaError as error:
            msg = f"no Kafka to publish to at {self._settings.bootstrap_servers}: {error!r}"
            raise PublishError(msg) from error
        self._partitions = partition_count(self._settings)
        self._note_partition = partition_of(self._collector, self._partitions)
        begin = f"{self._collector}|"
        for partition in sorted(range(self._partitions), key=lambda one: one != self._note_partition):
            values = read.last_values(self._settings, "collected", partition)
            notes = {key.decode("utf-8", "replace"): value for key, value in values.items()}
            own = {key.removeprefix(begin): value for key, value in notes.items() if key.startswith(begin)}
            if own:
                self._note_partition = partition
                return own
        return {}

    def add(self, batch: Batch) -> None:
        """Take a batch's records and dead letters, and its position."""
        for (site, kind), group in groupby(batch.records, key=lambda record: (record.site, type(record))):
            records = list(group)
            if not valid_site(site):
                reason = f"site {site!r} is no name for a site"
                letters = [dead(source=batch.source, reason=reason, raw=codec.encode_lines([one])) for one in records]
                self._add_letters(letters)
                continue
            self.sites.add(site)
            self._add_records(site, kind, records)
        self._add_letters(batch.dead_letters)
        self.pending += len(batch.records) + len(batch.dead_letters)
        if batch.position is not None:
            self.remember(position_note(batch.source), msgspec.json.encode(batch.position))

    def remember(self, note: str, value: bytes | None) -> None:
        """Keep a note with the next commit; None forgets it."""
        self._notes[note] = value

    @property
    def touched(self) -> bool:
        """Whether there is something to commit."""
        return bool(self._messages or self._notes)

    def commit(self) -> None:
        """One transaction of all that was added and remembered. Raises PublishError when it is not taken."""
        producer = self._producer
        if producer is None:
            msg = "the publisher is not open"
            raise PublishError(msg)
        if not self.touched:
            return
        try:
            # As the client last heard, a few minutes ago: what goes to a home of before, the workers send on.
            self._partitions = len(producer.partitions_for(self._settings.topic("flows")))
            producer.begin_transaction()
            sent = [
                producer.send(
                    self._settings.topic(name), key=key.encode(), value=value, partition=partition, headers=headers
                )
                for name, partition, key, value, headers in self._messages
            ]
            sent += [
                producer.send(
                    self._settings.topic("collected"),
                    key=f"{self._collector}|{note}".encode(),
                    value=value,
                    partition=self._note_partition,
                )
                for note, value in self._notes.items()
            ]
            producer.flush()
            for one in sent:
                one.get(timeout=60)
            producer.commit_transaction()
        except KafkaError as error:
            msg = f"what was collected was not taken by {self._settings.bootstrap_servers}: {error!r}"
            raise PublishError(msg) from error
        self._messages, self._notes, self.pending = [], {}, 0

    def close(self) -> None:
        """Let go; what was not committed never was."""
        producer, self._producer = self._producer, None
        if producer is not None:
            producer.close(timeout=5)

    def _add_records(self, site: str, kind: type[Record], records: Sequence[Record]) -> None:
        headers = [TICK_HEADER] if kind is Tick else []
        partition = partition_of(site, self._partitions)
        for start in range(0, len(records), RECORDS_PER_MESSAGE):
            for value in _values(records[start : start + RECORDS_PER_MESSAGE]):
                self._messages.append((_TOPICS[kind], partition, site, value, headers))

    def _add_letters(self, letters: Sequence[DeadLetter]) -> None:
        for letter in letters:
            partition = partition_of(letter.site or "", self._partitions)
            value = codec.encode_lines([letter]).rstrip()
            self._messages.append(("dead-letter", partition, letter.source[:255], value, []))


def position_note(source: str) -> str:
    """The note that holds how far `source` was read."""
    return f"position|{source}"


def positions_of(notes: dict[str, bytes]) -> dict[str, int]:
    """Source to position, from all notes. Raises TopicsError for one that is none."""
    found: dict[str, int] = {}
    for note, value in notes.items():
        kind, _, source = note.partition("|")
        if kind == "position":
            try:
                found[source] = msgspec.json.decode(value, type=int)
            except msgspec.MsgspecError as error:
                msg = f"the position of {source} is no number: {error}"
                raise TopicsError(msg) from error
    return found


def _values(records: Sequence[Record]) -> list[bytes]:
    """The records as one message's value, or as more where one would be too large."""
    value = codec.encode_lines(records)
    if len(value) <= MESSAGE_BYTES or len(records) == 1:
        return [value]
    half = len(records) // 2
    return _values(records[:half]) + _values(records[half:])
