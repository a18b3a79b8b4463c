"""A collector as tests break it: its command line, started again and again, and what readers see of it."""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import msgspec
import pytest
from kafka import KafkaConsumer, TopicPartition

from schemas import codec
from schemas.dead_letter import DeadLetter
from schemas.flow import Flow
from streams.kafka.log import read
from streams.messages import TICK_HEADER
from tests.kafka import scenario
from tests.kafka.world import World, settle, stop, until
from tests.started import Started, start

SITE = scenario.sites()[0]


class Collecting:
    """One collector's command line, started again and again."""

    def __init__(self, world: World, *arguments: str) -> None:
        self.world = world
        self.arguments = (*arguments, "--site", SITE)
        self.log = world.folder / "collect.log"
        self.process: Started | None = None

    def start(self, *killed_at: str) -> Started:
        """Start it; `killed_at` as `tests.kafka.killed_collector` takes it."""
        command = ["tests.kafka.killed_collector", *killed_at] if killed_at else ["weir", "collect"]
        environment = os.environ | self.world.environment()
        self.process = start(*command, *self.arguments, environment=environment, output=self.log)
        return self.process

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def said(self) -> str:
        return self.log.read_text()


@contextmanager
def collecting(world: World, *arguments: str) -> Iterator[Collecting]:
    """Whatever becomes of the test, no process is left."""
    one = Collecting(world, *arguments)
    try:
        yield one
    finally:
        if one.process is not None and one.process.poll() is None:
            one.kill()


def flows(world: World) -> list[Flow]:
    found: list[Flow] = []
    for partition in range(world.settings.partitions):
        for stored in read.messages(world.settings, "flows", partition):
            if TICK_HEADER not in stored.headers:
                found += codec.FLOWS.decode(stored.value or b"", source="test", position=0)[0]
    return found


def letters(world: World) -> list[DeadLetter]:
    return [
        msgspec.json.decode(stored.value or b"", type=DeadLetter)
        for partition in range(world.settings.partitions)
        for stored in read.messages(world.settings, "dead-letter", partition)
    ]


def committed(world: World) -> int:
    """How far readers of what is committed see the flows."""
    consumer = KafkaConsumer(bootstrap_servers=world.settings.bootstrap_servers, isolation_level="read_committed")
    try:
        where = [TopicPartition(world.settings.topic("flows"), each) for each in range(world.settings.partitions)]
        return sum(consumer.end_offsets(where).values())
    finally:
        consumer.close()


def ended_well(one: Collecting, uids: Sequence[str]) -> tuple[int, int]:
    """Let it read to the end and stop it; how many flows readers see, and how many of them twice."""
    try:
        until(lambda: len(flows(one.world)) >= len(uids), f"{len(uids)} flows", 120)
    except pytest.fail.Exception:
        seen = {flow.uid for flow in flows(one.world)}
        pytest.fail(f"not seen: {[uid for uid in uids if uid not in seen][:10]} of {len(uids)}; {one.said()[-2_000:]}")
    assert one.process is not None
    assert stop(one.process) == 0, one.said()
    settle(one.world.settings)
    counts = Counter(flow.uid for flow in flows(one.world))
    lost = set(uids) - counts.keys()
    assert not lost, sorted(lost)[:10]
    assert counts.keys() <= set(uids)
    assert letters(one.world) == []
    return counts.total(), sum(count - 1 for count in counts.values())
