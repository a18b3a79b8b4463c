"""A worker that is killed at any moment: whoever takes over loses nothing and counts nothing twice."""

import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.kafka.client.settings import KafkaSettings
from tests.chaos import Chaos
from tests.kafka import scenario
from tests.kafka.broker import RunningBroker
from tests.kafka.feeder import ENDLESS, Feeder
from tests.kafka.outcome import Stakes, report_exact
from tests.kafka.world import World, stop
from tests.patience import PATIENCE_S
from tests.started import Started

pytestmark = [pytest.mark.kafka, pytest.mark.fault]

PARTITIONS, SITES_EACH = 3, 2

CRASHES = (("commit", 2), ("load", 200), ("begin", 3), ("send", 4), ("committed", 2), ("send", 9), ("commit", 5))
"""Points of `crashing_worker`: the first checkpoints write little, the later ones of a run much.

In `make test` one in a checkpoint, and one in the recovery from it; each costs two starts of a worker.
"""

RECOVERED_WITHIN_S = KafkaSettings().session_timeout_s + 5.0


@pytest.fixture
def world(broker: RunningBroker, kafka_prefix: str, tmp_path: Path) -> World:
    return World(broker, kafka_prefix, tmp_path, partitions=PARTITIONS)


def feeder(world: World, rate: float = 30.0) -> Feeder:
    """Two sites a partition, without an end: flows (late ones too), ticks, changes, verdicts."""
    names = scenario.sites(PARTITIONS, each=SITES_EACH)
    return Feeder(
        world.settings, [scenario.messages(site, ENDLESS, forgets=False, moves=True) for site in names], rate=rate
    )


def kill(process: Started) -> None:
    process.kill()
    process.wait()


def moments(chaos: Chaos) -> Iterator[float]:
    """Seconds after the first flow processed again at which the worker is killed; the same in every run."""
    chance = random.Random(4)
    return (chance.uniform(0.0, 2.5) for _ in range(chaos.times(20)))


def test_killed_at_random_moments(world: World, chaos: Chaos) -> None:
    kills, recovery_s = list(moments(chaos)), []
    process = world.start_worker()
    try:
        with feeder(world) as fed:
            stakes = Stakes(world, fed)
            for wait_s in kills:
                with pytest.raises(subprocess.TimeoutExpired):
                    process.wait(wait_s)
                stakes.wait_until_high()
                kill(process)
                progress = world.progress()
                process = world.start_worker()
                recovery_s.append(progress.seconds_until_moved())
        world.wait_until_applied(fed.messages)
    finally:
        stop(process)
    report_exact(
        chaos,
        world,
        "worker: SIGKILL at random moments",
        repetitions=len(kills),
        flows_in=fed.flows,
        recovery_s=recovery_s,
    )
    # How soon, is a matter of the machine: measured where nothing else runs.
    assert max(recovery_s) < RECOVERED_WITHIN_S or not chaos.full


def test_killed_in_the_midst_of_a_checkpoint_and_of_its_recovery(world: World, chaos: Chaos) -> None:
    crashes, recovery_s = CRASHES[: chaos.times(len(CRASHES), once=2)], list[float]()
    process = world.start_worker()
    try:
        with feeder(world) as fed:
            stakes = Stakes(world, fed)
            for crash in crashes:
                stakes.wait_until_high()
                # In good order, so that the one that is to crash need not wait for a dead one's session to end.
                stop(process)
                process = world.start_worker(crash_at=crash)
                assert process.wait(PATIENCE_S) == -9, crash
                progress = world.progress()
                process = world.start_worker()
                recovery_s.append(progress.seconds_until_moved())
        world.wait_until_applied(fed.messages)
    finally:
        stop(process)
    report_exact(
        chaos,
        world,
        "worker: SIGKILL in a checkpoint, in recovery",
        repetitions=len(crashes),
        flows_in=fed.flows,
        recovery_s=recovery_s,
    )
