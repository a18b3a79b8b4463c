"""Statements are sent before what comes after them, which bears their offsets."""

from collections import Counter
from typing import NamedTuple

from streams.kafka.client.settings import KafkaSettings
from streams.kafka.collector.sending import AsGiven, InOrder, Outgoing, Sending
from streams.statements_before import BEFORE_HEADER, before_of
from streams.tick_places import TICKS_HEADER, TickPlaces


class Told(NamedTuple):
    """What a broker says of a message."""

    offset: int

    def get(self, timeout: float) -> "Told":  # noqa: ARG002 - it has it already
        return self


class Producer:
    """As much of kafka-python's as is used: each partition's offsets count up from 10."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, bytes, list[tuple[str, bytes]]]] = []
        self.flushes = 0
        self._ends: Counter[tuple[str, int]] = Counter()

    def send(self, topic: str, *, key: bytes, value: bytes, partition: int, headers: list[tuple[str, bytes]]) -> Told:
        del key
        self.sent.append((topic, value, headers))
        self._ends[topic, partition] += 1
        return Told(9 + self._ends[topic, partition])

    def flush(self, timeout: float) -> None:
        assert timeout > 0.0
        self.flushes += 1


def message(topic: str, value: bytes, partition: int = 0, places: TickPlaces | None = None) -> Outgoing:
    return Outgoing(topic, partition, "s", value, [], places)


def sent(way: Sending, producer: Producer, *messages: Outgoing) -> list[tuple[str, bytes, tuple[int, int, int] | None]]:
    """What was sent by one transaction, and the partition and offsets of its header."""
    begin = len(producer.sent)
    way.send(producer, messages, within_s=1.0)
    found = []
    for topic, value, headers in producer.sent[begin:]:
        header = dict(headers).get(BEFORE_HEADER)
        before = None if header is None else before_of(header)
        told = None if before is None else (before.partition, before.asset_changes, before.verdicts)
        found.append((topic.removeprefix("weir."), value, told))
    return found


def test_statements_go_first_and_each_message_names_those_before_it_in_the_order_collected() -> None:
    producer = Producer()
    assert sent(
        InOrder(KafkaSettings(), {}),
        producer,
        message("flows", b"early"),
        message("verdicts", b"before the zones"),
        message("asset-changes", b"zones"),
        message("flows", b"in zones"),
        message("asset-changes", b"assets"),
        message("verdicts", b"of an asset"),
        message("dead-letter", b"refused"),
        message("flows", b"late"),
        message("flows", b"elsewhere", partition=1),
    ) == [
        ("asset-changes", b"zones", None),
        ("asset-changes", b"assets", None),
        ("verdicts", b"before the zones", None),
        ("verdicts", b"of an asset", (0, 12, 0)),
        ("flows", b"early", None),
        ("flows", b"in zones", (0, 11, 11)),
        ("dead-letter", b"refused", None),
        ("flows", b"late", (0, 12, 12)),
        ("flows", b"elsewhere", None),
    ]


def test_what_was_stated_before_holds_for_all_that_follows() -> None:
    in_order, producer = InOrder(KafkaSettings(), {("asset-changes", 1): 7}), Producer()
    assert sent(in_order, producer, message("flows", b"1", partition=1)) == [("flows", b"1", (1, 7, 0))]
    assert producer.flushes == 0
    sent(in_order, producer, message("asset-changes", b"2", partition=1))
    assert sent(in_order, producer, message("flows", b"3", partition=1)) == [("flows", b"3", (1, 11, 0))]


def test_an_offset_that_the_broker_does_not_tell_changes_nothing() -> None:
    class Silent(Producer):
        def send(self, *arguments: object, **named: object) -> Told:
            super().send(*arguments, **named)  # type: ignore[arg-type]
            return Told(-1)

    in_order = InOrder(KafkaSettings(), {("verdicts", 0): 3})
    messages = message("verdicts", b"1"), message("flows", b"2")
    assert sent(in_order, Silent(), *messages) == [("verdicts", b"1", None), ("flows", b"2", (0, 0, 3))]


def test_ticks_between_flows_keep_their_header() -> None:
    producer = Producer()
    places = TickPlaces("c", [(0, 5.0)])
    InOrder(KafkaSettings(), {("verdicts", 0): 3}).send(producer, [message("flows", b"1", places=places)], within_s=1.0)
    assert [name for name, _ in producer.sent[0][2]] == [TICKS_HEADER, BEFORE_HEADER]


def test_recorded_traffic_keeps_its_order_and_verdicts_name_the_flows_before_them() -> None:
    producer, way = Producer(), AsGiven(KafkaSettings(), {("flows", 0): 5})
    assert sent(
        way,
        producer,
        message("asset-changes", b"zones"),
        message("flows", b"1"),
        message("dead-letter", b"refused"),
        message("flows", b"2"),
        message("verdicts", b"of 1 and 2"),
        message("flows", b"3"),
    ) == [
        ("asset-changes", b"zones", (0, 0, 0)),
        ("flows", b"1", (0, 11, 0)),
        ("dead-letter", b"refused", None),
        ("flows", b"2", (0, 11, 0)),
        ("verdicts", b"of 1 and 2", (0, 11, 0)),
        ("flows", b"3", (0, 11, 11)),
    ]
    assert named_flows(producer) == [5, 0, 0, 0, 12, 0]
    assert producer.flushes == 3
    assert sent(way, producer, message("flows", b"4"), message("flows", b"5", partition=1)) == [
        ("flows", b"4", (0, 11, 11)),
        ("flows", b"5", None),
    ]
    assert producer.flushes == 3
    sent(way, producer, message("verdicts", b"of 4"), message("verdicts", b"of 5", partition=1))
    assert named_flows(producer)[-2:] == [14, 11]


def named_flows(producer: Producer) -> list[int]:
    """Up to which flow each message says that it comes after; 0: it names none."""
    headers = [dict(headers).get(BEFORE_HEADER) for _, _, headers in producer.sent]
    return [0 if header is None else before_of(header).flows for header in headers]
