"""However topics happen to interleave, and wherever a worker ends: what it would have said is said, each once.

In memory, so that hundreds of interleavings can be tried. `tests/kafka` kills real workers on a real broker.
"""

import asyncio
import random
from collections import deque

import pytest

from schemas import codec
from schemas.flow import Flow
from schemas.tick import Tick
from streams.messages import TICK_HEADER, Message, Record, message_of
from streams.shard.shard import Shard
from streams.stores.memory import MemoryStore
from tests.chaos import Chaos
from tests.kafka import scenario
from tests.kafka.world import TOPICS_OF, settings_for

MESSAGES = 860
"""Of one site: some 50 alerts are open, and verdicts reopen what was judged."""

Topics = dict[str, deque[Message]]


def topics_of(site: str) -> tuple[Topics, int]:
    """The site's messages by topic, and how many flows they hold."""
    topics: Topics = {}
    flows = 0
    for records in scenario.messages(site, MESSAGES, forgets=False):
        name = TOPICS_OF[type(records[0])]
        topic = topics.setdefault(name, deque())
        headers = (TICK_HEADER,) if isinstance(records[0], Tick) else ()
        topic.append(message_of(name, name, len(topic), site.encode(), codec.encode_lines(records), headers))
        flows += _flows(records)
    return topics, flows


def _flows(records: list[Record]) -> int:
    return sum(isinstance(record, Flow) for record in records)


def interleaved(topics: Topics, chance: random.Random) -> list[Message]:
    """The topics' messages as a reader might get them: each in its order, in bursts, about as far as the others."""
    whole = {name: len(topic) for name, topic in topics.items()}
    found: list[Message] = []
    while any(topics.values()):
        left = {name: len(topic) / whole[name] * chance.uniform(0.8, 1.0) for name, topic in topics.items() if topic}
        behind = topics[max(left, key=left.__getitem__)]
        found += [behind.popleft() for _ in range(min(len(behind), chance.choice((1, 1, 2, 5, 15))))]
    return found


async def applied(messages: list[Message], *, often: float, chance: random.Random) -> tuple[list[bytes], int]:
    """The alerts, and the flows counted, with a checkpoint after so many messages and a restart at half of those."""
    store = MemoryStore()
    shard = Shard(store, settings_for)
    await shard.open()
    for message in messages:
        shard.apply_message(message)
        if chance.random() < often:
            await shard.checkpoint()
            if chance.random() < 0.5:
                shard = Shard(store, settings_for)
                await shard.open()
    await shard.checkpoint()
    counted = sum(path.flows for pipeline in shard.pipelines.values() for path in pipeline.paths())
    return [codec.encode_for_people(alert) for alert in store.alerts], counted


@pytest.mark.fault
def test_restarts_change_nothing_however_topics_interleave(chaos: Chaos) -> None:
    rounds = chaos.times(100, once=2)
    expected = seen = sent = counted = repeated = 0
    for seed in range(rounds):
        chance = random.Random(seed)
        topics, flows = topics_of(f"plant-{chance.randrange(1, 20)}")
        messages = interleaved(topics, chance)
        whole, _ = asyncio.run(applied(messages, often=0.0, chance=chance))
        cut, flows_counted = asyncio.run(applied(messages, often=chance.choice((0.02, 0.05, 0.2)), chance=chance))
        assert len(whole) > 50, seed
        assert cut == whole, f"seed {seed}"
        expected, seen, repeated = expected + len(whole), seen + len(cut), repeated + len(cut) - len(set(cut))
        sent, counted = sent + flows, counted + flows_counted
    chaos.report(
        "restarts in memory, topics interleaved at random",
        repetitions=rounds,
        flows=(sent, counted),
        alerts=(expected, seen),
        duplicates=repeated,
    )
