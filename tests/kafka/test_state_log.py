"""The state log on a real broker: what is committed is loaded, whole or not at all, by one owner."""

import asyncio
from collections.abc import Coroutine
from typing import TypeVar

import msgspec
import pytest

from models.settings import CoreSettings
from schemas.dead_letter import dead
from schemas.journal import JournalEntry, JournalRun
from schemas.state import StateRecord
from streams.checkpoint.protocol import Checkpoint, StoreLost
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log import read, topics
from streams.kafka.log.state_log import KafkaStateLog
from streams.kafka.log.state_messages import PART_BYTES
from tests.kafka.broker import RunningBroker
from tests.kafka.world import settle
from tests.streams.records import a_path

pytestmark = pytest.mark.kafka

Result = TypeVar("Result")


@pytest.fixture
def settings(broker: RunningBroker, kafka_prefix: str) -> KafkaSettings:
    made = KafkaSettings(bootstrap_servers=broker.bootstrap, prefix=kafka_prefix, partitions=2)
    topics.create(made)
    return made


def run(work: Coroutine[object, object, Result]) -> Result:
    return asyncio.run(work)


def checkpoint_of(records: list[StateRecord], positions: dict[str, int] | None = None) -> Checkpoint:
    runs = [JournalRun("flows", 0, 4), JournalRun("verdicts", 0, 0)]
    letters = [dead(source="flows", reason="no Flow", raw=b"{", position=3)]
    return Checkpoint(
        alerts=[], records=records, paths=[], dead_letters=letters, runs=runs, positions=positions or {"flows": 4}
    )


async def commit_all(settings: KafkaSettings, checkpoints: list[Checkpoint]) -> None:
    log = KafkaStateLog(settings, 1)
    await log.load()
    for checkpoint in checkpoints:
        await log.commit(checkpoint)
    await log.close()
    await asyncio.to_thread(settle, settings)


async def loaded(settings: KafkaSettings) -> tuple[dict[str, bytes | None], dict[str, int]]:
    log = KafkaStateLog(settings, 1)
    found = await log.load()
    await log.close()
    return {record.key: record.value for record in found.records}, found.positions


def test_an_empty_log_has_no_records_and_no_positions(settings: KafkaSettings) -> None:
    assert run(loaded(settings)) == ({}, {})


def test_what_was_committed_last_is_loaded(settings: KafkaSettings) -> None:
    first = checkpoint_of([StateRecord("s|a|0", b"old"), StateRecord("s|a|1", b"gone")])
    second = checkpoint_of([StateRecord("s|a|0", b"new"), StateRecord("s|a|1", None)], {"flows": 9, "verdicts": 0})
    run(commit_all(settings, [first, second]))
    assert run(loaded(settings)) == ({"s|a|0": b"new"}, {"flows": 9, "verdicts": 0})


def test_a_checkpoint_larger_than_a_batch_is_whole(settings: KafkaSettings) -> None:
    records = [StateRecord(f"s|{number}|0", number.to_bytes(2, "big") * 500) for number in range(3_000)]
    run(commit_all(settings, [checkpoint_of(records)]))
    assert run(loaded(settings))[0] == {record.key: record.value for record in records}


def test_a_record_larger_than_a_message_is_cut_and_joined(settings: KafkaSettings) -> None:
    large, small = b"L" * (3 * PART_BYTES + 7), b"now small"
    run(commit_all(settings, [checkpoint_of([StateRecord("s|a|0", large)])]))
    assert run(loaded(settings))[0] == {"s|a|0": large}
    run(commit_all(settings, [checkpoint_of([StateRecord("s|a|0", small)])]))
    assert run(loaded(settings))[0] == {"s|a|0": small}


def test_the_journal_and_the_dead_letters_are_in_the_same_transaction(settings: KafkaSettings) -> None:
    run(commit_all(settings, [checkpoint_of([])]))
    entries = [msgspec.json.decode(m.value or b"", type=JournalEntry) for m in read.messages(settings, "journal", 1)]
    assert entries == [JournalEntry(1, (JournalRun("flows", 0, 4), JournalRun("verdicts", 0, 0)), partitions=2)]
    assert len(list(read.messages(settings, "dead-letter", 1))) == 1


def test_a_second_owner_fences_the_first_which_loses_its_checkpoint(settings: KafkaSettings) -> None:
    async def work() -> tuple[dict[str, bytes | None], dict[str, int]]:
        first, second = KafkaStateLog(settings, 1), KafkaStateLog(settings, 1)
        await first.load()
        await first.commit(checkpoint_of([StateRecord("s|a|0", b"of the first")]))
        await second.load()
        with pytest.raises(StoreLost, match="another worker has taken"):
            await first.commit(checkpoint_of([StateRecord("s|a|0", b"too late")]))
        await second.commit(checkpoint_of([StateRecord("s|b|0", b"of the second")]))
        await second.close()
        return await loaded(settings)

    assert run(work())[0] == {"s|a|0": b"of the first", "s|b|0": b"of the second"}


def test_what_a_dead_owner_left_open_is_never_seen(settings: KafkaSettings) -> None:
    async def work() -> tuple[dict[str, bytes | None], dict[str, int]]:
        dying = KafkaStateLog(settings, 1)
        await dying.load()
        producer = dying._producer
        assert producer is not None
        await producer.begin_transaction()
        await dying._send(producer, checkpoint_of([StateRecord("s|a|0", b"half a checkpoint")]))
        found = await loaded(settings)
        await dying.close()
        return found

    assert run(work()) == ({}, {})
    assert list(read.messages(settings, "dead-letter", 1)) == []


def test_a_missing_topic_is_refused_with_what_to_do(broker: RunningBroker, kafka_prefix: str) -> None:
    bare = KafkaSettings(bootstrap_servers=broker.bootstrap, prefix=kafka_prefix)
    with pytest.raises(StoreLost, match="weir topics create"):
        run(loaded(bare))


def test_paths_go_to_the_graph_and_to_their_history(settings: KafkaSettings) -> None:
    path = a_path()
    run(commit_all(settings, [msgspec.structs.replace(checkpoint_of([]), paths=[path])]))
    for name in ("paths", "path-history"):
        assert [stored.key for stored in read.messages(settings, name, 1)] == [path.key.encode()]


def test_a_worker_with_other_settings_than_those_that_wrote_the_state_says_so(
    settings: KafkaSettings, caplog: pytest.LogCaptureFixture
) -> None:
    berlin, utc = CoreSettings(time_zone="Europe/Berlin"), CoreSettings()

    async def as_worker(own: CoreSettings, position: int) -> None:
        log = KafkaStateLog(settings, 1, lambda _site: own)
        await log.load()
        checkpoint = checkpoint_of([], {"flows": position})
        checkpoint.tally.add_bytes("north", 10)
        await log.commit(checkpoint)
        await log.close()
        await asyncio.to_thread(settle, settings)

    run(as_worker(berlin, 1))
    run(as_worker(berlin, 2))
    assert not [record for record in caplog.records if "time_zone" in record.getMessage()]
    # What applies nothing, such as an import, leaves the mark alone: the next worker is still told of it.
    run(loaded(settings))
    run(as_worker(utc, 3))
    [told] = [record.getMessage() for record in caplog.records if "time_zone" in record.getMessage()]
    assert told.startswith("site north: this worker has another time_zone than the one that wrote its state last")
    run(as_worker(utc, 4))
    assert len([record for record in caplog.records if "time_zone" in record.getMessage()]) == 1
