"""What two sensors see alike, and by how much their clocks differ."""

from collections.abc import Iterable

from models.sensors.overlap import (
    FEWEST,
    HALVED_AT,
    MOST_FOLLOWED,
    MOST_OFFSETS,
    MOST_PAIRS,
    WITHIN_S,
    Overlap,
    Pair,
)
from schemas.flow import Flow
from tests.models import builders as b


def conversation(number: int, sensor: str, later_s: float = 0.0) -> Flow:
    """Those of one number have the same ports, of which a part is followed."""
    return b.flow(b.MONDAY + number + later_s, b.SCADA, b.PLC, 502, initiator_port=40_000 + number, sensor=sensor)


def seen(*flows: Flow) -> Overlap:
    overlap = Overlap()
    overlap.clock = b.MONDAY
    overlap.observe(flows)
    return overlap


def only(overlap: Overlap) -> Pair:
    (pair,) = overlap.pairs.values()
    return pair


def both(numbers: Iterable[int], later_s: float = 0.0) -> list[Flow]:
    return [flow for n in numbers for flow in (conversation(n, "a"), conversation(n, "b", later_s))]


def test_a_part_of_the_conversations_is_followed_and_each_is_counted_once() -> None:
    pair = only(seen(*both(range(160)), *both(range(160))))
    assert (pair.first, pair.second, pair.first_told, pair.second_told, pair.both) == ("a", "b", 10, 10, 10)


def test_what_one_of_them_does_not_see_lowers_its_share() -> None:
    pair = only(seen(*both(range(160)), *(conversation(n, "a") for n in range(160, 320))))
    assert (pair.first_told, pair.second_told, pair.both) == (20, 10, 10)


def test_starts_tell_how_far_the_second_clock_is_ahead() -> None:
    assert set(only(seen(*both(range(160), 3_600.0))).offsets) == {3_600.0}
    later_first = [flow for n in range(160) for flow in (conversation(n, "b", -5.0), conversation(n, "a"))]
    assert set(only(seen(*later_first)).offsets) == {-5.0}


def test_a_clock_that_was_never_set_tells_nothing() -> None:
    assert not seen(*both(range(160), -30 * b.DAY)).pairs


def test_a_conversation_told_much_later_is_another_one() -> None:
    overlap = seen(*(conversation(n, "a") for n in range(160)))
    overlap.clock += WITHIN_S + 1.0
    overlap.observe([conversation(n, "b") for n in range(160)])
    assert not overlap.pairs


def test_what_is_between_fixed_ports_is_not_followed() -> None:
    flows = [b.flow(b.MONDAY, b.SCADA, b.PLC, 2222, initiator_port=2222, transport="udp", sensor=s) for s in "ab"]
    flows += [b.flow(b.MONDAY, b.SCADA, b.PLC, None, initiator_port=None, sensor=s) for s in "ab"]
    assert not seen(*flows).pairs


def test_of_too_many_conversations_fewer_are_followed_and_the_share_stays_right() -> None:
    count = 6 * MOST_FOLLOWED * FEWEST
    overlap = seen()
    for n in range(count):
        for sensor in "ab" if n % 4 else "a":
            port, host = 20_000 + n % 40_000, f"10.7.{n // 40_000}.1"
            overlap.observe([b.flow(b.MONDAY, host, b.PLC, 502, initiator_port=port, sensor=sensor)])
    stored = overlap.stored()
    assert len(stored.followed) <= MOST_FOLLOWED
    assert stored.one_of > FEWEST
    pair = only(overlap)
    assert pair.both / pair.second_told > 0.98
    overlap.clock += 2 * WITHIN_S
    overlap.observe(both(range(16_000)))
    assert overlap.stored().one_of < stored.one_of


def test_counts_are_halved_together_and_offsets_bounded() -> None:
    pair = Pair("a", "b")
    for _ in range(HALVED_AT):
        pair.both += 1
        pair.tell("a")
        pair.tell("b")
    assert max(pair.first_told, pair.second_told, pair.both) < HALVED_AT
    assert len(only(seen(*both(range(16 * 2 * MOST_OFFSETS)))).offsets) == MOST_OFFSETS


def test_pairs_are_bounded() -> None:
    names = [f"s{n}" for n in range(20)]
    overlap = seen(*(conversation(n, name) for n in range(10, 160, 16) for name in names))
    assert len(overlap.pairs) == MOST_PAIRS


def test_it_goes_on_from_what_was_stored() -> None:
    whole, half = seen(*both(range(320))), seen(*both(range(160)))
    restored = Overlap()
    restored.clock = b.MONDAY
    restored.put_back(half.stored())
    restored.observe(both(range(160, 320)))
    assert restored.stored() == whole.stored()
