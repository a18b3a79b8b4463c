"""The table of headings is sound: each heading means one field, save those that say so."""

from schemas.formats.assets.heading_table import HEADINGS, NAMES_WITH_AN_ID, ONLY_ALONE, SECOND_USE, WORDS_ONLY
from schemas.formats.assets.headings import normal_heading


def fields_of(heading: str) -> set[str]:
    name = normal_heading(heading)
    return {field for field, headings in HEADINGS.items() if name in map(normal_heading, headings)}


def test_a_heading_means_one_field_save_those_of_a_second_use() -> None:
    several = {
        normal_heading(heading): fields_of(heading)
        for headings in HEADINGS.values()
        for heading in headings
        if len(fields_of(heading)) > 1
    }
    assert several == {normal_heading(heading): set(fields) for heading, fields in SECOND_USE.items()}


def test_no_heading_stands_twice_in_a_field() -> None:
    for field, headings in HEADINGS.items():
        spelled = [heading.casefold() for heading in headings]
        assert len(spelled) == len(set(spelled)), field


def test_what_is_said_of_headings_is_said_of_those_of_the_table() -> None:
    assert {field for heading in ONLY_ALONE for field in fields_of(heading)} == {"ip"}
    assert {field for heading in WORDS_ONLY for field in fields_of(heading)} == {"criticality"}
    assert [fields_of(heading) for heading in NAMES_WITH_AN_ID] == [set()] * len(NAMES_WITH_AN_ID)
