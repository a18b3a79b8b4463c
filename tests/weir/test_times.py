"""Times on the command line."""

import pytest

from replay.given.span import Span
from weir.times import (
    counts_from_first,
    parse_day,
    parse_duration,
    parse_moment,
    parse_since,
    parse_span,
    parse_speed,
)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90s", 90.0),
        ("15m", 900.0),
        ("8h", 28_800.0),
        ("2d", 172_800.0),
        ("1w", 604_800.0),
        ("1d12h", 129_600.0),
        ("1.5h", 5_400.0),
    ],
)
def test_lengths(text: str, seconds: float) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "2", "d", "2 d", "2y", "-2d", "2d x"])
def test_what_is_no_length_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no length of time"):
        parse_duration(text)


def test_a_moment_is_absolute_or_after_the_first_flow() -> None:
    assert parse_moment("2d", 1000.0) == 173_800.0
    assert parse_moment("1970-01-02", 1000.0) == 86_400.0
    assert parse_moment("500", 1000.0) == 500.0
    with pytest.raises(ValueError, match="ISO 8601"):
        parse_moment("soon", 0.0)


def test_a_length_of_time_is_before_now_where_it_says_since_when() -> None:
    assert parse_since("2h", 10_000.0) == 2_800.0
    assert parse_since("1970-01-01T00:01:00Z", 10_000.0) == 60.0
    with pytest.raises(ValueError, match="no time"):
        parse_since("soon", 10_000.0)


def test_a_day_ends_at_midnight_of_its_time_zone_and_else_it_is_a_moment() -> None:
    assert parse_day("1970-01-01", "UTC", 0.0) == 86_399.999
    assert parse_day("1970-01-01", "Europe/Berlin", 0.0) == 82_799.999
    assert parse_day("1970-01-01T06:00:00Z", "Europe/Berlin", 0.0) == 21_600.0
    assert parse_day("2h", "Europe/Berlin", 10_000.0) == 2_800.0
    with pytest.raises(ValueError, match="is no time"):
        parse_day("1970-02-31", "UTC", 0.0)


def test_a_span_counts_lengths_from_the_first_flow_and_must_hold_something() -> None:
    assert parse_span("1d", "1970-01-03", 1_000.0) == Span(87_400.0, 172_800.0)
    assert parse_span(None, None, 1_000.0) == Span()
    with pytest.raises(ValueError, match="not after --since"):
        parse_span("2d", "1d", 0.0)


@pytest.mark.parametrize(("text", "counts"), [("2d", True), ("1970-01-02", False), ("500", False), (None, False)])
def test_only_a_length_counts_from_the_first_flow(text: str | None, *, counts: bool) -> None:
    assert counts_from_first(text) is counts


def test_a_speed_is_a_number_of_times_or_as_fast_as_it_goes() -> None:
    assert [parse_speed(text) for text in ("1x", "60x", "0.5x", "max")] == [1.0, 60.0, 0.5, None]
    for text in ("", "60", "x", "0x", "-1x", "fast"):
        with pytest.raises(ValueError, match="no speed"):
            parse_speed(text)
