"""How records become messages; publishing itself is tested on a real broker, in tests/kafka."""

import msgspec

from schemas import codec
from schemas.flow import Flow
from streams.kafka.publish import MESSAGE_BYTES, _values, position_note, positions_of


def flow(number: int, *, operations: tuple[str, ...] = ()) -> Flow:
    return Flow(
        site="s",
        sensor="span",
        start=float(number),
        end=float(number),
        initiator_ip="10.0.0.1",
        responder_ip="10.0.0.2",
        transport="tcp",
        operations=operations,
    )


def test_few_records_are_one_message() -> None:
    records = [flow(number) for number in range(500)]
    assert _values(records) == [codec.encode_lines(records)]


def test_large_records_are_spread_over_messages_in_their_order() -> None:
    records = [flow(number, operations=("x" * 255,) * 64) for number in range(200)]
    values = _values(records)
    assert len(values) > 1
    assert all(len(value) <= MESSAGE_BYTES for value in values)
    assert b"".join(values) == codec.encode_lines(records)


def test_positions_are_read_back_from_the_notes() -> None:
    notes = {position_note("a.log#1"): msgspec.json.encode(7), "changes:/zones.json": b"{}"}
    assert positions_of(notes) == {"a.log#1": 7}
