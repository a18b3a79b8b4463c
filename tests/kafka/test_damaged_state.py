"""State that others wrote over, on a real broker: what can be learnt anew is; what can't be guessed is asked for."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import msgspec
import pytest
from kafka import KafkaProducer

from models.state.river_codec import RIVER_VERSION
from schemas.journal import JournalEntry
from schemas.path import PathRecord
from schemas.state import HEAD, NEWER, STATE_VERSION, WINDOW
from streams.checkpoint.protocol import StoreLost
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log import read
from streams.kafka.log.state_log import KafkaStateLog
from streams.kafka.log.state_messages import POSITIONS_KEY
from streams.messages import INPUT_TOPICS, Message, message_of
from streams.shard.shard import Shard
from streams.worker.partitions import Partitions
from tests.kafka import scenario
from tests.kafka.broker import RunningBroker
from tests.kafka.world import World, settings_for, settle, until
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.kafka

DAMAGED, SOUND = 0, 1
"""The two partitions, each with one site."""

GARBAGE = b"\x00\xff garbage"


@pytest.fixture
def world(broker: RunningBroker, kafka_prefix: str, tmp_path: Path) -> World:
    return World(broker, kafka_prefix, tmp_path)


def write_over(settings: KafkaSettings, key: bytes, value: bytes) -> None:
    """What a stranger with a plain producer does to the state, or a person who repairs it."""
    producer = KafkaProducer(bootstrap_servers=settings.bootstrap_servers)
    producer.send(settings.topic("state"), key=key, value=value, partition=DAMAGED).get(timeout=PATIENCE_S)
    producer.close()


async def opened(settings: KafkaSettings) -> Shard:
    shard = Shard(KafkaStateLog(settings, DAMAGED), settings_for)
    await shard.open()
    return shard


async def look(settings: KafkaSettings) -> Shard:
    """What a shard opens with now. Whoever takes the partition waits till all before is committed for every reader."""
    shard = await opened(settings)
    await shard.close()
    return shard


def published(settings: KafkaSettings, partition: int) -> Iterator[Message]:
    """All that was published to a partition, topic by topic: the zones come first."""
    for name in ("asset-changes", "flows", "verdicts"):
        for stored in read.messages(settings, name, partition):
            yield message_of(name, stored.topic, stored.offset, stored.key, stored.value, stored.headers)


def apply_all(settings: KafkaSettings, shard: Shard) -> None:
    """What is applied already is passed over by the shard, as after any restart."""
    for message in published(settings, DAMAGED):
        shard.apply_message(message)


def test_an_asset_whose_record_is_damaged_is_learnt_anew_and_the_rest_goes_on(world: World) -> None:
    site = scenario.sites()[DAMAGED]
    messages = list(scenario.messages(site, 120))

    async def learn() -> list[PathRecord]:
        shard = await opened(world.settings)
        assert shard.problems == []
        apply_all(world.settings, shard)
        await shard.checkpoint()
        await shard.close()
        return shard.pipelines[site].paths()

    async def go_on(asset: str, before: list[PathRecord]) -> None:
        shard = await opened(world.settings)
        assert shard.problems[0].startswith(f"{site}: {asset}|head: damaged state")
        assert all(asset in problem for problem in shard.problems)
        pipeline = shard.pipelines[site]
        assert asset not in {one.id for one in pipeline.assets()}
        assert pipeline.paths() == [path for path in before if asset not in {path.initiator, path.responder}]
        apply_all(world.settings, shard)
        checkpoint = await shard.checkpoint()
        await shard.close()
        assert checkpoint is not None
        assert checkpoint.dead_letters == []

    world.publish(messages[:60])
    before = asyncio.run(learn())
    asset = next(path.initiator for path in before if path.initiator.startswith("ip:10.1."))
    write_over(world.settings, f"{site}|{asset}|head".encode(), GARBAGE)
    world.publish(messages[60:])
    asyncio.run(go_on(asset, before))
    shard = asyncio.run(look(world.settings))
    assert shard.problems == []
    known = {one.id: one for one in shard.pipelines[site].assets()}
    first_seen = min(path.first_seen for path in before if path.initiator == asset)
    assert known[asset].first_seen > first_seen


def test_an_asset_of_a_newer_weir_is_set_aside_with_its_paths_and_nothing_of_it_is_destroyed(world: World) -> None:
    settings, site = world.settings, scenario.sites()[DAMAGED]
    messages = list(scenario.messages(site, 60))

    async def apply() -> Shard:
        shard = await opened(settings)
        apply_all(settings, shard)
        await shard.checkpoint()
        await shard.close()
        return shard

    world.publish(messages[:50])
    before = asyncio.run(apply()).pipelines[site].paths()
    asset = next(path.initiator for path in before if path.initiator.startswith("ip:10.1."))
    settle(settings)
    kept = {record.key: record.value for record in read.loaded(settings, DAMAGED).records}
    own = {key: value for key, value in kept.items() if key.startswith(f"{site}|{asset}|")}
    assert {key.rpartition("|")[2] for key in own} >= {HEAD, WINDOW, "0"}
    newer = msgspec.msgpack.encode((STATE_VERSION + 1, {"of": "tomorrow"}))
    own[f"{site}|{asset}|{HEAD}"] = newer
    write_over(settings, f"{site}|{asset}|{HEAD}".encode(), newer)
    world.publish(messages[50:])
    shard = asyncio.run(apply())
    assert "upgrade this one" in shard.problems[0]
    assert asset in shard.problems[0]
    others = [path for path in before if asset not in {path.initiator, path.responder}]
    assert {path.key for path in others} <= {path.key for path in shard.pipelines[site].paths()}
    again = asyncio.run(look(settings))
    assert again.problems == []
    assert again.pipelines[site].paths() == shard.pipelines[site].paths()
    settle(settings)
    now = {record.key: record.value for record in read.loaded(settings, DAMAGED).records}
    aside = {key.replace(f"|{NEWER}|", "|"): value for key, value in now.items() if f"|{NEWER}|" in key}
    assert aside == own


def test_positions_that_are_damaged_stop_their_partition_until_they_are_repaired(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    settings = world.settings
    recorded = [list(scenario.messages(site, 40)) for site in scenario.sites()]

    async def learn() -> None:
        shard = await opened(settings)
        apply_all(settings, shard)
        await shard.checkpoint()
        await shard.close()

    async def work() -> set[int]:
        """As the worker does with what it is assigned."""
        partitions = Partitions(
            lambda partition: KafkaStateLog(settings, partition), settings_for, checkpoint_s=3.0, checkpoint_flows=10**6
        )
        await partitions.take({DAMAGED, SOUND}, 1)
        held = partitions.held(1)
        for partition in held:
            waiting = [(message, lambda: None) for message in published(settings, partition)]
            await partitions.apply(partition, 1, waiting)
        await partitions.release()
        return held

    world.publish(recorded[DAMAGED][:30])
    asyncio.run(learn())
    right = asyncio.run(look(settings)).positions
    assert set(right) == {settings.topic(name) for name in INPUT_TOPICS}
    before = len(read.revisions(settings))
    write_over(settings, POSITIONS_KEY, GARBAGE)
    with pytest.raises(StoreLost, match=r"damaged in partition 0: .*'\|positions'.* Stop the workers, then either"):
        asyncio.run(look(settings))

    world.publish(recorded[DAMAGED][30:])
    world.publish(recorded[SOUND])
    assert asyncio.run(work()) == {SOUND}
    assert f"partition 0 is not taken: {settings.topic('state')} is damaged in partition 0" in caplog.text
    assert len(list(read.messages(settings, "alerts", DAMAGED))) == before

    repaired = ends_of_the_journal(settings)
    assert repaired == right
    write_over(settings, POSITIONS_KEY, msgspec.json.encode(repaired))
    assert asyncio.run(work()) == {DAMAGED, SOUND}
    world.wait_until_all_applied()
    asyncio.run(look(settings))
    assert len(world.alerts()) > before
    assert world.alerts() == world.replayed()
    assert world.known() == world.known_by_replay()


def ends_of_the_journal(settings: KafkaSettings) -> dict[str, int]:
    """What the error tells a person to look up: the last offset applied of each topic."""
    ends: dict[str, int] = {}
    for stored in read.messages(settings, "journal", DAMAGED):
        assert stored.value is not None
        for one in msgspec.json.decode(stored.value, type=JournalEntry).runs:
            ends[one.topic] = one.last
    return ends


def test_a_worker_says_what_of_an_asset_it_can_not_read_and_goes_on_with_all_others(world: World) -> None:
    site = scenario.sites()[DAMAGED]
    messages = list(scenario.messages(site, 400, forgets=False))
    world.publish(messages[:200])
    with world.worker():
        world.wait_until_all_applied()
    settle(world.settings)
    heads = {record.key: record.value or b"" for record in read.loaded(world.settings, DAMAGED).records}
    damaged, newer, other_river = sorted(key for key in heads if ":10.1." in key and key.endswith(HEAD))[:3]
    old = heads[other_river]
    assert RIVER_VERSION.encode() in old
    value = old[7:].replace(RIVER_VERSION.encode(), b"0" * len(RIVER_VERSION))
    write_over(world.settings, damaged.encode(), GARBAGE)
    write_over(world.settings, newer.encode(), msgspec.msgpack.encode((STATE_VERSION + 1, {"of": "tomorrow"})))
    write_over(world.settings, other_river.encode(), old[:3] + crc32(value, STATE_VERSION).to_bytes(4, "big") + value)
    world.publish(messages[200:])
    with world.worker():
        world.wait_until_all_applied()
    said = world.log_of(2).read_text()
    for key, what in ((damaged, "damaged state"), (newer, "upgrade this one"), (other_river, "statistics begin anew")):
        assert any(f"{key.partition('|')[2]}: " in line and what in line for line in said.splitlines()), key
    gone = {key.split("|")[1] for key in (damaged, newer)}
    assert others(world.known()[site], gone) == others(world.known_by_replay()[site], gone)
    # What is said once is mended: the next worker has nothing to say.
    with world.worker():
        until(lambda: world.log_of(3).read_text().count("is taken in") == 2, "the state is loaded")
    assert not any(word in world.log_of(3).read_text() for word in ("damaged", "upgrade this one", "begin anew"))


def others(paths: list[PathRecord], gone: set[str]) -> dict[str, int]:
    """The flows of each path between other assets."""
    return {path.key: path.flows for path in paths if not gone & {path.initiator, path.responder}}
