"""Replays what lies in Kafka: the journal says in which order the inputs were applied, partition by partition.

The same messages go in the same order through a fresh shard, so the alerts are those the worker raised. Nothing is
written, no group is joined. What the journal does not name yet (the worker has not applied it) is left out. A
revision (`given/topics.py`) takes a span of it, or other statements than the topics have. A site that moved when the
topics were grown is replayed where it is now: from the journals of where it was, and then from its own.
"""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from models.settings import CoreSettings
from replay.first_times import looked_ahead
from replay.given.span import ALL, Span
from replay.given.topics import RevisedPartition, Revision
from schemas.alert import Alert
from schemas.dead_letter import DeadLetter
from schemas.journal import JournalEntry, JournalRun
from schemas.path import PathRecord
from schemas.state import valid_site
from streams.checkpoint.protocol import Loaded
from streams.checkpoint.refusals import Refusals
from streams.decoding import records_of
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log import read
from streams.kafka.log.topics import TopicsError, partition_count, partition_of
from streams.messages import Batch, Message, message_of
from streams.shard.shard import Shard
from streams.stores.memory import MemoryStore

SETTLE_EVERY_FLOWS = 100_000
"""How much output is gathered before it is handed on: keeps memory flat, as a worker's checkpoint does."""

SETTLE_EVERY_LETTERS = 100
"""The same for dead letters, at most 4 kB each: unlike a worker, a replay hands on every one."""

_DEFAULTS = KafkaSettings()


class Applied(Struct):
    """What came out of a stretch of one partition's journal, and how many flows went in.

    The last one of a partition has its `shard`, to be asked for what it knows, and what was `revised`, if anything was
    to be; None in all others.
    """

    partition: int
    flows: int
    alerts: list[Alert]
    paths: list[PathRecord]
    dead_letters: list[DeadLetter]
    shard: Shard | None = None
    revised: RevisedPartition | None = None


class MissingInput(Exception):
    """The journal names messages that retention has deleted: the replay would not be the same."""


def settings_of(url: str, base: KafkaSettings = _DEFAULTS) -> KafkaSettings:
    """The settings that `kafka://host:port[,host:port][/prefix]` means, the rest as in `base`. Raises ValueError."""
    parts = urlsplit(url)
    prefix = parts.path.strip("/")
    if parts.scheme != "kafka" or not parts.netloc or "/" in prefix:
        msg = f"{url!r} is no Kafka address: write kafka://HOST:PORT or kafka://HOST:PORT/PREFIX"
        raise ValueError(msg)
    return msgspec.structs.replace(base, bootstrap_servers=parts.netloc, prefix=prefix or base.prefix)


def replay_kafka(
    settings: KafkaSettings,
    settings_for: Callable[[str], CoreSettings],
    *,
    partial: bool = False,
    revision: Revision | None = None,
) -> Iterator[Applied]:
    """Replay every partition, one after the other; None: nothing is to be other than in the topics.

    Raises MissingInput when journalled messages are gone, unless `partial` allows a replay of the rest;
    TopicsError when Kafka does not answer or has no such topics.
    """
    partitions = partition_count(settings)
    for partition in range(partitions):
        shard = Shard(MemoryStore(), settings_for, Refusals(bounded=False))
        revised: RevisedPartition | None = None
        if revision is not None:
            revised = RevisedPartition(revision, partition, partitions)
            shard.begin_with(Loaded(revision.state_of(partition, partitions), positions={}))
            shard.apply_batch(revised.first())
            shard.only = revised.taken
        yield from replay_partition(settings, partition, shard, partial=partial)
        if revised is not None:
            shard.apply_batch(revised.last())
            yield _settled(shard, partition)
        yield Applied(partition=partition, flows=0, alerts=[], paths=[], dead_letters=[], shard=shard, revised=revised)


def first_time(settings: KafkaSettings, *, partial: bool = False, span: Span = ALL) -> float | None:
    """When the flows of a span begin, as a replay of files has it (`first_times.py`); None: there are none.

    Raises as `replay_kafka`.
    """
    firsts = (
        looked_ahead(
            Batch(span.taken(records_of(message)[0]), [], message.topic)
            for message in journalled(settings, each, partial=partial)
        ).first
        for each in range(partition_count(settings))
    )
    return min((first for first in firsts if first is not None), default=None)


def replay_partition(
    settings: KafkaSettings, partition: int, shard: Shard, *, partial: bool = False
) -> Iterator[Applied]:
    """Replay one partition through a fresh shard, which may be asked afterwards for what it knows."""
    partitions = partition_count(settings)
    home: AppliedHere | None = None
    for entry, message in _journalled(settings, partition, partitions, partial=partial):
        then = AppliedHere(entry.partition, entry.partitions, partition, partitions)
        if home != then:
            # Offsets of another partition: each message is named once, so none needs to be told from a repeated one.
            home = shard.home = then
            for topic in shard.positions:
                shard.forget_position(topic)
        shard.apply_message(message)
        if shard.letters_waiting >= SETTLE_EVERY_LETTERS or shard.flows_since_checkpoint >= SETTLE_EVERY_FLOWS:
            yield _settled(shard, partition)
    yield _settled(shard, partition)


def journalled(settings: KafkaSettings, partition: int, *, partial: bool = False) -> Iterator[Message]:
    """One partition's inputs in the order in which the worker applied them. Raises as `replay_kafka`."""
    for _, message in _journalled(settings, partition, partition_count(settings), partial=partial):
        yield message


class AppliedHere(Struct, frozen=True):
    """The sites that are replayed in partition `now` of what lay in partition `lay`.

    Those whose home was there among `then` partitions (None: every site), and is here among the
    `partitions` of today.
    """

    lay: int
    then: int | None
    now: int
    today: int

    @property
    def partitions(self) -> int:
        """The number that the rule went by when the message was applied."""
        return self.today if self.then is None else self.then

    def was_at_home(self, site: str) -> bool:
        """Whether it was applied where it lay."""
        return self.then is None or partition_of(site, self.then) == self.lay

    def holds(self, site: str) -> bool:
        """Whether it was applied where it lay, and the site's home is here."""
        return self.was_at_home(site) and partition_of(site, self.today) == self.now

    def names(self, message: Message) -> bool:
        """Whether this partition's replay takes the message; of one without key, the shard takes what it `holds`.

        What is refused, or was sent home, belongs to the partition in which it lay.
        """
        if message.key is None:
            return True
        if valid_site(message.key) and self.was_at_home(message.key):
            return self.holds(message.key)
        return self.lay == self.now


def _settled(shard: Shard, partition: int) -> Applied:
    flows = shard.flows_since_checkpoint
    alerts, paths, letters = shard.settle()
    return Applied(partition=partition, flows=flows, alerts=alerts, paths=paths, dead_letters=letters)


def _journalled(
    settings: KafkaSettings, partition: int, partitions: int, *, partial: bool
) -> Iterator[tuple[JournalEntry, Message]]:
    """The messages that a partition's replay takes, each with its entry of the journal."""
    inputs: dict[tuple[str, int], _Input] = {}
    last: int | None = None
    for entry in _entries(settings, partition, None, {}):
        home = AppliedHere(entry.partition, entry.partitions, partition, partitions)
        last = entry.partitions
        for run in entry.runs:
            where = run.topic, entry.partition
            if where not in inputs:
                inputs[where] = _Input(settings, entry.partition, run, partial=partial)
            for message in inputs[where].take(run):
                if home.names(message):
                    yield entry, message
    if last not in {None, partitions}:
        msg = (
            f"the topics have {partitions} partitions, but their sites were placed by {last}: stop the workers and run"
            f" `weir topics grow {max(last or 0, partitions)}`, which moves the sites"
        )
        raise TopicsError(msg)


def _entries(
    settings: KafkaSettings, partition: int, end: int | None, read_to: dict[int, int]
) -> Iterator[JournalEntry]:
    """A partition's journal before `end` (None: all), and at its places what was inherited; each entry once.

    `read_to` says up to where each partition's journal has been read. What is inherited ends before the topics
    were grown, and so begins before what is being read: this comes to an end.
    """
    for stored in read.messages(settings, "journal", partition, first=read_to.get(partition)):
        if end is not None and stored.offset >= end:
            return
        read_to[partition] = stored.offset + 1
        entry = msgspec.json.decode(stored.value or b"", type=JournalEntry)
        for part in entry.inherited:
            yield from _entries(settings, part.partition, part.end, read_to)
        yield entry


class _Input:
    """One topic of one partition, read forwards only: the journal's runs of a topic only go up."""

    def __init__(self, settings: KafkaSettings, partition: int, first_run: JournalRun, *, partial: bool) -> None:
        name = first_run.topic.removeprefix(f"{settings.prefix}.")
        self._topic = first_run.topic
        self._partial = partial
        self._stored = read.messages(settings, name, partition, first=first_run.first)
        self._kind = name
        self._next: read.Stored | None = next(self._stored, None)

    def take(self, run: JournalRun) -> Iterator[Message]:
        """The messages of one run. Both its ends were messages, so one that is gone was deleted."""
        if not self._partial and (self._next is None or self._next.offset > run.first):
            msg = (
                f"{self._topic}: message {run.first} is in the journal, but retention has deleted it;"
                " pass --partial to replay what is left (its alerts will differ)"
            )
            raise MissingInput(msg)
        while self._next is not None and self._next.offset <= run.last:
            stored, self._next = self._next, next(self._stored, None)
            if stored.offset >= run.first:
                yield message_of(self._kind, stored.topic, stored.offset, stored.key, stored.value, stored.headers)
