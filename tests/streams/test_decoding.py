"""The records of a message, with the Ticks that its header tells."""

from schemas import codec
from schemas.flow import Flow
from schemas.tick import Tick
from streams.decoding import records_of
from streams.messages import Message, message_of
from streams.tick_places import TICKS_HEADER, TickPlaces
from tests.models import builders as b

FLOWS = [b.flow(b.MONDAY + number, b.SCADA, b.PLC) for number in range(3)]


def message(key: bytes | None = b"plant", header: bytes | None = None) -> Message:
    value = codec.encode_lines(FLOWS)
    headers = ((TICKS_HEADER, header),) if header is not None else TickPlaces("c", [(1, b.MONDAY)]).header()
    pairs = headers if header is not None else (headers,)
    return message_of("flows", "weir.flows", 7, key, value, pairs)  # type: ignore[arg-type]


def test_ticks_of_the_header_come_between_the_flows() -> None:
    records, letters = records_of(message())
    assert records == [FLOWS[0], Tick("plant", "c", b.MONDAY), *FLOWS[1:]]
    assert letters == []


def test_a_header_that_says_nothing_is_a_dead_letter_and_the_flows_are_taken() -> None:
    for one in (message(header=b"{}"), message(key=None)):
        records, letters = records_of(one)
        assert records == FLOWS
        assert [(letter.position, letter.source) for letter in letters] == [(7, "weir.flows")]


def test_a_message_of_other_records_is_decoded_by_its_topic() -> None:
    change = b.asset("plc-1", b.PLC)
    one = message_of("asset-changes", "weir.asset-changes", 0, b"plant", codec.encode_lines([change]), ())
    assert records_of(one) == ([change], [])
    assert {type(record) for record in records_of(message())[0]} == {Flow, Tick}
