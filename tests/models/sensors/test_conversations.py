"""What counts of a conversation that several sensors tell."""

from typing import Any

import msgspec

from models.sensors.conversations import (
    APART_S,
    IN_A_RECORD,
    MOST_TOLD,
    Conversations,
    Told,
    initiator_is_first,
    key_of,
    sums_of,
)
from schemas.bounds import LARGEST_COUNT
from schemas.flow import Flow
from tests.models import builders as b

NOW = b.MONDAY


def told(sent: int, back: int, sensor: str = "a", time: float = NOW, **fields: Any) -> Flow:
    facts: dict[str, Any] = {"initiator_octets": sent, "responder_octets": back, "sensor": sensor} | fields
    return b.flow(time, b.SCADA, b.PLC, **facts)


def tell(conversations: Conversations, flow: Flow) -> list[int]:
    """What it adds: records, octets of both ends."""
    return list(conversations.tell(flow, sums_of(flow), began=True, certain=True)[1][:3])


def adding(*flows: Flow) -> list[list[int]]:
    """What each adds: records, octets of both ends."""
    conversations = Conversations()
    return [tell(conversations, flow) for flow in flows]


def test_what_a_second_sensor_tells_alike_adds_nothing_whoever_tells_first() -> None:
    assert adding(told(100, 200), told(100, 200, "b")) == [[1, 100, 200], [0, 0, 0]]
    assert adding(told(100, 200, "b"), told(100, 200)) == [[1, 100, 200], [0, 0, 0]]


def test_what_it_saw_more_is_added() -> None:
    assert adding(told(100, 0), told(90, 200, "b")) == [[1, 100, 0], [0, 0, 200]]


def test_in_how_many_records_it_is_told_does_not_matter() -> None:
    slices = [told(50, 20) for _ in range(3)]
    assert adding(*slices, told(150, 60, "b")) == [*([[1, 50, 20]] * 3), [0, 0, 0]]
    assert adding(told(150, 60, "b"), *slices) == [[1, 150, 60], [0, 0, 0], [1, 0, 0], [1, 0, 0]]


def test_a_third_sensor_adds_nothing_either() -> None:
    assert adding(told(100, 200), told(100, 200, "b"), told(100, 200, "c"))[2] == [0, 0, 0]


def test_what_is_apart_in_time_is_another_conversation_also_when_it_comes_late() -> None:
    later = NOW + APART_S + 10.0
    flows = (told(100, 200), told(100, 200, "b", time=later), told(100, 200, "a", time=later))
    assert adding(*flows) == [[1, 100, 200], [1, 100, 200], [0, 0, 0]]
    assert adding(flows[1], flows[0])[1] == [1, 100, 200]


def test_one_after_the_other_between_the_same_ports_are_both_counted() -> None:
    flows = [told(100, 200, sensor, time=NOW + 5.0 * n) for n in range(4) for sensor in "ab"]
    assert adding(*flows) == [[1, 100, 200], [0, 0, 0]] * 4


def test_a_sensor_with_the_roles_turned_round_means_the_same_conversation() -> None:
    flow = told(100, 200, initiator_port=40_000)
    turned = b.flow(flow.end, b.PLC, b.SCADA, 40_000, initiator_port=502, initiator_octets=200, responder_octets=100)
    assert key_of(flow) == key_of(turned) != key_of(msgspec.structs.replace(flow, realm="cell-2"))
    assert sums_of(flow) == sums_of(turned)
    assert initiator_is_first(flow) != initiator_is_first(turned)


def test_it_is_bounded_and_the_oldest_gives_way() -> None:
    conversations = Conversations()
    flows = [told(1, 1, initiator_port=1 + n) for n in range(MOST_TOLD + 1)]
    for flow in flows:
        tell(conversations, flow)
    records = range(MOST_TOLD // IN_A_RECORD)
    assert conversations.dirty == set(records)
    assert sum(len(conversations.stored(record)) for record in records) == MOST_TOLD
    for flow, count in ((flows[-1], 0), (flows[0], 1)):
        again = msgspec.structs.replace(flow, sensor="b")
        assert tell(conversations, again)[0] == count


def test_it_goes_on_from_what_was_stored_and_takes_no_conversation_twice() -> None:
    conversations, restored = Conversations(), Conversations()
    for n in range(300):
        tell(conversations, told(1, 1, initiator_port=1 + n))
    for record in (2, 0, 1, 1):
        stored = msgspec.msgpack.encode(conversations.stored(record))
        restored.put_back(msgspec.msgpack.decode(stored, type=list[Told]))
    for each in (conversations, restored):
        assert tell(each, told(5, 1, "b", initiator_port=300)) == [0, 4, 0]
        tell(each, told(5, 1, "b", initiator_port=999))
    assert [restored.stored(record) for record in range(4)] == [conversations.stored(record) for record in range(4)]
    assert restored.dirty == {2}


def test_counts_past_all_bounds_can_still_be_stored() -> None:
    conversations = Conversations()
    for sensor in "abab" * 3:
        tell(conversations, told(LARGEST_COUNT, LARGEST_COUNT, sensor))
    (kept,) = conversations.stored(0)
    assert kept.counted[1:3] == (LARGEST_COUNT, LARGEST_COUNT)
    msgspec.msgpack.encode(kept)
