"""`weir collect` on a real broker: everything once, only what changed, whatever kills it."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from kafka import KafkaProducer

from schemas import codec
from schemas.flow import Flow
from streams.kafka.log import read
from streams.kafka.log.topics import partition_of
from streams.messages import TICK_HEADER
from tests.kafka import scenario
from tests.kafka.broker import RunningBroker
from tests.kafka.world import World, settle, until
from tests.patience import PATIENCE_S
from tests.started import Started, start

pytestmark = pytest.mark.kafka


@pytest.fixture
def world(broker: RunningBroker, kafka_prefix: str, tmp_path: Path) -> World:
    return World(broker, kafka_prefix, tmp_path)


def collect(world: World, *arguments: str) -> Started:
    environment = os.environ | world.environment()
    return start("weir", "collect", *arguments, environment=environment, output=world.folder / "collect.log")


def collect_once(world: World, *arguments: str) -> int:
    code = collect(world, *arguments, "--once").wait(timeout=PATIENCE_S)
    settle(world.settings)
    return code


def flows(world: World, site: str) -> list[Flow]:
    partition = partition_of(site, world.settings.partitions)
    found: list[Flow] = []
    for stored in read.messages(world.settings, "flows", partition):
        if TICK_HEADER not in stored.headers:
            records, letters = codec.FLOWS.decode(stored.value or b"", source="test", position=0)
            assert letters == []
            found += records
    return found


def made(site: str, count: int) -> list[Flow]:
    records = [record for message in scenario.messages(site, count) for record in message]
    return [record for record in records if isinstance(record, Flow)]


def test_standard_input_is_published_to_its_end_and_ends_the_collector(world: World) -> None:
    site = scenario.sites()[0]
    wanted = made(site, 20)
    command = [sys.executable, "-m", "weir", "collect", "-", "--site", site]
    environment = os.environ | world.environment()
    done = subprocess.run(
        command, input=codec.encode_lines(wanted), env=environment, check=False, capture_output=True, timeout=PATIENCE_S
    )
    assert done.returncode == 0, done.stderr
    settle(world.settings)
    assert flows(world, site) == wanted
    refused = subprocess.run([*command, "--once"], input=b"", env=environment, check=False, capture_output=True)
    assert refused.returncode == 1
    assert b"standard input" in refused.stderr


def test_a_file_is_published_once_however_often_it_is_collected(world: World, tmp_path: Path) -> None:
    site = scenario.sites()[0]
    wanted = made(site, 200)
    log = tmp_path / "flows.ndjson"
    log.write_bytes(codec.encode_lines(wanted))
    assert collect_once(world, str(log)) == 0
    assert collect_once(world, str(log)) == 0
    assert flows(world, site) == wanted


def test_a_file_that_grew_is_refused_by_once(world: World, tmp_path: Path) -> None:
    site = scenario.sites()[0]
    log = tmp_path / "flows.ndjson"
    log.write_bytes(codec.encode_lines(made(site, 5)))
    assert collect_once(world, str(log)) == 0
    log.write_bytes(codec.encode_lines(made(site, 6)))
    assert collect_once(world, str(log)) == 1
    assert "changed since --once read it" in (tmp_path / "collect.log").read_text()


def test_a_collector_killed_while_it_follows_a_log_neither_loses_nor_repeats(world: World, tmp_path: Path) -> None:
    site = scenario.sites()[1]
    wanted = made(site, 900)
    log = tmp_path / "logs" / "flows.ndjson"
    log.parent.mkdir()
    log.touch()
    chance = random.Random(5)
    process = collect(world, str(log))
    try:
        for start in range(0, len(wanted), 700):
            with log.open("ab") as file:
                file.write(codec.encode_lines(wanted[start : start + 700]))
            time.sleep(chance.uniform(0.0, 1.0))  # when it is killed is what is varied
            process.kill()
            process.wait()
            process = collect(world, str(log))
        until(lambda: len(flows(world, site)) >= len(wanted), "all flows are published")
    finally:
        process.terminate()
        assert process.wait(timeout=PATIENCE_S) == 0
    settle(world.settings)
    assert flows(world, site) == wanted


def test_rows_of_a_raw_topic_are_published_once_and_bad_ones_are_dead_letters(world: World) -> None:
    site = scenario.sites()[0]
    wanted = made(site, 60)
    raw = world.settings.topic("verdicts")
    producer = KafkaProducer(bootstrap_servers=world.settings.bootstrap_servers)
    for flow in wanted:
        producer.send(raw, codec.encode_lines([flow]).rstrip(), partition=1)
    producer.send(raw, b"{no flow", partition=1)
    producer.flush()
    producer.close()
    for _ in range(2):
        assert collect_once(world, f"kafka:{raw}", "--format", "weir") == 0
    assert flows(world, site) == wanted
    letters = [m for p in range(2) for m in read.messages(world.settings, "dead-letter", p)]
    assert len(letters) == 1


def test_of_zones_and_assets_only_what_changed_is_published(world: World, tmp_path: Path) -> None:
    zones = tmp_path / "zones.json"
    zones.write_text('[{"zone": "cells", "level": 1, "side": "ot", "cidrs": ["10.3.0.0/16"]}]')
    arguments = ("--zones", str(zones), "--site", scenario.sites()[0])
    for _ in range(2):
        assert collect_once(world, *arguments) == 0
    assert len(list(read.messages(world.settings, "asset-changes", 0))) == 1
    zones.write_text(
        '[{"zone": "cells", "level": 1, "side": "ot", "cidrs": ["10.3.0.0/16"]},'
        ' {"zone": "office", "level": 4, "side": "it", "cidrs": ["10.1.0.0/16"]}]'
    )
    assert collect_once(world, *arguments) == 0
    changes = [
        change
        for stored in read.messages(world.settings, "asset-changes", 0)
        for change in codec.ASSET_CHANGES.decode(stored.value or b"", source="test", position=0)[0]
    ]
    assert [change.id for change in changes] == ["cells", "office"]
