"""Several workers that come, go, die and sleep under load: partitions move, nothing is lost or counted twice."""

import signal
import time
from pathlib import Path

import pytest

from streams.kafka.log import read
from tests.chaos import Chaos
from tests.kafka import scenario
from tests.kafka.broker import RunningBroker
from tests.kafka.feeder import ENDLESS, Feeder
from tests.kafka.outcome import OPEN_ALERTS, Stakes, report_exact
from tests.kafka.world import World, flows_counted, processor_s, stop, until
from tests.started import Started

pytestmark = [pytest.mark.kafka, pytest.mark.fault]

PARTITIONS = 3

QUIET_LINES = 60
"""The most lines that a worker may log over a whole test: some ten for a start or a rebalance, none for a flow."""


@pytest.fixture
def world(broker: RunningBroker, kafka_prefix: str, tmp_path: Path) -> World:
    return World(broker, kafka_prefix, tmp_path, partitions=PARTITIONS)


class Team:
    """The workers of a test, by the order in which they were started."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.workers: list[Started] = []

    def join(self) -> Started:
        self.workers.append(self._world.start_worker())
        return self.workers[-1]

    def disband(self) -> None:
        for worker in self.workers:
            if worker.poll() is None:
                worker.send_signal(signal.SIGCONT)
                stop(worker)

    def log(self, worker: Started) -> list[str]:
        return self._world.log_of(self.workers.index(worker) + 1).read_text().splitlines()


def feeder(world: World) -> Feeder:
    names = scenario.sites(PARTITIONS, each=2)
    return Feeder(world.settings, [scenario.messages(site, ENDLESS, forgets=False, moves=True) for site in names])


def taken(team: Team, worker: Started) -> int:
    """How many partitions a worker has said it took, over its whole life."""
    return sum("is taken in" in line for line in team.log(worker))


def test_workers_join_leave_and_die_under_load(world: World, chaos: Chaos) -> None:
    rounds, recovery_s = chaos.times(4), list[float]()
    team = Team(world)
    try:
        first = team.join()
        with feeder(world) as fed:
            stakes = Stakes(world, fed)
            for _ in range(rounds):
                second, third = team.join(), team.join()
                until(lambda: taken(team, second) > 0 < taken(team, third), "each of three has a partition")  # noqa: B023 - called at once
                world.progress().seconds_until_moved(range(PARTITIONS))
                stakes.wait_until_high()
                assert stop(second) == 0
                world.progress().seconds_until_moved(range(PARTITIONS))
                stakes.wait_until_high()
                first.kill()
                first.wait()
                recovery_s.append(world.progress().seconds_until_moved(range(PARTITIONS)))
                first = third
        world.wait_until_applied(fed.messages)
    finally:
        team.disband()
    report_exact(
        chaos, world, "workers: join, leave, SIGKILL", repetitions=rounds, flows_in=fed.flows, recovery_s=recovery_s
    )
    assert "Traceback" not in world.logs()


def test_a_worker_that_slept_past_its_session_is_fenced_and_rejoins_in_quiet(world: World, chaos: Chaos) -> None:
    rounds, recovery_s = chaos.times(4), list[float]()
    team = Team(world)
    try:
        sleeper, other = team.join(), team.join()
        with feeder(world) as fed:
            stakes = Stakes(world, fed)
            until(lambda: bool(taken(team, sleeper) and taken(team, other)), "both have partitions")
            for _ in range(rounds):
                stakes.wait_until_high()
                sleeper.send_signal(signal.SIGSTOP)
                recovery_s.append(world.progress().seconds_until_moved(range(PARTITIONS)))
                before = taken(team, sleeper)
                sleeper.send_signal(signal.SIGCONT)
                until(lambda: taken(team, sleeper) > before, "it has a partition again")  # noqa: B023 - called at once
                world.progress().seconds_until_moved(range(PARTITIONS))
        world.wait_until_applied(fed.messages)
        spent = processor_s(sleeper) + processor_s(other)
        began = time.monotonic()
        world.wait_until_applied(fed.messages)
        until(lambda: time.monotonic() - began > 3.0, "some time has passed")
        assert processor_s(sleeper) + processor_s(other) - spent < 1.5, "idle workers are busy"
    finally:
        team.disband()
    report_exact(
        chaos,
        world,
        "workers: SIGSTOP past the session, resumed",
        repetitions=rounds,
        flows_in=fed.flows,
        recovery_s=recovery_s,
    )
    for worker in (sleeper, other):
        lines = team.log(worker)
        assert len(lines) < QUIET_LINES * (rounds + 1), lines[-20:]
        assert worker.returncode == 0
    assert "Traceback" not in world.logs()
    assert "never retrieved" not in world.logs()
    assert len(read.revisions(world.settings)) > OPEN_ALERTS


def test_a_message_that_the_client_dropped_is_missed_and_read_again(world: World) -> None:
    worker = world.start_worker(crash_at=("drop", 100))
    try:
        with feeder(world) as fed:
            until(lambda: "messages were dropped between" in world.logs(), "the gap is noticed")
            world.progress().seconds_until_moved(range(PARTITIONS))
        world.wait_until_applied(fed.messages)
    finally:
        stop(worker)
    assert flows_counted(world.known()) == fed.flows
    assert world.alerts() == world.replayed()
