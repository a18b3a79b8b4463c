"""A broker that dies, stays away or refuses: the worker says so, waits, and goes on where it was."""

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from streams.kafka import topics
from streams.kafka.acls import Acl, acls_of
from streams.worker.membership import STOP_MARGIN_S
from tests.chaos import Chaos
from tests.kafka import scenario
from tests.kafka.administrator import configure, delete_topic
from tests.kafka.broker import Broker
from tests.kafka.feeder import ENDLESS, Feeder
from tests.kafka.outcome import Stakes, report_exact
from tests.kafka.secured import SecuredBroker, environment
from tests.kafka.world import World, processor_s, stop, until
from tests.patience import PATIENCE_S

pytestmark = [pytest.mark.kafka, pytest.mark.fault]

PARTITIONS = 2

BUSY = 0.5
"""Part of a core that a worker may use while it can do nothing: what its start-up costs is over by then."""

LINES_A_SECOND = 10.0
"""Log lines that a worker may write while its broker is away: some of each kind, then only how many they were."""


@pytest.fixture
def broker(own_broker: Broker) -> Broker:
    """One that may be broken."""
    return own_broker


@pytest.fixture
def world(broker: Broker, kafka_prefix: str, tmp_path: Path) -> World:
    return World(broker, kafka_prefix, tmp_path, partitions=PARTITIONS, commit_timeout_s=5.0)


def feeder(world: World) -> Feeder:
    names = scenario.sites(PARTITIONS, each=2)
    return Feeder(world.settings, [scenario.messages(site, ENDLESS, forgets=False, moves=True) for site in names])


class Watch:
    """How busy and how talkative a worker is from now on."""

    def __init__(self, world: World, worker: "subprocess.Popen[bytes]") -> None:
        self._world = world
        self._worker = worker
        self._began = time.monotonic()
        self._spent = processor_s(worker)
        self._lines = world.logs().count("\n")

    def wait(self, seconds: float) -> None:
        """Let so long pass, while the worker must live."""
        with pytest.raises(subprocess.TimeoutExpired):
            self._worker.wait(seconds)

    def assert_quiet(self) -> None:
        """No busy loop, no flood of lines."""
        passed = time.monotonic() - self._began
        assert (processor_s(self._worker) - self._spent) / passed < BUSY
        lines = self._world.logs().count("\n") - self._lines
        assert lines / passed < LINES_A_SECOND, self._world.logs()[-3_000:]


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


class ByRight(World):
    """A world whose worker is a user with a worker's rights, and no others."""

    def __init__(self, secured: SecuredBroker, prefix: str, folder: Path) -> None:
        super().__init__(secured.broker, prefix, folder, partitions=PARTITIONS, commit_timeout_s=5.0)
        self.worker_settings = secured.settings(prefix, commit_timeout_s=self.settings.commit_timeout_s)
        user = secured.user_with(acls_of("worker", self.worker_settings))
        self.worker_settings = msgspec.structs.replace(self.worker_settings, sasl_username=user)

    def environment(self) -> dict[str, str]:
        return environment(self.worker_settings)


def read_only(world: ByRight, secured: SecuredBroker) -> Iterator[None]:
    user = world.worker_settings.sasl_username
    assert user is not None
    writing = Acl("topic", world.settings.topic("state"), ("Write",), "what it has learnt")
    secured.change(user, writing, given=False)
    yield
    secured.change(user, writing, given=True)


def test_the_broker_lets_nothing_be_written_any_more(
    secured: SecuredBroker, kafka_prefix: str, tmp_path: Path, chaos: Chaos
) -> None:
    world = ByRight(secured, kafka_prefix, tmp_path)
    outlives(world, chaos, "read-only", read_only(world, secured), "TopicAuthorization")


def outlives(world: World, chaos: Chaos, name: str, refused: Iterator[None], said: str) -> None:
    """A worker that is refused says what and why, waits, and goes on when it is mended."""
    with world.worker() as process:
        with feeder(world) as fed:
            Stakes(world, fed).wait_until_high()
            next(refused)
            watch = Watch(world, process)
            until(lambda: said in world.logs(), f"{said!r} in the log")
            watch.wait(6.0)
            assert next(refused, None) is None
            watch.assert_quiet()
            recovery_s = world.progress().seconds_until_moved(range(PARTITIONS))
        world.wait_until_applied(fed.messages)
        assert process.poll() is None
    report_exact(chaos, world, f"broker: refuses, {name}", repetitions=1, flows_in=fed.flows, recovery_s=[recovery_s])


def test_a_worker_does_not_start_on_topics_that_are_not_as_they_must_be(world: World) -> None:
    delete_topic(world.settings, "alerts")
    until(lambda: bool(topics.check(world.settings)), "the topic is gone")
    process = world.start_worker()
    assert process.wait(PATIENCE_S) == 1
    assert f"{world.settings.topic('alerts')}: is missing; run `weir topics create`" in world.logs()
    stop(process)
