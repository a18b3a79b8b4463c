"""What an analyst reads of a silence."""

import pytest

from models.findings.expected.silence_told import ASSET_WORDS, PATH_WORDS, ZONE_WORDS, asset_of, told_as, words_of
from models.findings.expected.silent_together import Subject, Together
from tests.models.findings.expected import made as m

PANEL, PLCS = m.asset("panel"), [m.asset(f"plc-{n}") for n in range(5)]
POLLS = tuple(m.expected(m.path(PANEL, plc)) for plc in PLCS)


@pytest.mark.parametrize(
    ("subject", "name", "title"),
    [
        ("begins", PANEL.id, "panel polls nobody any more: 5 expected paths"),
        ("asset", PANEL.id, "panel is silent: 5 expected paths"),
        ("zone", "cell", "Zone cell fell silent: 5 expected paths"),
        ("zones", "", "Several zones fell silent at once: 5 expected paths"),
    ],
)
def test_a_group_is_named_by_its_subject_and_shows_three_paths(subject: Subject, name: str, title: str) -> None:
    told, text = told_as(Together(subject, name, POLLS), "20 minutes")
    assert told == title
    assert (
        "for 20 minutes: panel -> plc-0 (modbus), panel -> plc-1 (modbus), panel -> plc-2 (modbus) and 2 more" in text
    )


def test_one_path_says_how_often_it_usually_speaks() -> None:
    title, text = told_as(Together("path", "", POLLS[:1]), "20 minutes")
    assert title == "Expected path is silent: panel -> plc-0 (modbus)"
    assert (
        text == "panel in cell usually speaks to plc-0 in cell by modbus every 60 seconds, and has not for 20 minutes"
    )


def test_who_is_not_reached_is_the_one_it_is_about() -> None:
    found = Together("serves", PLCS[0].id, POLLS[:1])
    assert asset_of(found) is PLCS[0]
    assert told_as(found, "1 hour")[0] == "plc-0 is not reached any more: 1 expected paths"


def test_advice_names_ends_only_where_there_are_some() -> None:
    found = [words_of(Together(subject, PANEL.id, POLLS)) for subject in ("path", "asset", "zone", "zones")]
    assert found == [PATH_WORDS, ASSET_WORDS, ZONE_WORDS, ZONE_WORDS]
    assert asset_of(Together("zone", "cell", POLLS)) is None
    assert "{" not in (ZONE_WORDS.advice.text if ZONE_WORDS.advice else "{")
