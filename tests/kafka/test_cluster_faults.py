"""A cluster of three: the broker that coordinates a worker's transactions dies, and another takes its place."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import pytest

from tests.chaos import Chaos
from tests.kafka import scenario
from tests.kafka.broker import free_port
from tests.kafka.cluster import Cluster
from tests.kafka.conftest import where_there_is_a_broker
from tests.kafka.feeder import ENDLESS, Feeder
from tests.kafka.outcome import Stakes, report_exact
from tests.kafka.world import World
from tests.scraping import asked

pytestmark = [pytest.mark.kafka, pytest.mark.fault]

PARTITIONS = 2

GOES_ON_WITHIN_S = 60.0
"""How long a worker may commit nothing, or it must end with an exit code that is not 0."""

RED_AFTER_S = 8.0
"""By when /readyz must say that nothing is committed: 5 s of a late commit, and a look."""


class Probed(World):
    """A world whose worker answers probes."""

    listen = ""

    def environment(self) -> dict[str, str]:
        return {**super().environment(), "WEIR_METRICS_LISTEN": self.listen}


class Probe:
    """Asks /readyz ten times a second, and keeps when it was asked and whether it was green."""

    def __init__(self, listen: str) -> None:
        self._listen = listen
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, name="probe")
        self.answers: list[tuple[float, bool]] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def red_between(self, began: float, ended: float) -> bool:
        return any(began <= time_ <= ended and not green for time_, green in self.answers)

    def _look(self) -> None:
        while not self._stop.wait(0.1):
            asked_at = time.monotonic()
            try:
                green = asked(self._listen, "/readyz")[0] == 200
            except OSError:
                green = False
            self.answers.append((asked_at, green))


@pytest.fixture
def cluster(chaos: Chaos) -> Iterator[Cluster]:
    if not chaos.full:
        pytest.skip("three brokers and minutes of waiting: in make chaos")
    with where_there_is_a_broker():
        made = Cluster()
    yield made
    made.remove()


@pytest.mark.timeout(1_800)
def test_the_broker_that_coordinates_a_workers_transactions_is_killed(
    cluster: Cluster, chaos: Chaos, kafka_prefix: str, tmp_path: Path
) -> None:
    world = Probed(cluster, kafka_prefix, tmp_path, partitions=PARTITIONS, replication=3)
    world.listen = f"127.0.0.1:{free_port()}"
    rounds, recovery_s = chaos.times(3), list[float]()
    names = scenario.sites(PARTITIONS, each=2)
    streams = [scenario.messages(site, ENDLESS, forgets=False, moves=True) for site in names]
    with world.worker() as process, Probe(world.listen) as probe:
        with Feeder(world.settings, streams) as fed:
            stakes = Stakes(world, fed)
            for number in range(rounds):
                stakes.wait_until_high()
                broker = cluster.coordinator(world.settings.transactional_id(number % PARTITIONS))
                progress, killed_at = world.progress(), time.monotonic()
                broker.kill()
                took_s = progress.seconds_until_moved(range(PARTITIONS))
                recovery_s.append(took_s)
                assert process.poll() is None
                assert took_s < GOES_ON_WITHIN_S
                assert took_s < RED_AFTER_S or probe.red_between(killed_at, killed_at + took_s), world.logs()[-3_000:]
                broker.start()
        world.wait_until_applied(fed.messages)
        assert process.poll() is None
    report_exact(
        chaos,
        world,
        "cluster of three: the transactions' coordinator killed",
        repetitions=rounds,
        flows_in=fed.flows,
        recovery_s=recovery_s,
    )
