"""One recorded input through every shell gives the same alerts, byte for byte."""

import json
import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from replay.from_kafka import journalled
from replay.run import ReplayInputs, ReplayOutput, replay
from schemas import codec
from schemas.flow import Flow
from schemas.formats import recording
from schemas.tick import Tick
from streams.decoding import records_of
from streams.kafka.log import read
from streams.kafka.log.topics import partition_of
from streams.messages import Record
from streams.tick_places import TICKS_HEADER
from tests import started
from tests.kafka import scenario
from tests.kafka.broker import RunningBroker
from tests.kafka.world import World, settings_for, settle

pytestmark = pytest.mark.kafka


def weir(*arguments: str, environment: dict[str, str]) -> bytes:
    """A command to its good end; what it said on standard output."""
    done = started.run("weir", *arguments, environment=os.environ | environment)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def as_applied(world: World, partition: int) -> Iterator[Record]:
    """The records of one partition in the order in which the worker applied them."""
    for message in journalled(world.settings, partition):
        records, letters = records_of(message)
        assert letters == []
        yield from records


def mixed(world: World) -> list[Record]:
    """Both sites' records, each site's in the order applied, mixed with each other as they may come."""
    queues = [list(as_applied(world, partition)) for partition in range(world.settings.partitions)]
    chance = random.Random(11)
    records: list[Record] = []
    while any(queues):
        queue = chance.choice([queue for queue in queues if queue])
        records += queue[:7]
        del queue[:7]
    return records


def lines(path: Path) -> list[bytes]:
    return sorted(path.read_bytes().splitlines())


def test_worker_embedded_and_replay_raise_the_same_alerts(
    broker: RunningBroker, kafka_prefix: str, tmp_path: Path
) -> None:
    world = World(broker, kafka_prefix, tmp_path)
    queues = []
    for site in scenario.sites():
        messages = [*scenario.messages(site, 300), *scenario.ending(site, 300)]
        declared = next(number for number, each in enumerate(messages) if isinstance(each[0], Flow))
        messages.insert(declared, scenario.announced(site, 300))
        queues.append(messages)
    world.publish([message for pair in zip(*queues, strict=False) for message in pair])
    longest = max(queues, key=len)
    world.publish(longest[min(map(len, queues)) :])
    with world.worker():
        world.wait_until_all_applied()
    by_worker = world.alerts()

    recorded = tmp_path / "recorded.ndjson"
    recorded.write_bytes(recording.encode(mixed(world)))
    written = "--alerts", str(tmp_path / "replay.ndjson")
    of_files = json.loads(weir("replay", str(recorded), "--format", "recording", *written, "--json", environment={}))
    weir(
        "run",
        str(recorded),
        "--once",
        environment={
            "WEIR_EMBEDDED_STATE_DIR": str(tmp_path / "state"),
            "WEIR_EMBEDDED_ALERTS_FILE": str(tmp_path / "embedded.ndjson"),
        },
    )
    url = f"kafka://{broker.bootstrap}/{kafka_prefix}"
    left = str(tmp_path / "left")
    leaving = "--alerts", str(tmp_path / "kafka.ndjson"), "--state-out", left
    of_topics = json.loads(weir("replay", url, *leaving, "--json", environment={}))
    paths = [json.loads(line) for line in weir("paths", "list", "--state", left, "--json", environment={}).splitlines()]

    assert len(by_worker) > 100
    assert {json.loads(alert)["site"] for alert in by_worker} == set(scenario.sites())
    held = [json.loads(alert)["site"] for alert in by_worker if json.loads(alert)["kind"] == "maintenance-digest"]
    assert set(held) == set(scenario.sites())
    assert lines(tmp_path / "replay.ndjson") == by_worker
    assert lines(tmp_path / "embedded.ndjson") == by_worker
    assert lines(tmp_path / "kafka.ndjson") == by_worker
    assert {path["site"] for path in paths} == set(scenario.sites())
    # Rows are flows alone in topics: Ticks, changes and verdicts are no rows there.
    same = {"flows", "dead_letters", "alerts", "levels", "assets", "paths", "first_time", "last_time", "span_s"}
    assert {name: of_topics.get(name) for name in same} == {name: of_files.get(name) for name in same}
    assert of_topics["assets"] > 20


def test_a_backlog_that_was_collected_in_full_messages_raises_the_alerts_of_its_replay(
    broker: RunningBroker, kafka_prefix: str, tmp_path: Path
) -> None:
    world = World(broker, kafka_prefix, tmp_path)
    site = scenario.sites()[0]
    records = [one for message in [*scenario.messages(site, 200), *scenario.ending(site, 200)] for one in message]
    flows = [one for one in records if isinstance(one, Flow)]
    log = tmp_path / "flows.ndjson"
    log.write_bytes(codec.encode_lines(flows))
    weir("collect", str(log), "--format", "weir", "--once", environment=world.environment())
    settle(world.settings)
    with world.worker():
        world.wait_until_all_read()
    summary = replay(ReplayInputs(paths=(str(log),), file_format="weir", site=site), settings_for, ReplayOutput())

    partition = partition_of(site, world.settings.partitions)
    messages = list(read.messages(world.settings, "flows", partition))
    within = [stored for stored in messages if TICKS_HEADER in dict(stored.headers)]
    applied = list(as_applied(world, partition))
    ticks = [one for one in applied if isinstance(one, Tick)]
    assert [one for one in applied if isinstance(one, Flow)] == flows
    assert len(ticks) > 5 * len(messages)
    assert within
    assert summary.alerts
    assert {json.loads(alert)["id"] for alert in world.alerts()} == {alert.id for alert in summary.alerts}
    assert [(each.site, each.paths) for each in summary.sites] == list(world.known().items())
