"""The state log: a partition's state in a compacted topic, written by one fenced owner in transactions.

Starting the producer takes the partition (it fences whoever had it and aborts
what they left open); what `load` then reads with `read_committed` is all there is; `commit` is one
transaction or nothing. A commit whose outcome is unknown loses the partition: the next load knows.
"""

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import IllegalOperation, InvalidProducerEpoch, KafkaError, ProducerFenced

from models.settings import CoreSettings
from schemas import codec
from schemas.journal import JournalEntry, JournalRun
from schemas.path import PathRecord
from streams.checkpoint.protocol import Checkpoint, Loaded, StoreLost
from streams.checkpoint.settings_mark import differing, mark_of
from streams.checkpoint.site_homes import Resent
from streams.checkpoint.tally import NO_SITE
from streams.kafka.client.clients import arguments
from streams.kafka.client.home import PartitionHome, partition_of
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log.batches import BATCH_BYTES, Batches
from streams.kafka.log.layout import LayoutDiffers, checked
from streams.kafka.log.state_messages import POSITIONS_KEY, DamagedState, Keyed, StateMessages, positions_message
from streams.kafka.log.topics import TOPICS

_log = logging.getLogger(__name__)

RUNS_PER_ENTRY = 4_000
"""About 100 bytes a run: a journal entry stays below half a megabyte."""

TRANSACTION_TIMEOUT_MS = 20_000
"""How long readers wait for a dead worker's open transaction when nobody takes its partition over."""

_FENCED = (ProducerFenced, InvalidProducerEpoch)


class KafkaStateLog:
    """The store of one partition on Kafka. Load before commit; after `StoreLost` it is of no more use.

    `settings_for` gives the settings that a site's state is written with: its mark goes along with the positions, and
    a state that was written with others is told of. None: whoever writes applies nothing, and leaves marks alone.
    """

    def __init__(
        self, settings: KafkaSettings, partition: int, settings_for: Callable[[str], CoreSettings] | None = None
    ) -> None:
        self._settings = settings
        self._settings_for = settings_for
        self._marks: dict[str, str] = {}
        self._own_marks: dict[str, str] = {}
        self._partition = partition
        self._producer: AIOKafkaProducer | None = None
        self._messages = StateMessages()
        self._positions: dict[str, int] = {}
        self._partitions = 0

    async def load(self) -> Loaded:
        """Take the partition and read its state. Raises StoreLost when the broker does not let it, or it is damaged."""
        producer = self._producer = AIOKafkaProducer(
            **arguments(self._settings),
            client_id=f"{self._settings.group}.{self._partition}",
            transactional_id=self._settings.transactional_id(self._partition),
            transaction_timeout_ms=TRANSACTION_TIMEOUT_MS,
            max_batch_size=BATCH_BYTES,
        )
        try:
            async with asyncio.timeout(self._settings.commit_timeout_s):
                await producer.start()
            return await self._read(producer)
        except (KafkaError, TimeoutError) as error:
            await self.close()
            msg = f"the state of partition {self._partition} can't be read: {error!r}"
            raise StoreLost(msg) from error
        except DamagedState as error:
            await self.close()
            raise StoreLost(self._what_to_do(error)) from error
        except LayoutDiffers as error:
            await self.close()
            msg = f"partition {self._partition} of {self._settings.topic('state')}: {error}"
            raise StoreLost(msg) from error
        except BaseException:
            await self.close()
            raise

    async def commit(self, checkpoint: Checkpoint) -> None:
        """One transaction of everything. Raises StoreLost when it is not known to be durable."""
        producer = self._producer
        if producer is None:
            msg = f"partition {self._partition} is not open"
            raise StoreLost(msg)
        try:
            async with asyncio.timeout(self._settings.commit_timeout_s):
                await producer.begin_transaction()
                await self._send(producer, checkpoint)
                await producer.commit_transaction()
        except (KafkaError, IllegalOperation, TimeoutError) as error:
            cause = _cause(producer) or error
            await self.close()
            if _fenced(error):
                msg = f"another worker has taken partition {self._partition}"
            else:
                msg = f"the checkpoint of partition {self._partition} was not taken: {cause!r}"
            raise StoreLost(msg) from error
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """Stop the producer: a fenced one logs in a tight loop until it is stopped."""
        producer, self._producer = self._producer, None
        if producer is None:
            return
        with contextlib.suppress(KafkaError, TimeoutError, asyncio.InvalidStateError):
            async with asyncio.timeout(5.0):
                await producer.stop()

    def _what_to_do(self, error: DamagedState) -> str:
        """Two ways out, for a person to choose: starting from zero by itself would count every flow twice."""
        state, journal = self._settings.topic("state"), self._settings.topic("journal")
        return (
            f"{state} is damaged in partition {self._partition}: {error}. Stop the workers, then either write the key"
            f' {POSITIONS_KEY.decode()!r} there anew, as JSON such as {{"{self._settings.topic("flows")}": 41}} (the'
            f" last offset applied of each topic: the ends of the last runs in {journal}, partition {self._partition}),"
            f" or delete {state} and run `weir topics create`: all partitions then learn anew from the oldest"
            " messages kept"
        )

    async def _send(self, producer: AIOKafkaProducer, checkpoint: Checkpoint) -> None:
        prefix = self._settings.topic
        batches = Batches(producer)
        for topic, messages in (
            (prefix("state"), self._state_messages(checkpoint)),
            (prefix("alerts"), ((a.id.encode(), codec.encode_for_people(a), []) for a in checkpoint.alerts)),
            (prefix("paths"), _path_messages(checkpoint.paths)),
            (prefix("path-history"), _path_messages(checkpoint.paths)),
            (
                prefix("dead-letter"),
                (
                    (letter.source.encode(), codec.encode_lines([letter]).rstrip(), [])
                    for letter in (
                        msgspec.structs.replace(found, partition=self._partition) for found in checkpoint.dead_letters
                    )
                ),
            ),
            (prefix("journal"), self._journal_messages(checkpoint.runs)),
        ):
            await batches.send(topic, self._partition, messages)
        for (topic, partition), sent_home in self._resent_messages(checkpoint.resent):
            await batches.send(topic, partition, sent_home)
        await batches.delivered()

    def _state_messages(self, checkpoint: Checkpoint) -> Iterator[Keyed]:
        for record in checkpoint.records:
            yield from self._messages.write(record)
        if checkpoint.positions != self._positions:
            self._positions = dict(checkpoint.positions)
            self._mark(checkpoint.tally.read_bytes)
            yield positions_message(self._positions, self._marks)

    def _mark(self, sites: Iterable[str]) -> None:
        """These sites are written with our settings from here on."""
        if self._settings_for is not None:
            for site in sites:
                if site != NO_SITE:
                    self._marks[site] = self._own_mark(site, self._settings_for)

    def _own_mark(self, site: str, settings_for: Callable[[str], CoreSettings]) -> str:
        if site not in self._own_marks:
            self._own_marks[site] = mark_of(settings_for(site))
        return self._own_marks[site]

    def _tell_differing(self) -> None:
        if self._settings_for is None:
            return
        for site, written in self._marks.items():
            if names := differing(self._own_mark(site, self._settings_for), written):
                _log.warning(
                    "site %s: this worker has another %s than the one that wrote its state last; all workers of a "
                    "cluster need the same settings: compare `weir settings show`",
                    site,
                    " and ".join(names),
                )

    def _journal_messages(self, runs: Sequence[JournalRun]) -> Iterator[Keyed]:
        for start in range(0, len(runs), RUNS_PER_ENTRY):
            entry = JournalEntry(self._partition, tuple(runs[start : start + RUNS_PER_ENTRY]), self._partitions)
            yield None, msgspec.json.encode(entry), []

    def _resent_messages(self, resent: Sequence[Resent]) -> Iterator[tuple[tuple[str, int], list[Keyed]]]:
        """By topic and partition, each in the order they lay here."""
        found: dict[tuple[str, int], list[Keyed]] = defaultdict(list)
        for one in resent:
            where = one.topic, partition_of(one.key, self._partitions)
            found[where].append((one.key.encode(), one.value, list(one.headers)))
        yield from found.items()

    async def _read(self, producer: AIOKafkaProducer) -> Loaded:
        """Every message of the partition up to its end as committed now: ours, since nobody else may write."""
        where = TopicPartition(self._settings.topic("state"), self._partition)
        consumer = AIOKafkaConsumer(
            **arguments(self._settings),
            client_id=f"{self._settings.group}.{self._partition}.load",
            isolation_level="read_committed",
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_partition_fetch_bytes=8 * 1024 * 1024,
            fetch_max_wait_ms=50,
        )
        await consumer.start()
        try:
            there = await consumer.topics()
            if where.topic not in there:
                msg = f"topic {where.topic} is missing: run `weir topics create`"
                raise StoreLost(msg)
            names = [self._settings.topic(spec.name) for spec in TOPICS]
            # Asked of the producer: aiokafka's consumer tells nothing of topics that it does not read.
            counts = {name: len(await producer.partitions_for(name)) if name in there else 0 for name in names}
            consumer.assign([where])
            end = (await consumer.end_offsets([where]))[where]
            await consumer.seek_to_beginning(where)
            while await consumer.position(where) < end:
                fetched = await consumer.getmany(where, timeout_ms=1_000, max_records=10_000)
                for message in fetched.get(where, ()):
                    self._messages.read(message.key, message.value, message.headers)
        finally:
            await consumer.stop()
        loaded = self._messages.loaded()
        self._partitions = checked(self._messages.partitions, counts)
        self._positions = dict(loaded.positions)
        self._marks = dict(self._messages.marks)
        self._tell_differing()
        loaded.home = PartitionHome(self._partition, self._partitions)
        return loaded


def _path_messages(paths: Sequence[PathRecord]) -> Iterator[Keyed]:
    """Paths as they are announced: once a day, and when their status changes. So the history is made of the same."""
    return ((path.key.encode(), codec.encode_lines([path]).rstrip(), []) for path in paths)


def _cause(producer: AIOKafkaProducer) -> BaseException | None:
    """What ended a transaction before its time, where aiokafka knows it; None: nothing did.

    Batches that it sends after that are refused for being in no transaction, which may be heard of first.
    """
    ended: asyncio.Future[None] | None = producer._txn_manager._transaction_waiter  # noqa: SLF001 - told by a commit alone
    return ended.exception() if ended is not None and ended.done() and not ended.cancelled() else None


def _fenced(error: BaseException | None) -> bool:
    """Whether a newer producer is behind an error; aiokafka wraps what its sender met in a KafkaError at times."""
    while error is not None:
        if isinstance(error, _FENCED):
            return True
        error = error.__cause__ or error.__context__
    return False
