"""What was kept of exporters that are not declared is told for a day, by the input that they sent to."""

from schemas.formats.memory import SensorMemory
from streams.sources.kept_memory import KeptMemory
from streams.sources.listening.parked import Parked
from streams.sources.strangers import strangers_in
from tests.streams.sources.memories import Memories

NOW = 1_750_000_000.0


def test_each_input_is_told_with_those_that_sent_within_a_day() -> None:
    notes = Memories()
    for port, address in ((2055, "10.0.0.9"), (4739, "10.0.0.8")):
        parked = Parked()
        kept = KeptMemory(SensorMemory([parked]), notes, f"udp:0.0.0.0:{port}")
        parked.put(address, NOW + port, b"flows")
        kept.keep()
        parked.put(address, NOW + port, b"more")
        kept.keep()
    first, second = strangers_in(notes, NOW + 86_000.0)
    assert first.startswith("udp:0.0.0.0:2055: flows of exporters that are not declared are parked: 10.0.0.9 (2 ")
    assert second.startswith("udp:0.0.0.0:4739: ")
    assert strangers_in(notes, NOW + 90_000.0) == [second]
    assert strangers_in({}, NOW) == []
