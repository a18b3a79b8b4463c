"""Words for numbers, and words for nothing."""

import pytest

from schemas.formats.assets.words import (
    CRITICALITY,
    LEVELS,
    criticality,
    purdue_level,
    says_nothing,
)


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("Mission Critical", 5),
        ("mission-critical", 5),
        ("critical", 5),
        ("Very high", 5),
        ("Tier 1", 5),
        ("1 - most critical", 5),
        ("Sehr hoch", 5),
        ("High", 4),
        ("1 - High", 4),
        ("Élevée", 4),
        ("2 - somewhat critical", 4),
        ("Medium", 3),
        ("Low", 2),
        ("HighCriticality", 4),
        ("Criticality", None),
        ("4 - not critical", 1),
        ("1", 1),
        ("5", 5),
        ("4.0", 4),
        ("2,00", 2),
        ("4.5", None),
        ("6", None),
        ("0", None),
        ("huge", None),
        ("A", None),
    ],
)
def test_criticality_by_number_and_word(text: str, step: int | None) -> None:
    assert criticality(text) == step


def test_numbers_of_a_priority_are_not_read_since_nobody_knows_which_is_highest() -> None:
    assert criticality("1", numbers=False) is None
    assert criticality("high", numbers=False) == 4


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("L2", 2.0),
        ("2", 2.0),
        ("2.0", 2.0),
        ("Level 3.5", 3.5),
        ("3,5", 3.5),
        ("Purdue Level 1", 1.0),
        ("lvl 4", 4.0),
        ("Level-0", 0.0),
        ("Process Control", 1.0),
        ("process control", 1.0),
        ("Field", 0.0),
        ("DMZ", 3.5),
        ("I-DMZ", 3.5),
        ("Basic Control", 1.0),
        ("Supervisory", 2.0),
        ("Site operations", 3.0),
        ("Enterprise", 5.0),
        ("Level 2 - Supervisory", 2.0),
        ("1 - Basic Control", 1.0),
        ("Level 3 (Site Operations)", 3.0),
        ("Level 2: cell 7", 2.0),
        ("Level 4 - DMZ", None),
        ("Level 3 - Basic Control", None),
        ("2. OG", None),
        ("2nd floor", None),
        ("Level 9", None),
        ("5.5", None),
        ("1/2", None),
        ("-1", None),
        ("nowhere", None),
    ],
)
def test_levels_by_number_and_name(text: str, level: float | None) -> None:
    assert purdue_level(text) == level


def test_no_word_stands_in_two_steps() -> None:
    for table in (CRITICALITY, LEVELS):
        words = [word.casefold() for step in table.values() for word in step]
        assert len(words) == len(set(words))


@pytest.mark.parametrize("cell", ["", " ", "-", "N/A", "#N/A", "#NV", "none", "TBD", "Unbekannt"])
def test_cells_that_say_nothing(cell: str) -> None:
    assert says_nothing(cell)
    assert not says_nothing("plc")
