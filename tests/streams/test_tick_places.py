"""Where Ticks lie between the flows of a message."""

import pytest

from schemas import codec
from schemas.tick import Tick
from streams.tick_places import MOST_HEADER_BYTES, TickPlaces, places_of
from tests.models import builders as b

FLOWS = [b.flow(b.MONDAY + number, b.SCADA, b.PLC) for number in range(4)]
PLACES = TickPlaces("c", [(0, 10.0), (2, 20.0), (2, 30.0), (9, 40.0)])


def shown(records: list[object]) -> str:
    return " ".join(f"t{one.time:g}" if isinstance(one, Tick) else "f" for one in records)


def test_ticks_stand_before_their_lines_and_past_the_last_at_the_end() -> None:
    assert shown([*PLACES.among(FLOWS, [], "s")]) == "t10 f f t20 t30 f f t40"
    assert {one.site for one in PLACES.ticks("s")} == {"s"}


@pytest.mark.parametrize(("line", "found"), [(1, "t10 f t20 t30 f f t40"), (3, "t10 f f t20 t30 f t40")])
def test_a_line_that_is_no_flow_moves_no_tick(line: int, found: str) -> None:
    lines = codec.encode_lines(FLOWS).splitlines(keepends=True)
    lines[line - 1] = b"{}\n"
    flows, letters = codec.FLOWS.decode(b"".join(lines), source="flows", position=0)
    assert shown([*PLACES.among(flows, letters, "s")]) == found


def test_of_a_message_that_was_refused_whole_the_ticks_are_taken() -> None:
    assert shown([*PLACES.among([], [], "s")]) == "t10 t20 t30 t40"


def test_parts_of_a_message_have_their_own_ticks() -> None:
    first, second = PLACES.part(0, 2), PLACES.part(2, None)
    assert first is not None
    assert second is not None
    assert shown([*first.among(FLOWS[:2], [], "s"), *second.among(FLOWS[2:], [], "s")]) == "t10 f f t20 t30 f f t40"
    assert PLACES.part(1, 2) is None


def test_a_header_is_read_back() -> None:
    assert places_of(PLACES.header()[1]) == PLACES


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"\xff",
        b"[]",
        b'["c",[[-1,10.0]]]',
        b'["c",[[0,-1.0]]]',
        b'["c",[[2,1.0],[1,2.0]]]',
        b" " * (MOST_HEADER_BYTES + 1),
    ],
)
def test_a_header_that_says_nothing_is_refused(header: bytes) -> None:
    with pytest.raises(ValueError, match="header weir-ticks"):
        places_of(header)
