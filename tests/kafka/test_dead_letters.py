"""`weir dead-letters --kafka`: what a collector refused, over all partitions, and what a stranger wrote there."""

import os
from pathlib import Path

import msgspec
import pytest
from kafka import KafkaProducer

from tests import started
from tests.kafka.broker import RunningBroker
from tests.kafka.world import World
from weir.views.dead_letters import ShownLetter

pytestmark = pytest.mark.kafka


def weir(world: World, *arguments: str) -> list[ShownLetter]:
    done = started.run("weir", *arguments, "--kafka", "--json", environment=os.environ | world.environment())
    assert done.returncode == 0, done.stderr.decode()
    return [msgspec.json.decode(line, type=ShownLetter) for line in done.stdout.splitlines()]


def test_what_was_refused_is_listed_and_found_by_partition_and_offset(
    broker: RunningBroker, kafka_prefix: str, tmp_path: Path
) -> None:
    world = World(broker, kafka_prefix, tmp_path)
    log = tmp_path / "bad.log"
    log.write_bytes(b"#separator \\x09\n#fields\tts\n1.5\tmore\n")
    arguments = ("collect", str(log), "--once", "--format", "zeek-tsv")
    started.run("weir", *arguments, environment=os.environ | world.environment())
    producer = KafkaProducer(bootstrap_servers=world.settings.bootstrap_servers)
    strange = producer.send(world.settings.topic("dead-letter"), b"\xff no letter", partition=1).get(timeout=30)
    producer.close()

    listed = weir(world, "dead-letters", "list")
    assert [one.reason for one in listed if one.source.endswith("bad.log")], "the collector's own"
    assert listed == sorted(listed, key=lambda one: one.written or 0.0)
    [found] = weir(world, "dead-letters", "show", f"1:{strange.offset}")
    assert (found.text, found.reason) == (r"\xff no letter", "no dead letter of Weir's")
    assert found in listed
    assert weir(world, "dead-letters", "list", "--kind", "oversized") == []
    assert weir(world, "dead-letters", "list", "--until", "1h") == []
