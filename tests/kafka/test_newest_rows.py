"""The newest rows of a raw topic on a real broker: looked at in no group, and nobody's position moves."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from kafka import KafkaAdminClient, KafkaProducer
from kafka.admin import NewTopic

from streams.kafka.collector.newest_rows import newest_rows
from streams.kafka.log.topics import TopicsError
from tests.kafka.broker import RunningBroker
from tests.kafka.world import World
from tests.patience import PATIENCE_S
from tests.schemas.formats.envelopes.rows import GOFLOW, ZEEK, filebeat, line

pytestmark = pytest.mark.kafka


@pytest.fixture
def topic(broker: RunningBroker, kafka_prefix: str) -> str:
    name = f"{kafka_prefix}.raw"
    admin = KafkaAdminClient(bootstrap_servers=broker.bootstrap)
    admin.create_topics([NewTopic(name, num_partitions=2, replication_factor=1)])
    admin.close()
    producer = KafkaProducer(bootstrap_servers=broker.bootstrap)
    for number in range(30):
        row = line(filebeat(json.dumps(ZEEK | {"uid": f"C{number}"})))
        producer.send(name, row if number % 2 else row + b"\n" + line(GOFLOW | {"src_port": number}), partition=0)
    producer.send(name, b"hello", partition=1)
    producer.flush()
    producer.close()
    return name


def test_the_newest_of_each_partition_are_read_and_no_group_is_made(
    broker: RunningBroker, kafka_prefix: str, tmp_path: Path, topic: str
) -> None:
    settings = World(broker, kafka_prefix, tmp_path, partitions=1).settings
    rows = newest_rows(settings, broker.bootstrap, topic, 10)
    assert [row.place.partition("[")[2] for row in rows][-2:] == ["0]:29", "1]:0"]
    assert b'\\"C29\\"' in rows[-2].row
    assert newest_rows(settings, broker.bootstrap, topic, 10) == rows
    admin = KafkaAdminClient(bootstrap_servers=broker.bootstrap)
    assert not [group for group in admin.list_groups() if kafka_prefix in str(group)]
    admin.close()
    with pytest.raises(TopicsError, match="there is no topic"):
        newest_rows(settings, broker.bootstrap, f"{topic}.none", 10)


def test_a_topic_is_peeked_at_from_the_command_line(
    broker: RunningBroker, kafka_prefix: str, tmp_path: Path, topic: str
) -> None:
    world = World(broker, kafka_prefix, tmp_path, partitions=1)
    done = subprocess.run(
        [sys.executable, "-m", "weir", "collect", f"kafka:{topic}", "--peek", "--json"],
        env=os.environ | world.environment(),
        capture_output=True,
        check=True,
        timeout=PATIENCE_S,
    )
    found = json.loads(done.stdout)
    assert [(one["format"], one["inside"], one["flows"], one["dead"]) for one in found["groups"]] == [
        ("zeek-json", "message", 30, 0),
        ("goflow2", "", 15, 0),
        ("not understood", "", 0, 1),
    ]
