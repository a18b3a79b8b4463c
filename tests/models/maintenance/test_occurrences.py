"""Each week by the site's clock, both changes of clocks included."""

from datetime import UTC, datetime

import pytest

from models.event_time.calendar import Calendar
from models.maintenance.occurrences import meet, next_weekly
from schemas.maintenance import weekly_of

NEVER = float("inf")


def utc(*parts: int) -> float:
    return datetime(*parts, tzinfo=UTC).timestamp()  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("weekly", "after", "begin", "end"),
    [
        pytest.param(
            "sat 22:00-02:00", (2026, 3, 18, 12, 0), (2026, 3, 21, 21, 0), (2026, 3, 22, 1, 0), id="a winter's night"
        ),
        pytest.param(
            "sat 22:00-04:00", (2026, 3, 27, 12, 0), (2026, 3, 28, 21, 0), (2026, 3, 29, 2, 0),
            id="clocks go forward at 02:00: five hours",
        ),
        pytest.param(
            "sat 22:00-04:00", (2026, 3, 30, 12, 0), (2026, 4, 4, 20, 0), (2026, 4, 5, 2, 0), id="the week after"
        ),
        pytest.param(
            "sat 22:00-04:00", (2026, 10, 24, 12, 0), (2026, 10, 24, 20, 0), (2026, 10, 25, 3, 0),
            id="clocks go back at 03:00: seven hours",
        ),
        pytest.param(
            "sun 02:00-03:00", (2026, 3, 28, 12, 0), (2026, 4, 5, 0, 0), (2026, 4, 5, 1, 0),
            id="an hour that is left out in spring is not there that week",
        ),
        pytest.param(
            "sun 02:00-03:00", (2026, 10, 24, 12, 0), (2026, 10, 25, 0, 0), (2026, 10, 25, 2, 0),
            id="an hour that is there twice in autumn is two",
        ),
        pytest.param(
            "sat 22:00-02:00", (2026, 3, 22, 0, 30), (2026, 3, 21, 21, 0), (2026, 3, 22, 1, 0), id="one that runs"
        ),
        pytest.param(
            "mon,wed 06:00-07:00", (2026, 3, 16, 7, 0), (2026, 3, 18, 5, 0), (2026, 3, 18, 6, 0), id="the next of two"
        ),
    ],
)  # fmt: skip
def test_the_next_time_of_each_week(
    weekly: str, after: tuple[int, ...], begin: tuple[int, ...], end: tuple[int, ...]
) -> None:
    found = next_weekly(weekly_of(weekly), Calendar("Europe/Berlin"), utc(*after), NEVER)
    assert found == (utc(*begin), utc(*end))


def test_none_begins_after_its_end() -> None:
    weekly = weekly_of("sat 22:00-02:00")
    begins = utc(2026, 3, 21, 22, 0)
    assert next_weekly(weekly, Calendar("UTC"), begins - 60.0, begins) is None
    assert next_weekly(weekly, Calendar("UTC"), begins - 60.0, begins + 1.0) is not None


@pytest.mark.parametrize(
    ("one", "other", "they_meet"),
    [
        ("sat 22:00-02:00", "sun 01:00-03:00", True),
        ("sat 22:00-02:00", "sun 02:00-03:00", False),
        ("sun 22:00-02:00", "mon 01:00-03:00", True),
        ("mon 01:00-03:00", "sun 22:00-02:00", True),
        ("mon-fri 06:00-07:00", "wed 06:30-06:40", True),
        ("mon 06:00-07:00", "tue 06:00-07:00", False),
    ],
)
def test_weekly_times_meet_where_they_overlap_also_over_the_turn_of_the_week(
    one: str, other: str, they_meet: bool
) -> None:
    assert meet(weekly_of(one), weekly_of(other)) is they_meet
