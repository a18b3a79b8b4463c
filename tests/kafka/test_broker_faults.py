"""A broker that dies, stays away or refuses: the worker says so, waits, and goes on where it was."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from streams.kafka.log import topics
from streams.worker.membership import STOP_MARGIN_S
from tests.chaos import Chaos
from tests.kafka.administrator import configure, delete_topic
from tests.kafka.broker import Broker
from tests.kafka.outcome import Stakes, report_exact
from tests.kafka.outlasting import PARTITIONS, Watch, feeder, outlives
from tests.kafka.world import World, stop, until
from tests.patience import PATIENCE_S

pytestmark = [pytest.mark.kafka, pytest.mark.fault]


@pytest.fixture
def broker(own_broker: Broker) -> Broker:
    """One that may be broken."""
    return own_broker


@pytest.fixture
def world(broker: Broker, kafka_prefix: str, tmp_path: Path) -> World:
    return World(broker, kafka_prefix, tmp_path, partitions=PARTITIONS, commit_timeout_s=5.0)


def test_the_broker_is_killed_and_started_again_under_load(world: World, broker: Broker, chaos: Chaos) -> None:
    rounds, recovery_s = chaos.times(5), list[float]()
    with world.worker() as process:
        with feeder(world) as fed:
            stakes = Stakes(world, fed)
            for _ in range(rounds):
                stakes.wait_until_high()
                broker.kill()
                broker.start()
                recovery_s.append(world.progress().seconds_until_moved(range(PARTITIONS)))
        world.wait_until_applied(fed.messages)
        assert process.poll() is None
    report_exact(
        chaos, world, "broker: SIGKILL, restarted", repetitions=rounds, flows_in=fed.flows, recovery_s=recovery_s
    )


def test_the_broker_is_away_for_a_minute_under_load(world: World, broker: Broker, chaos: Chaos) -> None:
    away_s = 60.0 if chaos.full else 8.0
    with world.worker() as process:
        with feeder(world) as fed:
            Stakes(world, fed).wait_until_high()
            broker.kill()
            watch = Watch(world, process)
            watch.wait(away_s)
            broker.start()
            watch.assert_quiet()
            recovery_s = world.progress().seconds_until_moved(range(PARTITIONS))
        world.wait_until_applied(fed.messages)
        assert process.poll() is None
    report_exact(
        chaos,
        world,
        f"broker: away for {away_s:.0f} s under load",
        repetitions=1,
        flows_in=fed.flows,
        recovery_s=[recovery_s],
    )


def test_a_worker_that_is_told_to_stop_while_its_broker_is_away_ends(world: World, broker: Broker) -> None:
    process = world.start_worker()
    try:
        until(lambda: "partition 1 is taken" in world.logs(), "the worker is there")
        broker.kill()
        process.send_signal(signal.SIGTERM)
        # It ends itself within `commit_timeout_s` and `STOP_MARGIN_S`, where the machine has time for it.
        process.wait(world.settings.commit_timeout_s + STOP_MARGIN_S + PATIENCE_S)
    finally:
        process.kill()
        process.wait()
        broker.start()


def too_small(world: World) -> Iterator[None]:
    configure(world.settings, "state", {"max.message.bytes": "600"})
    yield
    configure(world.settings, "state", {"max.message.bytes": str(topics.MAX_MESSAGE_BYTES)})


def missing(world: World) -> Iterator[None]:
    delete_topic(world.settings, "path-history")
    yield
    topics.create(world.settings)


REFUSALS: tuple[tuple[str, Callable[[World], Iterator[None]], str], ...] = (
    ("messages too large", too_small, "MessageSizeTooLarge"),
    ("a topic missing", missing, "path-history"),
)


@pytest.mark.parametrize(("name", "refusal", "said"), REFUSALS, ids=[name for name, _, _ in REFUSALS])
def test_the_broker_refuses(
    world: World, chaos: Chaos, name: str, refusal: Callable[[World], Iterator[None]], said: str
) -> None:
    outlives(world, chaos, name, refusal(world), said)


def test_a_worker_does_not_start_on_topics_that_are_not_as_they_must_be(world: World) -> None:
    delete_topic(world.settings, "alerts")
    until(lambda: bool(topics.check(world.settings)), "the topic is gone")
    process = world.start_worker()
    assert process.wait(PATIENCE_S) == 1
    assert f"{world.settings.topic('alerts')}: is missing; run `weir topics create`" in world.logs()
    stop(process)


def test_doctor_never_hangs_on_a_broker_that_hangs(world: World, broker: Broker) -> None:
    assert broker._process is not None
    os.kill(broker._process.pid, signal.SIGSTOP)
    try:
        command = [sys.executable, "-c", HURRIED]
        done = subprocess.run(
            command, env=os.environ | world.environment(), capture_output=True, check=False, timeout=PATIENCE_S
        )
    finally:
        os.kill(broker._process.pid, signal.SIGCONT)
    found = [json.loads(one) for one in done.stdout.splitlines()]
    told = {one["check"]: one for one in found}
    assert told["broker"]["status"] == "fail"
    assert told["disk"]["said"] == "not looked at"
    assert done.returncode == 1


HURRIED = """
import sys
from weir.commands.operating import doctor
doctor.CHECK_WITHIN_S = 3.0
from weir.cli import run_command_line
sys.exit(run_command_line(["doctor", "--kafka", "--json"]))
"""
