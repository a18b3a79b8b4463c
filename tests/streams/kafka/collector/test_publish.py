"""How records become messages; publishing itself is tested on a real broker, in tests/kafka."""

import msgspec

from streams.kafka.collector.publish import position_note, positions_of


def test_positions_are_read_back_from_the_notes() -> None:
    notes = {position_note("a.log#1"): msgspec.json.encode(7), "changes:/zones.json": b"{}"}
    assert positions_of(notes) == {"a.log#1": 7}
