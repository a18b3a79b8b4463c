"""The longest usual pauses, by the hour of the week."""

from hypothesis import given
from hypothesis import strategies as st

from models.findings.expected import usual_pauses as usual
from tests.models import builders as b

MONDAY_8, TUESDAY_8, SATURDAY_8 = 8, 24 + 8, 5 * 24 + 8
ALL_WATCHED = b"\x01" * usual.HOURS


@given(pause=st.floats(300.0, 7 * b.DAY))
def test_a_pause_is_kept_to_within_a_tenth(pause: float) -> None:
    assert 0.9 * pause <= usual.seconds_of(usual.step_of(pause)) <= 1.1 * pause


@given(pause=st.floats(0.0, 300.0))
def test_short_pauses_are_all_one(pause: float) -> None:
    assert usual.step_of(pause) == 1


def test_a_longer_pause_counts_and_a_shorter_one_does_not() -> None:
    waits = usual.learnt(ALL_WATCHED, MONDAY_8, b.HOUR)
    assert usual.learnt(waits, MONDAY_8, 600.0) is waits
    assert max(waits) == usual.step_of(b.HOUR)


def test_of_a_pause_that_does_not_come_again_a_half_is_left_after_eight_weeks() -> None:
    waits = usual.learnt(ALL_WATCHED, MONDAY_8, 2 * b.HOUR)
    before = usual.seconds_of(max(waits))
    for _ in range(8):
        waits = usual.watched(waits, MONDAY_8)
    assert abs(usual.seconds_of(max(waits)) - before / 2) < 1.0
    for _ in range(300):
        waits = usual.watched(waits, MONDAY_8)
    assert waits == ALL_WATCHED
    assert usual.watched(waits, MONDAY_8) is waits


def test_workdays_are_one_kind_of_day_and_saturday_is_another() -> None:
    waits = usual.learnt(ALL_WATCHED, TUESDAY_8, 3 * b.HOUR)
    assert usual.longest_at_s(waits, MONDAY_8) == usual.seconds_of(usual.step_of(3 * b.HOUR))
    assert usual.longest_at_s(waits, SATURDAY_8) == 300.0


def test_hours_beside_it_count_so_that_a_change_of_clocks_tells_nothing() -> None:
    waits = usual.learnt(ALL_WATCHED, MONDAY_8, 8 * b.HOUR)
    found = [usual.longest_at_s(waits, MONDAY_8 + beside) for beside in (-3, -2, -1, 0, 1, 2, 3)]
    assert [each == 300.0 for each in found] == [True, False, False, False, False, False, True]


def test_of_an_hour_that_was_never_watched_nothing_is_known() -> None:
    assert usual.longest_at_s(usual.NEVER_WATCHED, MONDAY_8) is None
    waits = ALL_WATCHED[: SATURDAY_8 + 1] + b"\x00" + ALL_WATCHED[SATURDAY_8 + 2 :]
    assert usual.longest_at_s(waits, SATURDAY_8) is None
    assert usual.longest_at_s(waits, MONDAY_8) == 300.0
