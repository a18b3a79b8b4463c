"""A state log that was compacted, whose offsets were lost or set by others, or that a dead worker left open."""

from pathlib import Path

import pytest

from streams.kafka.log import read
from streams.messages import INPUT_TOPICS
from tests.chaos import Chaos
from tests.kafka import scenario
from tests.kafka.administrator import configure, forget_offsets, set_offsets
from tests.kafka.broker import RunningBroker
from tests.kafka.feeder import ENDLESS, Feeder
from tests.kafka.outcome import Stakes, report_exact
from tests.kafka.world import World, stop, until
from tests.patience import PATIENCE_S

pytestmark = [pytest.mark.kafka, pytest.mark.fault]

PARTITIONS = 2

COMPACT_AT_ONCE = {
    "segment.ms": "200",
    "min.cleanable.dirty.ratio": "0.01",
    "max.compaction.lag.ms": "200",
    "delete.retention.ms": "0",
}


@pytest.fixture
def world(broker: RunningBroker, kafka_prefix: str, tmp_path: Path) -> World:
    return World(broker, kafka_prefix, tmp_path, partitions=PARTITIONS)


def feeder(world: World) -> Feeder:
    names = scenario.sites(PARTITIONS, each=2)
    return Feeder(world.settings, [scenario.messages(site, ENDLESS, forgets=False, moves=True) for site in names])


def compacted(world: World) -> bool:
    """Whether most of what was written to each partition of the state is gone: its keys come again and again."""
    for partition in range(PARTITIONS):
        stored = list(read.messages(world.settings, "state", partition))
        if len(stored) > (stored[-1].offset + 1) / 2:
            return False
    return True


def test_a_log_that_was_compacted_is_loaded_whole(world: World, chaos: Chaos) -> None:
    configure(world.settings, "state", COMPACT_AT_ONCE)
    with feeder(world) as fed:
        with world.worker():
            Stakes(world, fed).wait_until_high()
            until(lambda: compacted(world), "the state is compacted")
        progress = world.progress()
        process = world.start_worker()
        try:
            recovery_s = progress.seconds_until_moved(range(PARTITIONS))
        finally:
            fed.stop()
            stop(process)
    with world.worker():
        world.wait_until_applied(fed.messages)
    report_exact(chaos, world, "state: compacted", repetitions=1, flows_in=fed.flows, recovery_s=[recovery_s])


def test_committed_offsets_that_others_set_or_deleted_are_no_matter(world: World, chaos: Chaos) -> None:
    with feeder(world) as fed:
        with world.worker():
            Stakes(world, fed).wait_until_high()
        inputs = [(name, partition) for name in INPUT_TOPICS for partition in range(PARTITIONS)]
        for offset in (0, 1_000_000, None):
            if offset is None:
                forget_offsets(world.settings)
            else:
                set_offsets(world.settings, dict.fromkeys(inputs, offset))
            with world.worker():
                world.progress().seconds_until_moved(range(PARTITIONS))
    with world.worker():
        world.wait_until_applied(fed.messages)
    report_exact(chaos, world, "state: offsets reset, ahead, deleted", repetitions=3, flows_in=fed.flows)


def test_a_transaction_that_a_dead_worker_left_open_is_aborted_by_its_successor(world: World, chaos: Chaos) -> None:
    recovery_s = []
    process = world.start_worker()
    try:
        with feeder(world) as fed:
            stakes = Stakes(world, fed)
            for _ in range(chaos.times(5)):
                stakes.wait_until_high()
                stop(process)
                process = world.start_worker(crash_at=("send", 6))
                assert process.wait(PATIENCE_S) == -9
                assert world.unmarked("state")
                progress = world.progress()
                process = world.start_worker()
                recovery_s.append(progress.seconds_until_moved(range(PARTITIONS)))
        world.wait_until_applied(fed.messages)
    finally:
        stop(process)
    report_exact(
        chaos,
        world,
        "state: a dead worker's open transaction",
        repetitions=len(recovery_s),
        flows_in=fed.flows,
        recovery_s=recovery_s,
    )
