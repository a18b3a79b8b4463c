"""Words and figures read as people write them, and control characters never pass."""

import pytest

from weir.report import told


def test_text_is_one_clean_line() -> None:
    assert told.text(None) == ""
    assert told.text("a\x1b[31mb\x1f") == "a\N{REPLACEMENT CHARACTER}[31mb\N{REPLACEMENT CHARACTER}"
    assert told.text(7) == "7"


def test_times_are_those_of_the_plants_clock() -> None:
    summer = 1_783_000_000.0
    assert told.moment(summer, "UTC") == "2026-07-02 13:46"
    assert told.moment(summer, "Europe/Zurich") == "2026-07-02 15:46"
    minutes = told.wall_minutes(summer, "Europe/Zurich")
    assert minutes is not None
    assert told.minutes_text(minutes) == "2026-07-02 15:46"
    assert (told.moment(0.0, "UTC"), told.moment(None, "UTC"), told.wall_minutes(0.0, "UTC")) == ("", "", None)


@pytest.mark.parametrize(("value", "said"), [(1, "1"), (1_904, "1,904"), (2.25, "2.2"), (1234.5, "1,234"), (3.0, "3")])
def test_figures_have_their_thousands_apart(value: float, said: str) -> None:
    assert told.number(value) == said


def test_one_is_said_otherwise_than_many() -> None:
    assert [told.plural(count, "path") for count in (0, 1, 2_000)] == ["0 paths", "1 path", "2,000 paths"]
    assert told.plural(2, "address") == "2 addresses"


@pytest.mark.parametrize(
    ("seconds", "said"), [(5.0, "5 s"), (90.0, "1.5 min"), (7_200.0, "2.0 h"), (180_000.0, "2.1 d")]
)
def test_a_length_is_in_the_unit_that_says_most(seconds: float, said: str) -> None:
    assert told.length(seconds) == said


def test_names_are_ordered_as_people_count() -> None:
    names = ["cell-10", "cell-2", "a", "cell-2b", "7", "cell-" + "9" * 30]
    assert sorted(names, key=told.natural) == ["7", "a", "cell-" + "9" * 30, "cell-2", "cell-2b", "cell-10"]


def test_a_place_is_its_zone_or_else_its_side() -> None:
    assert told.place_name("cell-1", "ot") == "cell-1"
    assert told.place_name(None, "it") == "(Office (IT), no zone)"
    assert told.place_name(None, None) == "(Side unknown, no zone)"
    assert told.octets(3_910_000_000) == "3.91 GB"
