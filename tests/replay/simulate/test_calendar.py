from datetime import date
from zoneinfo import ZoneInfo

from replay.simulate.calendar import Calendar, iso, office_activity

BERLIN = ZoneInfo("Europe/Berlin")


def test_an_hour_is_the_wall_clocks_on_both_sides_of_a_change_to_summer_time() -> None:
    calendar = Calendar(date(2026, 3, 28), 3, BERLIN)
    assert [iso(day.at(9.0)) for day in calendar] == [
        "2026-03-28T08:00:00Z",
        "2026-03-29T07:00:00Z",
        "2026-03-30T07:00:00Z",
    ]


def test_the_day_of_the_change_is_shorter() -> None:
    calendar = Calendar(date(2026, 3, 29), 1, BERLIN)
    assert calendar.end - calendar.start == 23 * 3600


def test_the_office_is_busy_on_workdays_and_not_at_night() -> None:
    monday, sunday = Calendar(date(2026, 3, 2), 1, BERLIN).day(0), Calendar(date(2026, 3, 1), 1, BERLIN).day(0)
    assert office_activity(monday, 10) > 10 * office_activity(sunday, 10)
    assert office_activity(monday, 10) > 10 * office_activity(monday, 3)
