"""While the broker is away: one line of log, a reason at /readyz, and an end within ten seconds of being told to."""

import json
import signal
import time
from pathlib import Path

import pytest

from schemas import codec
from schemas.tick import Tick
from tests.chaos import Chaos
from tests.kafka.broker import Broker, free_port
from tests.kafka.collecting import SITE, Collecting, collecting, committed
from tests.kafka.test_collect import made
from tests.kafka.world import World, stop, until
from tests.patience import PATIENCE_S
from tests.scraping import asked
from tests.started import Started

pytestmark = [pytest.mark.kafka, pytest.mark.fault]


@pytest.fixture
def broker(own_broker: Broker) -> Broker:
    """One that may be broken."""
    return own_broker


@pytest.fixture
def world(broker: Broker, kafka_prefix: str, tmp_path: Path) -> World:
    return World(broker, kafka_prefix, tmp_path, partitions=2)


@pytest.fixture
def listen(monkeypatch: pytest.MonkeyPatch) -> str:
    address = f"127.0.0.1:{free_port()}"
    monkeypatch.setenv("WEIR_METRICS_LISTEN", address)
    return address


def readiness(listen: str) -> tuple[int, str]:
    """The code, and why not."""
    try:
        code, _, body = asked(listen, "/readyz")
    except OSError:
        return 0, ""
    return code, json.loads(body).get("reason", "")


def ready(listen: str) -> bool:
    return readiness(listen)[0] == 200


def away(listen: str) -> bool:
    code, reason = readiness(listen)
    return code == 503 and "is away since" in reason


def seconds_to_end(process: Started, chaos: Chaos) -> float:
    """How long it takes to end when told to; what must hold where nothing else runs."""
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.wait(PATIENCE_S)
    took_s = time.monotonic() - began
    assert took_s < 10.0 or not chaos.full
    return took_s


def test_a_worker_says_so_once_and_once_when_it_is_back(
    world: World, broker: Broker, listen: str, chaos: Chaos
) -> None:
    world.publish([[Tick(SITE, "c", 1_760_000_000.0)]])
    with world.worker() as process:
        until(lambda: ready(listen), "it is ready")
        world.wait_until_all_applied()
        before = len(world.logs())
        broker.kill()
        until(lambda: away(listen), "it says that Kafka is away", 30)
        time.sleep(chaos.times(60, 12))  # how long it is away is what is tried
        said = world.logs()[before:].splitlines()
        assert [line.partition(" error: ")[2].partition(" since ")[0] for line in said] == [
            f"Kafka at {broker.bootstrap} is away"
        ], "\n".join(said)
        broker.start()
        until(lambda: ready(listen), "it is ready again")
        world.publish([[Tick(SITE, "c", 1_760_000_060.0)]])
        world.wait_until_all_applied()
        assert process.poll() is None
    said = world.logs()[before:].splitlines()
    assert len([line for line in said if "is back after" in line]) == 1


def test_a_worker_that_is_told_to_stop_meanwhile_ends_in_ten_seconds(
    world: World, broker: Broker, listen: str, chaos: Chaos
) -> None:
    process = world.start_worker()
    try:
        until(lambda: ready(listen), "it is ready")
        world.publish([[Tick(SITE, "c", 1_760_000_000.0)]])
        world.wait_until_all_applied()
        world.publish([[Tick(SITE, "c", 1_760_000_060.0)]])
        broker.kill()
        until(lambda: away(listen), "it says that Kafka is away", 30)
        seconds_to_end(process, chaos)
    finally:
        stop(process)
        broker.start()
    with world.worker():
        world.wait_until_all_applied()


def follows(one: Collecting, log: Path) -> Started:
    log.write_bytes(codec.encode_lines(made(SITE, 10)))
    process = one.start()
    until(lambda: committed(one.world) > 0, "the first flows")
    return process


def test_a_collector_says_so_once_and_goes_on_as_soon_as_it_is_back(
    world: World, broker: Broker, listen: str, chaos: Chaos, tmp_path: Path
) -> None:
    log = tmp_path / "flows.ndjson"
    with collecting(world, str(log)) as one:
        process = follows(one, log)
        until(lambda: ready(listen), "it is ready")
        before, there = len(one.said()), committed(world)
        broker.kill()
        with log.open("ab") as file:
            file.write(codec.encode_lines(made(SITE, 20)[10:]))
        until(lambda: away(listen), "it says that Kafka is away", 30)
        time.sleep(chaos.times(60, 12))  # how long it is away is what is tried
        until(lambda: away(listen), "it says so still", 10)
        broker.start()
        until(lambda: ready(listen), "it is ready again")
        until(lambda: committed(world) > there, "it publishes again")
        assert process.poll() is None
        stop(process)
        said = [line.partition(": ")[2] for line in one.said()[before:].splitlines()]
    # The last one counts the records, as always.
    assert [line.partition(" since ")[0].partition(" after ")[0] for line in said[:-1]] == [
        f"Kafka at {broker.bootstrap} is away",
        f"Kafka at {broker.bootstrap} is back",
    ], said


def test_a_collector_that_is_told_to_stop_in_the_midst_of_a_commit_ends_in_ten_seconds(
    world: World, broker: Broker, listen: str, chaos: Chaos, tmp_path: Path
) -> None:
    log = tmp_path / "flows.ndjson"
    with collecting(world, str(log)) as one:
        process = follows(one, log)
        broker.kill()
        with log.open("ab") as file:
            file.write(codec.encode_lines(made(SITE, 20)[10:]))
        until(lambda: away(listen), "it says that Kafka is away", 30)
        seconds_to_end(process, chaos)
        broker.start()
        there = committed(world)
        process = one.start()
        until(lambda: committed(world) > there, "what was not committed is published")
        stop(process)
