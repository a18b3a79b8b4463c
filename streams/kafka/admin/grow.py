"""Gives the topics more partitions, and takes each site's state to the partition that is then its home.

Sites move in one transaction, with the number they are now placed by; before it
no worker takes a partition (the topics' number is not the state's), after it everything is as if it had
always been so. Whatever kills it, it is run again: more partitions are never too many, and a
transaction that did not end never was.

What moves: the state and `paths`. The journal says where a site's history lies. What stays: alerts, the
history of paths, dead letters, positions, what collectors remember, and inputs not applied yet, which
the workers send home.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable

import msgspec
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from msgspec import Struct

from schemas.journal import JournalEntry, JournalPart
from streams.kafka.admin.site_moves import SiteMove, Survey
from streams.kafka.client.clients import arguments
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log import read
from streams.kafka.log.batches import BATCH_BYTES, Batches
from streams.kafka.log.state_messages import layout_message
from streams.kafka.log.topics import TOPICS, TopicsError, add_partitions, group_members, partition_counts

TRANSACTION_TIMEOUT_MS = 900_000
"""The most a broker grants by default (`transaction.max.timeout.ms`): 36 GB at a checkpoint's 40 MB/s."""

FENCED_AT_ONCE = 16

Told = Callable[[str, float], None]
"""What is being done, and how much of all is done (0 to 1)."""


class Plan(Struct, frozen=True):
    """What growing means here. `partitions_before` are those of the topic that has the fewest."""

    partitions_before: int
    partitions: int
    moves: tuple[SiteMove, ...]
    placed: bool
    """Whether every partition of the state says already that its sites are placed by `partitions`."""

    @property
    def done(self) -> bool:
        """Whether there is nothing to do."""
        return self.placed and self.partitions_before == self.partitions


def plan(settings: KafkaSettings, partitions: int, tell: Told) -> Plan:
    """Which sites would move. Raises TopicsError: for fewer partitions than there are, and for state at odds."""
    counts = partition_counts(settings)
    missing = [settings.topic(spec.name) for spec in TOPICS if settings.topic(spec.name) not in counts]
    if missing:
        msg = f"{', '.join(missing)} missing at {settings.bootstrap_servers}: run `weir topics create` first"
        raise TopicsError(msg)
    if partitions < max(counts.values()):
        msg = f"the topics have {max(counts.values())} partitions already, and Kafka takes none away"
        raise TopicsError(msg)
    found = Survey(settings, partitions)
    have = counts[settings.topic("state")]
    for origin in range(have):
        tell("reading", origin / have)
        found.state(origin)
        found.paths(origin)
    placed = have == partitions and found.placed_by == {partitions}
    return Plan(min(counts.values()), partitions, found.moves, placed)


def grow(settings: KafkaSettings, partitions: int, tell: Told) -> Plan:
    """Grow the topics to `partitions` and move what then lives elsewhere; what was done.

    Raises TopicsError as `plan` does, and when a worker runs.
    """
    _no_worker_runs(settings)
    before = plan(settings, partitions, tell)
    if before.done:
        return before
    add_partitions(settings, partitions)
    try:
        moves = asyncio.run(_move(settings, partitions, tell))
    except (KafkaError, TimeoutError) as error:
        msg = f"the sites were not moved, {settings.bootstrap_servers} refused: {error!r}; run this again"
        raise TopicsError(msg) from error
    return Plan(before.partitions_before, partitions, moves, placed=False)


def _no_worker_runs(settings: KafkaSettings) -> None:
    members = group_members(settings)
    if members:
        msg = (
            f"workers run: {', '.join(members)}; stop them all first (one that was killed counts as running"
            f" for {settings.session_timeout_s:g} s)"
        )
        raise TopicsError(msg)


async def _move(settings: KafkaSettings, partitions: int, tell: Told) -> tuple[SiteMove, ...]:
    tell("taking the partitions", 0.0)
    await _fence(settings, partitions)
    producer = _producer(settings, "grow")
    await producer.start()
    try:
        async with producer.transaction():
            moves = await _write(settings, Batches(producer), partitions, tell)
            # One that has begun since may have taken a partition before it saw that there are more.
            await asyncio.to_thread(_no_worker_runs, settings)
            return moves
    finally:
        await producer.stop()


async def _write(settings: KafkaSettings, batches: Batches, partitions: int, tell: Told) -> tuple[SiteMove, ...]:
    # Read anew: what was planned may have grown by a checkpoint before its partition was taken.
    found = Survey(settings, partitions)
    for origin in range(partitions):
        tell("moving", origin / partitions)
        for name, survey in (("state", found.state), ("paths", found.paths)):
            here = await asyncio.to_thread(survey, origin)
            topic = settings.topic(name)
            for partition, messages in here.taken(partitions).items():
                await batches.send(topic, partition, messages)
            await batches.send(topic, origin, here.left())
            # One partition's sites at a time are held in memory.
            await batches.delivered()
    heirs = await asyncio.to_thread(_heirs, settings, found.moves)
    for partition in range(partitions):
        entry = JournalEntry(partition, (), partitions, tuple(heirs.get(partition, ())))
        await batches.send(settings.topic("journal"), partition, [(None, msgspec.json.encode(entry), [])])
        await batches.send(settings.topic("state"), partition, [layout_message(partitions)])
    await batches.delivered()
    return found.moves


def _heirs(settings: KafkaSettings, moves: Iterable[SiteMove]) -> dict[int, list[JournalPart]]:
    """By partition, the journals that its new sites' histories lie in, up to their ends now."""
    ends = {origin: read.end(settings, "journal", origin) for origin in {move.origin for move in moves}}
    found: dict[int, list[JournalPart]] = defaultdict(list)
    for partition, origin in sorted({(move.partition, move.origin) for move in moves}):
        found[partition].append(JournalPart(origin, ends[origin]))
    return found


async def _fence(settings: KafkaSettings, partitions: int) -> None:
    """Take every partition as a worker would: one that still thinks it has it writes no more."""
    at_once = asyncio.Semaphore(FENCED_AT_ONCE)

    async def take(partition: int) -> None:
        async with at_once:
            producer = _producer(settings, str(partition))
            try:
                await producer.start()
            finally:
                await producer.stop()

    await asyncio.gather(*(take(partition) for partition in range(partitions)))


def _producer(settings: KafkaSettings, who: str) -> AIOKafkaProducer:
    return AIOKafkaProducer(
        **arguments(settings),
        client_id=f"{settings.group}.grow",
        transactional_id=f"{settings.group}.{who}",
        transaction_timeout_ms=TRANSACTION_TIMEOUT_MS,
        max_batch_size=BATCH_BYTES,
    )
