"""Publishes what a collector reads: records, and how far it has read, in one transaction.

A record is in its topic if and only if the position after it is in `collected`.
So a collector that dies and starts again neither loses nor repeats; readers that read only what is
committed never see what a dead one left open. One collector of a name at a time: a second one fences
the first, which finds the other's identity in its notes and stops. A record too large for its topic is a
dead letter. Each message names the offsets of the statements before it (`sending.py`).
"""

from collections.abc import Sequence
from uuid import uuid4

import msgspec
from kafka import KafkaProducer
from kafka.errors import KafkaError
from msgspec import structs

from schemas import codec
from schemas.asset_change import AssetChange
from schemas.dead_letter import DeadLetter, dead
from schemas.flow import Flow
from schemas.state import valid_site
from schemas.tick import Tick
from schemas.verdict import Verdict
from streams.checkpoint.tally import NO_SITE, Tally
from streams.kafka.client.clients import blocking_arguments
from streams.kafka.client.letting_go import let_go
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.client.transactions import end_within
from streams.kafka.collector.packing import Packed, packed
from streams.kafka.collector.sending import STATEMENTS, AsGiven, InOrder, Outgoing, Sending
from streams.kafka.log import read
from streams.kafka.log.collected import OWNER_NOTE, WrittenNotes
from streams.kafka.log.topics import TopicsError, message_limits, partition_count, partition_of, why
from streams.messages import INPUT_TOPICS, RECORD_KINDS, TICK_HEADER, Batch, Record

MESSAGE_BYTES = 700_000
"""Well below Kafka's default `message.max.bytes` of 1 MiB."""

TRANSACTION_TIMEOUT_MS = 15_000
"""How long what a dead collector left open holds up readers of its partitions, until the broker aborts it (it looks
every 10 s, `transaction.abort.timed.out.transaction.cleanup.interval.ms`); a successor of its name aborts it at once.
A transaction takes some 40 ms, and below 1 s for `COMMIT_BYTES`: 15 s bear a broker's pause."""

ANSWER_MS = 20_000
"""How long Kafka may take for what a transaction sends, and for its end: longer than the transaction may last,
so that no attempt waits for one that has been aborted."""

_OVERHEAD_BYTES = 1_024
"""What a message has besides its value: a batch's header (61 bytes), a site's name or a source, headers."""

_TOPICS: dict[type[Record], str] = {Flow: "flows", Tick: "flows", AssetChange: "asset-changes", Verdict: "verdicts"}


class PublishError(Exception):
    """Kafka did not take it: nothing of this transaction counts, and this publisher is of no more use."""


class NameTaken(PublishError):
    """Another collector of the same name runs: this one must end, or they would fence each other for ever."""


class Counted(msgspec.Struct):
    """What one transaction holds: for those who watch."""

    tally: Tally = msgspec.field(default_factory=Tally)
    dead_letters: list[DeadLetter] = msgspec.field(default_factory=list)


class Publisher:
    """Writes for one collector. `open`, then `add` and `remember` as it reads, and `commit` now and then.

    `identity` tells two of one name apart. With `again` it was open before in this process: then `open`
    raises NameTaken when another has come since. `as_given` keeps all in the order in which it is added; without, what
    is said of assets and alerts goes before the flows of its transaction.
    """

    def __init__(
        self,
        settings: KafkaSettings,
        collector: str,
        *,
        identity: str | None = None,
        again: bool = False,
        as_given: bool = False,
    ) -> None:
        self._settings = settings
        self._collector = collector
        self._identity = (identity or uuid4().hex).encode()
        self._again = again
        self._as_given = as_given
        self._partitions = partition_count(settings)
        self._note_partition = partition_of(collector, self._partitions)
        self._producer: KafkaProducer | None = None
        self._sending: Sending = InOrder(settings, {})
        self._messages: list[Outgoing] = []
        self._notes: dict[str, bytes | None] = {}
        self._written = WrittenNotes(collector)
        self._limits = {name: size - _OVERHEAD_BYTES for name, size in message_limits(settings).items()}
        self._counted = Counted()
        self.pending = 0
        """Records added since the last commit."""
        self.pending_bytes = 0
        """The bytes of what was added since the last commit."""
        self.sites: set[str] = set()
        """The sites that records were added of."""

    def open(self) -> dict[str, bytes]:
        """Take the collector's name, abort what another left open, and return all that was remembered.

        Notes stay in the partition where the collector first left some, also when the topics have grown since.
        """
        if self._again:
            owner = self._read_notes().get(OWNER_NOTE)
            if owner is not None and owner != self._identity:
                msg = (
                    f"another collector named {self._collector} has taken over: one of a name runs at a time;"
                    " stop the other, or give this one a --collector name of its own"
                )
                raise NameTaken(msg)
        try:
            self._producer = KafkaProducer(
                **blocking_arguments(self._settings),
                transactional_id=f"{self._settings.prefix}.collect.{self._collector}",
                transaction_timeout_ms=TRANSACTION_TIMEOUT_MS,
                # A batch must fit too: kafka-python 3.0 splits one that does not, and then loses count of it.
                batch_size=min([MESSAGE_BYTES, *self._limits.values()]),
                linger_ms=5,
                max_block_ms=ANSWER_MS,
                request_timeout_ms=ANSWER_MS // 2,
                delivery_timeout_ms=ANSWER_MS,
                reconnect_backoff_max_ms=1_000,
            )
            self._producer.init_transactions()
        except KafkaError as error:
            msg = f"no Kafka to publish to at {self._settings.bootstrap_servers}: {why(error)}"
            raise PublishError(msg) from error
        notes = self._read_notes()
        # What others have stated until now comes before all that this one publishes.
        way, topics = (AsGiven, tuple(INPUT_TOPICS)) if self._as_given else (InOrder, STATEMENTS)
        self._sending = way(self._settings, read.written_ends(self._settings, topics, self._partitions))
        notes.pop(OWNER_NOTE, None)
        self.remember(OWNER_NOTE, self._identity)
        self.commit()
        return notes

    def add(self, batch: Batch) -> None:
        """Take a batch's records and dead letters, and its position."""
        for message in packed(batch.records):
            if not valid_site(message.site):
                reason = f"site {message.site!r} is no name for a site"
                refused = [codec.encode_lines([one]) for one in message.records]
                self._add_letters([dead(source=batch.source, reason=reason, raw=raw) for raw in refused])
                continue
            self.sites.add(message.site)
            self._add_records(message)
        self._add_letters(batch.dead_letters)
        self._counted.tally.add_notes(batch.notes)
        self.pending_bytes = sum(len(message.value) for message in self._messages)
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

    def commit(self) -> Counted:
        """One transaction of all that was added and remembered. Raises PublishError when it is not taken."""
        producer = self._producer
        if producer is None:
            msg = "the publisher is not open"
            raise PublishError(msg)
        if not self.touched:
            return Counted()
        self._transact(producer)
        self._written.written(self._notes)
        self._messages, self._notes, self.pending, self.pending_bytes = [], {}, 0, 0
        counted, self._counted = self._counted, Counted()
        return counted

    def close(self) -> None:
        """Let go; what was not committed never was."""
        producer, self._producer = self._producer, None
        if producer is not None:
            let_go(producer, 5.0)

    def _transact(self, producer: KafkaProducer) -> None:
        collected = self._settings.topic("collected")
        try:
            # As the client last heard, a few minutes ago: what goes to a home of before, the workers send on.
            self._partitions = len(producer.partitions_for(self._settings.topic("flows")))
            producer.begin_transaction()
            sent = self._sending.send(producer, self._messages, within_s=ANSWER_MS / 1_000)
            sent += [
                producer.send(
                    collected, key=note.key, value=note.value, partition=self._note_partition, headers=note.headers
                )
                for note in self._written.messages(self._notes)
            ]
            # Without a bound it waits for a broker that is away for as long as that lasts.
            producer.flush(timeout=ANSWER_MS / 1_000)
            for one in sent:
                one.get(timeout=ANSWER_MS / 1_000)
            end_within(ANSWER_MS / 1_000, producer.commit_transaction)
        except KafkaError as error:
            msg = f"what was collected was not taken by {self._settings.bootstrap_servers}: {why(error)}"
            raise PublishError(msg) from error

    def _add_lines(self, message: Outgoing) -> None:
        """The message, or as many as its lines need; a line that its topic takes in none is a dead letter."""
        if len(message.value) <= self._largest(message.topic):
            self._messages.append(message)
            return
        lines = message.value.splitlines(keepends=True)
        if len(lines) > 1:
            half = len(lines) // 2
            for part, start, stop in ((lines[:half], 0, half), (lines[half:], half, None)):
                places = None if message.places is None else message.places.part(start, stop)
                self._add_lines(structs.replace(message, value=b"".join(part), places=places))
            return
        name = self._settings.topic(message.topic)
        reason = f"a record of {len(message.value)} bytes; {name} takes at most {self._largest(message.topic)}"
        letter = dead(source=name, reason=reason, raw=message.value.rstrip(), kind="oversized", site=message.site)
        self._add_letters([letter])
        if message.places is not None:
            value = codec.encode_lines(message.places.ticks(message.site))
            self._messages.append(structs.replace(message, value=value, headers=[TICK_HEADER], places=None))

    def _largest(self, name: str) -> int:
        """The bytes of the largest value that a message to a topic may have."""
        return min(MESSAGE_BYTES, self._limits.get(name, MESSAGE_BYTES))

    def _read_notes(self) -> dict[str, bytes]:
        """All that is remembered, from the partition where it lies, also where another's transaction is open there."""
        home = self._note_partition
        ends = read.written_ends(self._settings, ("collected",), self._partitions)
        for partition in sorted(range(self._partitions), key=lambda one: one != home):
            notes = self._written.read(
                read.messages(self._settings, "collected", partition, up_to=ends["collected", partition])
            )
            if notes:
                self._note_partition = partition
                return notes
        return {}

    def _add_records(self, message: Packed) -> None:
        site, kind, places = message.site, message.kind, message.places
        headers = [TICK_HEADER] if kind is Tick else []
        tally = self._counted.tally
        tally.add_records(RECORD_KINDS[kind], site, len(message.records))
        if places is not None:
            tally.add_records(RECORD_KINDS[Tick], site, len(places.places))
        value = codec.encode_lines(message.records)
        tally.add_bytes(site, len(value))
        partition = partition_of(site, self._partitions)
        self._add_lines(Outgoing(_TOPICS[kind], partition, site, value, headers, places))

    def _add_letters(self, letters: Sequence[DeadLetter]) -> None:
        self._counted.dead_letters += letters
        for letter in letters:
            partition = partition_of(letter.site or "", self._partitions)
            value = codec.encode_lines([letter]).rstrip()
            self._counted.tally.add_bytes(letter.site or NO_SITE, len(value))
            self._messages.append(Outgoing("dead-letter", partition, letter.source[:255], value, []))


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
