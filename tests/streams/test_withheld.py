"""A message that stands for those held back becomes a dead letter, whatever its header says."""

from hypothesis import given
from hypothesis import strategies as st

from schemas.dead_letter import MAX_DEAD_BYTES
from streams.withheld import Withheld, header_of, letter_of


def test_the_letter_tells_where_and_how_many_and_keeps_first_bytes() -> None:
    _, header = header_of(Withheld("too long", first=40, count=300, size=9_000))
    letter = letter_of(header, source="weir.flows", offset=339, value=b"x" * 5_000, key="plant")
    assert (letter.kind, letter.position, letter.last_position, letter.count) == ("oversized", 40, 339, 300)
    assert (letter.size, len(letter.raw), letter.reason, letter.site) == (9_000, MAX_DEAD_BYTES, "too long", "plant")


def test_a_single_message_has_one_position() -> None:
    _, header = header_of(Withheld("too long", first=40, count=1, size=9_000))
    letter = letter_of(header, source="weir.flows", offset=40, value=b"", key=None)
    assert (letter.position, letter.last_position) == (40, None)


@given(header=st.binary(max_size=60))
def test_a_forged_header_is_a_dead_letter_of_its_own_message(header: bytes) -> None:
    letter = letter_of(header, source="weir.flows", offset=40, value=b"flow", key="plant")
    assert (letter.position, letter.count, letter.size, letter.raw) == (40, 1, 4, b"flow")
    assert "another's making" in letter.reason
