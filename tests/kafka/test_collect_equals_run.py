"""A recording that is collected into an empty Kafka raises the alerts of `weir run --once` over the same files."""

import os
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from kafka import KafkaProducer

from models.pipeline import Pipeline
from replay.simulate.plan import SimulationPlan
from schemas import codec
from schemas.alert import Alert
from schemas.flow import Flow
from schemas.path import PathRecord
from schemas.state import StateRecord
from schemas.verdict import Verdict
from streams.kafka.log import read, topics
from streams.statements_before import StatementsBefore
from streams.stores.sqlite_reader import SqliteReader
from tests import started
from tests.chaos import Chaos
from tests.kafka import scenario
from tests.kafka.administrator import delete_topic
from tests.kafka.broker import RunningBroker
from tests.kafka.world import World, duplicates, encoded, flows_counted, settings_for, stop, until
from tests.started import Started, start
from tests.weir.wiring.test_embedded import Run

pytestmark = [pytest.mark.kafka, pytest.mark.fault]

SITE = "plant-1"
DAYS = 9
LEARN_UNTIL = str(SimulationPlan(days=DAYS).learn_until)


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a plant's log of some 30,000 flows, its inventory, its zones, and what people said of it."""
    folder = tmp_path_factory.mktemp("plant") / "plant"
    simulated = started.run(
        "weir", "simulate", "--out", str(folder), "--days", str(DAYS), "--scale", "1", "--rate", "0.3", environment={}
    )
    assert simulated.returncode == 0, simulated.stderr.decode()
    when = float(LEARN_UNTIL) - 3_600.0
    said = [
        Verdict(site=SITE, time=when, author="ann", decision="malicious", initiator="ws-02"),
        Verdict(site=SITE, time=when, author="ann", decision="expected", initiator="ws-03"),
    ]
    (folder / "verdicts.ndjson").write_bytes(codec.encode_lines(said))
    return folder


@pytest.fixture(scope="module")
def by_run(plant: Path, tmp_path_factory: pytest.TempPathFactory) -> SqliteReader:
    run = Run(
        tmp_path_factory.mktemp("run"),
        str(plant / "conn.log"),
        WEIR_SITE_NAME=SITE,
        WEIR_SITE_LEARN_UNTIL=LEARN_UNTIL,
        WEIR_EMBEDDED_ASSETS=f'["{plant / "assets.csv"}"]',
        WEIR_EMBEDDED_ZONES=f'["{plant / "zones.toml"}"]',
        WEIR_EMBEDDED_VERDICTS=f'["{plant / "verdicts.ndjson"}"]',
    )
    run.finish("--once")
    return SqliteReader(run.state)


def collect(world: World, plant: Path) -> Started:
    arguments = [str(plant / "conn.log"), "--once", "--site", SITE]
    for option, name in (("--zones", "zones.toml"), ("--assets", "assets.csv"), ("--verdicts", "verdicts.ndjson")):
        arguments += [option, str(plant / name)]
    environment = os.environ | world.environment()
    return start("weir", "collect", *arguments, environment=environment, output=world.folder / "collect.log")


def paths(records: Sequence[StateRecord]) -> dict[str, list[PathRecord]]:
    """Every path of the site, as its state has it."""
    pipeline = Pipeline(SITE, settings_for(SITE))
    pipeline.restore(records)
    return {SITE: pipeline.paths()}


def collected(world: World, plant: Path, head_start_s: float | None) -> list[Alert]:
    """What a worker makes of it that holds its partitions (None), or that begins so long after the collector."""
    process: Started | None = None
    if head_start_s is None:
        process = world.start_worker(WEIR_SITE_LEARN_UNTIL=LEARN_UNTIL)
        until(lambda: "partition 0 is taken" in world.logs(), "the worker is there")
    collector = collect(world, plant)
    try:
        if process is None:
            time.sleep(head_start_s or 0.0)
            process = world.start_worker(WEIR_SITE_LEARN_UNTIL=LEARN_UNTIL)
        assert collector.wait(120) == 0, (world.folder / "collect.log").read_text()
        world.wait_until_all_read()
    finally:
        if process is not None:
            stop(process)
    return read.revisions(world.settings)


@pytest.fixture
def empty(broker: RunningBroker, kafka_prefix: str, tmp_path: Path) -> Callable[[int], World]:
    """Topics that nothing was ever written to, by number."""

    def made(number: int) -> World:
        folder = tmp_path / f"{number}"
        folder.mkdir()
        return World(broker, f"{kafka_prefix}-{number}", folder, partitions=1)

    return made


def test_a_recording_collected_into_an_empty_kafka_raises_the_alerts_of_a_run(
    empty: Callable[[int], World], plant: Path, by_run: SqliteReader, chaos: Chaos
) -> None:
    expected, known = by_run.revisions(), paths(by_run.state())
    assert len({alert.id for alert in expected}) >= 10
    assert any(alert.responder is not None and alert.responder.name == "cell-1-plc-1" for alert in expected)
    chance = random.Random(12)
    rounds, flows, duplicated, seen = chaos.times(20), 0, 0, 0
    for number in range(rounds):
        world = empty(number)
        revisions = collected(world, plant, None if number % 2 == 0 else chance.uniform(0.0, 2.0))
        assert encoded(revisions) == encoded(expected)
        assert world.known() == known
        flows += flows_counted(world.known())
        seen, duplicated = seen + len(revisions), duplicated + duplicates(revisions)
        for spec in topics.TOPICS:
            delete_topic(world.settings, spec.name)
    chaos.report(
        "collector: statements and flows at once",
        repetitions=rounds,
        flows=(rounds * flows_counted(known), flows),
        alerts=(rounds * len(expected), seen),
        duplicates=duplicated,
    )


def test_statements_that_never_come_hold_flows_up_no_longer_than_it_says(
    empty: Callable[[int], World], chaos: Chaos
) -> None:
    if not chaos.full:
        pytest.skip("half a minute of waiting: in make chaos")
    world = empty(0)
    flow = next(one for message in scenario.messages(SITE, 5) for one in message if isinstance(one, Flow))
    producer = KafkaProducer(bootstrap_servers=world.settings.bootstrap_servers)
    for asset_changes in (1_000, 2_000):
        producer.send(
            world.settings.topic("flows"),
            key=SITE.encode(),
            value=codec.encode_lines([flow]),
            partition=0,
            headers=[StatementsBefore(0, asset_changes=asset_changes).header()],
        )
    producer.flush()
    producer.close()
    with world.worker():
        world.wait_until_all_read()
    assert world.logs().count("they go on without") == 1
