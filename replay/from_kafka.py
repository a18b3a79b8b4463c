"""Replays what lies in Kafka: the journal says in which order the inputs were applied, partition by partition.

The law of this file: the same messages in the same order through a fresh shard, so the alerts are
those the worker raised. Nothing is written, no group is joined. What the journal does not name yet
(the worker has not applied it) is left out.
"""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from models.settings import CoreSettings
from schemas.alert import Alert
from schemas.dead_letter import DeadLetter
from schemas.journal import JournalEntry, JournalRun
from schemas.path import PathRecord
from streams.kafka import read
from streams.kafka.settings import KafkaSettings
from streams.kafka.topics import partition_count
from streams.messages import Message, message_of
from streams.refusals import Refusals
from streams.shard import Shard
from streams.stores.memory import MemoryStore

SETTLE_EVERY_FLOWS = 100_000
"""How much output is gathered before it is handed on: keeps memory flat, as a worker's checkpoint does."""

SETTLE_EVERY_LETTERS = 100
"""The same for dead letters, at most 4 kB each: unlike a worker, a replay hands on every one."""

_DEFAULTS = KafkaSettings()


class Applied(Struct):
    """What came out of a stretch of one partition's journal, and how many flows went in."""

    partition: int
    flows: int
    alerts: list[Alert]
    paths: list[PathRecord]
    dead_letters: list[DeadLetter]


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
    settings: KafkaSettings, settings_for: Callable[[str], CoreSettings], *, partial: bool = False
) -> Iterator[Applied]:
    """Replay every partition, one after the other.

    Raises MissingInput when journalled messages are gone, unless `partial` allows a replay of the rest;
    TopicsError when Kafka does not answer or has no such topics.
    """
    for partition in range(partition_count(settings)):
        shard = Shard(MemoryStore(), settings_for, Refusals(bounded=False))
        yield from replay_partition(settings, partition, shard, partial=partial)


def replay_partition(
    settings: KafkaSettings, partition: int, shard: Shard, *, partial: bool = False
) -> Iterator[Applied]:
    """Replay one partition through a fresh shard, which may be asked afterwards for what it knows."""
    for message in journalled(settings, partition, partial=partial):
        shard.apply_message(message)
        if shard.letters_waiting >= SETTLE_EVERY_LETTERS or shard.flows_since_checkpoint >= SETTLE_EVERY_FLOWS:
            yield _settled(shard, partition)
    yield _settled(shard, partition)


def journalled(settings: KafkaSettings, partition: int, *, partial: bool = False) -> Iterator[Message]:
    """One partition's inputs in the order in which the worker applied them. Raises as `replay_kafka`."""
    inputs: dict[str, _Input] = {}
    for run in _runs(settings, partition):
        source = inputs.get(run.topic)
        if source is None:
            source = inputs[run.topic] = _Input(settings, partition, run, partial=partial)
        yield from source.take(run)


def _settled(shard: Shard, partition: int) -> Applied:
    flows = shard.flows_since_checkpoint
    alerts, paths, letters = shard.settle()
    return Applied(partition=partition, flows=flows, alerts=alerts, paths=paths, dead_letters=letters)


def _runs(settings: KafkaSettings, partition: int) -> Iterator[JournalRun]:
    for stored in read.messages(settings, "journal", partition):
        yield from msgspec.json.decode(stored.value or b"", type=JournalEntry).runs


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
