"""A raw topic of another's making, on a real broker: what is too much is refused, and reading goes on."""

import json
import time
from pathlib import Path

import pytest

from schemas import codec
from schemas.dead_letter import DeadLetter
from schemas.flow import Flow
from schemas.formats.notes import Notes
from streams.kafka.collector.raw_topic import RawTopic
from streams.messages import Record
from tests.kafka import poison, scenario
from tests.kafka.broker import RunningBroker
from tests.kafka.world import World
from tests.schemas.formats.envelopes import rows as rows_of

pytestmark = pytest.mark.kafka


def test_tagged_rows_of_all_logs_are_told_apart_by_their_tag(
    broker: RunningBroker, kafka_prefix: str, tmp_path: Path
) -> None:
    world = World(broker, kafka_prefix, tmp_path, partitions=1)
    ends = b'"id.orig_h":"10.1.0.9","id.resp_h":"10.2.0.5","id.resp_p":502'
    rows = [
        b'{"stats":{"ts":1.0,"peer":"zeek"}}',
        b'{"conn":{"ts":1.0,"uid":"C1",%s,"proto":"tcp","duration":-1.0}}' % ends,
        b'{"modbus":{"ts":2.0,"uid":"C2",%s,"func":"READ_COILS"}}\r\n{"x509":{"ts":2.0}}' % ends,
    ]
    poison.send(world.settings, 0, [poison.Poison(key=None, value=row) for row in rows])
    topic = RawTopic(
        world.settings, broker.bootstrap, world.settings.topic("flows"), site="plant", sensor=None, positions={}
    )
    records: list[Record] = []
    notes = Notes()
    deadline = time.monotonic() + 60.0
    while not (topic.idle and len(records) == 2) and time.monotonic() < deadline:
        batch = topic.poll()
        if batch is not None:
            records += batch.records
            notes.add(batch.notes)
            assert batch.dead_letters == []
    topic.close()
    assert [record.operations for record in records if isinstance(record, Flow)] == [(), ("READ_COILS",)]
    assert notes == Notes({"impossible duration": 1}, {"stats": 1, "x509": 1})


def test_rows_of_several_tools_in_their_shells_are_told_each_by_itself(
    broker: RunningBroker, kafka_prefix: str, tmp_path: Path
) -> None:
    world = World(broker, kafka_prefix, tmp_path, partitions=1)
    rows = [rows_of.line(rows_of.filebeat(json.dumps(rows_of.ZEEK))), b"hello", rows_of.line(rows_of.GOFLOW)]
    rows += [rows_of.line(rows_of.PACKETBEAT) + b"\n" + rows_of.line(rows_of.ZEEK | {"uid": "C2"})]
    poison.send(world.settings, 0, [poison.Poison(key=None, value=row) for row in rows])
    topic = RawTopic(
        world.settings, broker.bootstrap, world.settings.topic("flows"), site="plant", sensor=None, positions={}
    )
    records: list[Record] = []
    letters: list[DeadLetter] = []
    deadline = time.monotonic() + 60.0
    while not (topic.idle and len(records) == 4) and time.monotonic() < deadline:
        batch = topic.poll()
        if batch is not None:
            records += batch.records
            letters += batch.dead_letters
    topic.close()
    assert [record.sensor for record in records if isinstance(record, Flow)] == ["zeek", "10.9.0.1", "tap-3", "zeek"]
    assert [(letter.position, letter.line, letter.raw) for letter in letters] == [(1, 1, b"hello")]


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
