"""A raw topic of another's making, on a real broker: what is too much is refused, and reading goes on."""

import time
from pathlib import Path

import pytest

from schemas import codec
from schemas.dead_letter import DeadLetter
from schemas.flow import Flow
from streams.kafka.raw_topic import RawTopic
from streams.messages import Record
from tests.kafka import poison, scenario
from tests.kafka.broker import RunningBroker
from tests.kafka.world import World

pytestmark = pytest.mark.kafka


def test_a_bomb_in_a_raw_topic_is_a_dead_letter_and_the_rows_round_it_are_read(
    broker: RunningBroker, kafka_prefix: str, tmp_path: Path
) -> None:
    world = World(broker, kafka_prefix, tmp_path, partitions=1)
    poison.let_in(world.settings)
    site = scenario.sites()[0]
    row = codec.encode_lines([poison.flow(site, scenario.BEGIN)])
    poison.send(world.settings, 0, [poison.Poison(key=None, value=row)])
    expected = poison.bomb(world.settings, 0)
    poison.send(world.settings, 0, [poison.Poison(key=None, value=row)])

    topic = RawTopic(
        world.settings, broker.bootstrap, world.settings.topic("flows"), site=site, sensor=None, positions={}
    )
    records: list[Record] = []
    letters: list[DeadLetter] = []
    deadline = time.monotonic() + 60.0
    while not (topic.idle and len(records) == 2) and time.monotonic() < deadline:
        batch = topic.poll()
        if batch is not None:
            records += batch.records
            letters += batch.dead_letters
    topic.close()
    assert [isinstance(record, Flow) for record in records] == [True, True]
    assert {letter.kind for letter in letters} == {"oversized"}
    assert sum(letter.count for letter in letters) == expected["oversized"]
