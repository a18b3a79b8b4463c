from datetime import UTC
from zoneinfo import ZoneInfo

import pytest

from schemas.formats.tables.times import TextClock

TEN_PAST = 1_700_000_000.0
"""2023-11-14T22:13:20Z."""


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2023-11-14 22:13:20", TEN_PAST),
        ("2023-11-14 22:13:20.25", TEN_PAST + 0.25),
        ("2023/11/14 22:13:20.500000", TEN_PAST + 0.5),
        ("2023-11-14T23:13:20.5+01:00", TEN_PAST + 0.5),
        ("2023-11-14T22:13:20Z", TEN_PAST),
        ("  1700000000.75", TEN_PAST + 0.75),
        ("1700000000750", TEN_PAST + 0.75),
    ],
)
def test_a_time_as_text_is_seconds_utc_the_first_time_and_again(text: str, seconds: float) -> None:
    clock = TextClock()
    assert [clock(text), clock(text)] == [seconds, seconds]


def test_what_is_kept_of_a_second_serves_its_fractions() -> None:
    clock = TextClock()
    times = [clock(f"2023-11-14 22:13:20.{millisecond:03d}") for millisecond in (1, 999, 0)]
    assert times == [TEN_PAST + 0.001, TEN_PAST + 0.999, TEN_PAST]


def test_times_without_a_zone_are_in_that_of_the_clock() -> None:
    clock = TextClock(ZoneInfo("Europe/Zurich"))
    assert clock("2023-11-14 23:13:20") == TEN_PAST
    assert clock("2023-11-14 22:13:20+00:00") == TEN_PAST
    assert clock("1700000000") == TEN_PAST


def test_a_pattern_is_taken_and_nothing_else() -> None:
    clock = TextClock(UTC, "%d.%m.%Y %H:%M:%S")
    assert clock("14.11.2023 22:13:20") == TEN_PAST
    with pytest.raises(ValueError, match="no date and time"):
        clock("2023-11-14 22:13:20")


@pytest.mark.parametrize(("unit", "text"), [("us", "1700000000000000"), ("ns", "1700000000000000000"), ("s", "1.7e9")])
def test_numbers_since_1970_may_be_in_any_unit(unit: str, text: str) -> None:
    assert TextClock(UTC, unit)(text) == pytest.approx(TEN_PAST)


@pytest.mark.parametrize("text", ["", "yesterday", "14:01:35.133213", "1899-01-01 00:00:00", "2101-01-01", "nan", "-5"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="from 1970 to 2100"):
        TextClock()(text)
