"""Local days."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.event_time.calendar import DAY_S, HOUR_S, Calendar


def utc(*parts: int) -> float:
    return datetime(*parts, tzinfo=UTC).timestamp()  # type: ignore[misc, arg-type]


def test_a_day_begins_at_local_midnight() -> None:
    berlin = Calendar("Europe/Berlin")
    assert berlin.day_of(utc(2026, 1, 5, 22, 59)) == berlin.day_of(utc(2026, 1, 4, 23, 0))
    assert berlin.day_of(utc(2026, 1, 5, 23, 0)) == berlin.day_of(utc(2026, 1, 5, 22, 59)) + 1
    assert berlin.date_of(utc(2026, 1, 5, 23, 0)) == "2026-01-06"


@pytest.mark.parametrize(("date", "hours"), [((2026, 3, 29, 12), 23), ((2026, 10, 25, 12), 25), ((2026, 6, 1, 12), 24)])
def test_days_of_a_clock_change_have_23_or_25_hours(date: tuple[int, ...], hours: int) -> None:
    berlin = Calendar("Europe/Berlin")
    end = berlin.day_end(utc(*date))
    assert end - berlin.day_end(end - hours * HOUR_S - 1.0) == hours * HOUR_S


@given(times=st.lists(st.floats(0.0, 4_000_000_000.0), min_size=1, max_size=6))
def test_what_was_asked_before_changes_no_answer(times: list[float]) -> None:
    used = Calendar("America/Sao_Paulo")
    for time in times:
        assert used.day_of(time) == Calendar("America/Sao_Paulo").day_of(time)
        assert used.day_end(time) > time
        local = datetime.fromtimestamp(time, ZoneInfo("America/Sao_Paulo"))
        assert used.date_of(time) == local.date().isoformat()


def test_in_utc_days_are_whole_multiples() -> None:
    assert Calendar("UTC").day_of(5 * DAY_S + 1) == 5


def test_a_name_that_is_no_time_zone_is_refused() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        Calendar("Mars/Olympus")


def test_hours_of_the_week_are_local_and_begin_on_monday() -> None:
    utc, berlin = Calendar("UTC"), Calendar("Europe/Berlin")
    monday = datetime(2026, 3, 23, tzinfo=UTC).timestamp()
    assert (utc.hour_of_week(monday), utc.hour_of_week(monday + 3_599.0), utc.hour_of_week(monday - 1.0)) == (0, 0, 167)
    assert berlin.hour_of_week(monday) == 1
    # A week later the clocks have been set forward.
    assert berlin.hour_of_week(monday + 7 * DAY_S) == 2


def test_a_minute_of_a_day_is_by_the_clock_on_the_wall_also_where_that_changes() -> None:
    calendar = Calendar("Europe/Berlin")
    spring = calendar.day_of(datetime(2026, 3, 29, 12, tzinfo=UTC).timestamp())
    assert calendar.moment(spring, 60) == datetime(2026, 3, 29, 0, tzinfo=UTC).timestamp()
    assert calendar.moment(spring, 150) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC).timestamp()
    autumn = calendar.day_of(datetime(2026, 10, 25, 12, tzinfo=UTC).timestamp())
    assert calendar.moment(autumn, 150) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC).timestamp()
    assert calendar.clock_text(calendar.moment(autumn, 240)) == "2026-10-25 04:00"
