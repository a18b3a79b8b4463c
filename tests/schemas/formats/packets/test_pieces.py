"""What stands for a packet that is not given."""

import pytest

from schemas.formats.notes import Notes
from schemas.formats.packets.pieces import damaged, left_out, told_of_packet


def test_a_packet_left_out_is_counted_by_its_reason() -> None:
    notes = Notes()
    assert told_of_packet(left_out("fragment"), notes)
    assert told_of_packet(left_out("fragment"), notes)
    assert notes.other_logs == {"packets: fragment": 2}


def test_a_damage_is_raised_with_its_reason() -> None:
    with pytest.raises(ValueError, match="breaks off"):
        told_of_packet(damaged("it breaks off"), Notes())


def test_anything_else_is_a_packet() -> None:
    notes = Notes()
    assert not told_of_packet(b"WDG1...", notes)
    assert not notes
