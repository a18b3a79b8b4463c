"""The lag of a worker: what it has not applied, and no marks of transactions."""

import asyncio
from collections.abc import Mapping

import pytest
from aiokafka.errors import KafkaConnectionError
from kafka import TopicPartition

from streams.status.observer import ConsumerLag
from streams.worker.lag import consumer_lag, messages_behind


@pytest.mark.parametrize(
    ("end", "position", "applied", "given", "behind"),
    [
        (0, 0, None, None, 0),  # an empty topic
        (10, 0, None, None, 10),  # nothing read yet
        (10, 10, 9, 9, 0),  # all applied
        (11, 11, 9, 9, 0),  # the mark of the last transaction
        (10, 10, 4, 9, 5),  # read ahead, and not applied
        (500, 100, 49, 99, 450),  # halted: the broker has what was never fetched
        (10, 10, None, None, 0),  # marks only
        (5, 20, 19, 19, 0),  # the topic was made anew
    ],
)
def test_messages_behind(end: int, position: int, applied: int | None, given: int | None, behind: int) -> None:
    assert messages_behind(end=end, position=position, applied=applied, given=given) == behind


class Broker:
    """Tells where topics end, as a consumer does."""

    def __init__(self, ends: Mapping[TopicPartition, int]) -> None:
        self._ends = ends

    async def highwaters(self, *partitions: TopicPartition) -> Mapping[TopicPartition, int]:
        if not self._ends:
            raise KafkaConnectionError
        return {where: self._ends[where] for where in partitions}

    async def position(self, tp: TopicPartition) -> int | None:
        return self._ends[tp]


FLOWS, VERDICTS = TopicPartition("weir.flows", 1), TopicPartition("weir.verdicts", 1)


def test_every_held_partition_has_its_lag() -> None:
    lags = asyncio.run(
        consumer_lag(
            Broker({VERDICTS: 3, FLOWS: 20}),
            {VERDICTS, FLOWS},
            applied={FLOWS: 9}.get,
            given={FLOWS: 19}.get,
        )
    )
    assert lags == [ConsumerLag("weir.flows", 1, 10), ConsumerLag("weir.verdicts", 1, 0)]


def test_a_broker_that_does_not_answer_ends_nothing() -> None:
    assert asyncio.run(consumer_lag(Broker({}), {FLOWS}, applied={}.get, given={}.get)) == []


def test_who_holds_nothing_asks_nothing() -> None:
    assert asyncio.run(consumer_lag(Broker({}), set(), applied={}.get, given={}.get)) == []


def test_a_partition_that_is_lost_meanwhile_ends_nothing() -> None:
    def lost(where: TopicPartition) -> int | None:
        raise KeyError(where)

    assert asyncio.run(consumer_lag(Broker({FLOWS: 20}), {FLOWS}, applied=lost, given={}.get)) == []
