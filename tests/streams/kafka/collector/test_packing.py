"""Records into messages: in their order, and as few as may be."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from schemas import codec
from schemas.flow import Flow
from schemas.tick import Tick
from streams.decoding import records_of
from streams.kafka.collector.packing import RECORDS_PER_MESSAGE, Packed, packed
from streams.messages import TICK_HEADER, Record, message_of
from streams.tick_places import MOST_TICKS
from tests.models import builders as b


def flow(number: int, site: str = "plant") -> Flow:
    return b.flow(b.MONDAY + number, b.SCADA, b.PLC, site=site)


def tick(number: int, collector: str = "c", site: str = "plant") -> Tick:
    return Tick(site, collector, b.MONDAY + number)


def read_back(message: Packed) -> Sequence[Record]:
    headers = [TICK_HEADER] if message.kind is Tick else []
    if message.places is not None:
        headers.append(message.places.header())
    name = "flows" if message.kind in {Flow, Tick} else "asset-changes"
    value = codec.encode_lines(message.records)
    records, letters = records_of(message_of(name, name, 0, message.site.encode(), value, tuple(headers)))
    assert letters == []
    return records


_RECORDS = st.one_of(
    st.builds(flow, st.integers(0, 99), st.sampled_from(["plant", "other"])),
    st.builds(tick, st.integers(0, 99), st.sampled_from(["c", "d"]), st.sampled_from(["plant", "plant", "other"])),
    st.just(b.asset("plc-1", b.PLC)),
)


@given(st.lists(_RECORDS, max_size=40))
def test_what_is_packed_comes_out_in_its_order(records: list[Record]) -> None:
    assert [one for message in packed(records) for one in read_back(message)] == records


def test_a_backlog_with_a_tick_each_few_flows_is_full_messages() -> None:
    records: list[Record] = []
    for number in range(2 * RECORDS_PER_MESSAGE):
        records += [tick(number), flow(number)] if number % 5 == 0 else [flow(number)]
    assert [len(message.records) for message in packed(records)] == [RECORDS_PER_MESSAGE] * 2
    assert [one for message in packed(records) for one in read_back(message)] == records


def test_ticks_alone_are_a_message_of_their_own_as_they_come_live() -> None:
    (message,) = packed([tick(1)])
    assert (message.kind, message.places) == (Tick, None)


def test_the_ticks_of_a_message_are_bounded() -> None:
    records: list[Record] = [flow(0), *map(tick, range(2 * MOST_TICKS)), flow(1)]
    messages = list(packed(records))
    assert all(message.places is None or len(message.places.places) <= MOST_TICKS for message in messages)
    assert [one for message in messages for one in read_back(message)] == records
