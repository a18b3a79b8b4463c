"""State records as messages: what is written is read, whatever its size, and the last word counts."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.state import StateRecord
from streams.kafka.log.state_messages import (
    LAYOUT_KEY,
    PART_BYTES,
    POSITIONS_KEY,
    SETTINGS_HEADER,
    DamagedState,
    StateMessages,
    layout_message,
    positions_message,
)

SIZES = st.sampled_from((0, 1, 100, PART_BYTES, PART_BYTES + 1, 2 * PART_BYTES + 5))
WRITES = st.lists(st.tuples(st.sampled_from(("s|a|0", "s|b|0")), st.one_of(st.none(), SIZES)), max_size=8)


@given(WRITES)
def test_the_last_value_of_each_record_is_read_whole(writes: list[tuple[str, int | None]]) -> None:
    writer, reader = StateMessages(), StateMessages()
    wanted: dict[str, bytes] = {}
    for number, (key, size) in enumerate(writes):
        value = None if size is None else bytes([number % 256]) * size
        wanted.pop(key, None)
        if value is not None:
            wanted[key] = value
        for message in writer.write(StateRecord(key, value)):
            reader.read(*message)
    assert {record.key: record.value for record in reader.loaded().records} == wanted


def test_positions_are_no_record() -> None:
    reader = StateMessages()
    reader.read(POSITIONS_KEY, b'{"weir.flows":7}', [])
    reader.read(b"s|a|0", b"x", [])
    loaded = reader.loaded()
    assert loaded.positions == {"weir.flows": 7}
    assert loaded.records == [StateRecord("s|a|0", b"x")]


def test_the_layout_is_no_record() -> None:
    reader = StateMessages()
    reader.read(*layout_message(2))
    reader.read(*layout_message(5))
    reader.read(b"s|a|0", b"x", [])
    assert reader.loaded().records == [StateRecord("s|a|0", b"x")]
    assert reader.partitions == 5


@pytest.mark.parametrize("value", [None, b"", b"\xff", b"5", b"{}", b'{"partitions":0}', b'{"partitions":"5"}'])
def test_a_layout_that_says_no_number_is_as_none_at_all(value: bytes | None) -> None:
    reader = StateMessages()
    reader.read(LAYOUT_KEY, value, [])
    assert (reader.loaded().records, reader.partitions) == ([], None)


def test_a_message_without_a_key_is_nothing() -> None:
    reader = StateMessages()
    reader.read(None, b"x", [])
    assert reader.loaded().records == []


@pytest.mark.parametrize("value", [b"", b"\x00\xffgarbage", b"7", b"null", b'{"weir.flows":"7"}', b'{"weir.flows":-1}'])
def test_positions_that_can_not_be_read_are_no_empty_positions(value: bytes) -> None:
    reader = StateMessages()
    reader.read(POSITIONS_KEY, value, [])
    with pytest.raises(DamagedState, match=re.escape("'|positions'")):
        reader.loaded()


@pytest.mark.parametrize("count", [b"2", b"no number", b"9" * 5_000])
def test_a_record_that_lacks_a_part_is_named_unless_a_later_one_takes_its_place(count: bytes) -> None:
    reader = StateMessages()
    reader.read(b"s|a|0", b"first half", [("parts", count)])
    with pytest.raises(DamagedState, match=re.escape("'s|a|0' lacks its part 1")):
        reader.loaded()
    reader.read(b"s|a|0", b"first half", [("parts", count)])
    reader.read(b"s|a|0", b"whole", [])
    assert reader.loaded().records == [StateRecord("s|a|0", b"whole")]


def test_the_marks_of_the_settings_come_with_the_positions_and_damage_says_nothing() -> None:
    messages = StateMessages()
    messages.read(*positions_message({"weir.flows": 7}, {"plant": "ab"}))
    assert messages.marks == {"plant": "ab"}
    messages.read(POSITIONS_KEY, b"{}", [(SETTINGS_HEADER, b"{no")])
    assert messages.marks == {}
    assert positions_message({"weir.flows": 7}, {}) == (POSITIONS_KEY, b'{"weir.flows":7}', [])
