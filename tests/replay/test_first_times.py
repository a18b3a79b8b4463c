"""When recorded traffic begins."""

import pytest

from replay.first_times import MAX_GROUPS, FirstTimes, looked_ahead
from schemas.tick import Tick
from streams.messages import Batch
from tests.streams.embedded.test_loop import a_flow
from tests.streams.records import SITE, T0

DAY = 86_400.0
WORK = [T0 + 600.0 * number for number in range(200)]


def first(*times: float) -> float | None:
    known = FirstTimes()
    for time in times:
        known.take(time)
    return known.first()


@pytest.mark.parametrize(
    "wrong", [[], [0.0], [0.0, 1.0, 2.0], [2_145_916_800.0], [T0 - 30 * DAY], [946_684_800.0 + n for n in range(500)]]
)
def test_what_lasts_a_day_is_the_beginning_whatever_came_before(wrong: list[float]) -> None:
    assert first(*wrong, *WORK) == T0


def test_a_sparse_log_begins_with_its_first_row() -> None:
    assert first(*(T0 + 8 * DAY * number for number in range(20))) == T0
    assert first(T0) == T0
    assert first() is None


def test_rows_out_of_order_begin_with_the_earliest() -> None:
    assert first(T0 + 30_000, T0, T0 + 10_000) == T0


def test_noise_is_bounded() -> None:
    known = FirstTimes()
    for number in range(10 * MAX_GROUPS):
        known.take(T0 + number * 400 * DAY)
    assert len(known._groups) == MAX_GROUPS


def test_no_more_is_held_than_it_takes() -> None:
    batches = iter([Batch([a_flow(number)], [], "f") for number in range(100)])
    head = looked_ahead(batches, limit=10)
    assert len(head.batches) == 10
    assert (head.first, head.begins) == (T0, {SITE: T0})
    assert len([*head.drained()]) == 10


def test_without_flows_the_first_record_says_when() -> None:
    assert looked_ahead(iter([Batch([Tick(SITE, "c", T0)], [], "f")])).first == T0
    assert looked_ahead(iter([])).first is None
