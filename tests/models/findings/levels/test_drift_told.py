"""What is told says who, what, since when, and what was before."""

import pytest

from models.event_time.calendar import Calendar
from models.findings.levels.drift_told import LEVEL_WORDS, PACE_WORDS, WIDE_WORDS, asset_of, told_as, words_of
from models.findings.levels.records import Told
from models.findings.levels.steps import step_of
from tests.models.findings.levels.plain_paths import path

ONE = path("cell-1/hmi", "cell-1/plc", gap_s=420.0)
CALENDAR = Calendar("UTC")
SINCE = 20_458 * 86_400.0


def told(what: str = "level", subject: str = "path", figure: int = 0, before: int = 101, after: int = 321) -> Told:
    steps = float(step_of(before)), float(step_of(after))
    return Told(what, subject, "cell-1", ["a|b|c"], 4, SINCE, SINCE, SINCE, figure, *steps, 21)  # type: ignore[arg-type]


def said(one: Told) -> tuple[str, str]:
    return told_as(one, ONE, 60.0, SINCE + 30 * 3_600.0, CALENDAR)


@pytest.mark.parametrize(
    ("figure", "title", "text"),
    [
        (0, "320 connections a day instead of 100", "has had about 320 connections a day with"),
        (1, "320 bytes a day instead of 100 bytes", "has sent about 320 bytes a day to"),
        (2, "320 bytes a day instead of 100 bytes", "has got about 320 bytes a day from"),
    ],
)
def test_a_level_is_told_with_before_and_after(figure: int, title: str, text: str) -> None:
    found = said(told(figure=figure))
    assert found[0].endswith(title)
    assert text in found[1]
    assert "since 2026-01-05; in 21 days before it was about 100" in found[1]


def test_a_climb_and_a_fall_are_told_by_weeks() -> None:
    assert said(told("climb"))[0].startswith("Slow climb: ")
    title, text = said(told("climb", before=321, after=101))
    assert title.startswith("Slow fall: ")
    assert text.endswith("little by little it came there from 320 connections 21 weeks before")


def test_a_lost_pace_is_told_with_both_times_between() -> None:
    title, text = said(told("pace"))
    assert "asked every 60 seconds before, at uneven times now" in title
    assert text.endswith("steadily for days; for 30 hours it has done so at uneven times, 7 minutes apart on average")


@pytest.mark.parametrize(
    ("subject", "which"),
    [
        ("begins", "that cell-1/hmi begins"),
        ("serves", "that reach cell-1/plc"),
        ("zone", "of zone cell-1"),
        ("plant", "of the plant"),
        ("several", "of several zones and devices"),
    ],
)
def test_paths_that_changed_at_once_are_told_as_one(subject: str, which: str) -> None:
    title, text = said(told(subject=subject))
    assert title == f"Lasting change: 4 paths {which}"
    assert text.startswith(f"4 paths {which} have changed at once; one of them: ")


def test_the_next_step_is_at_an_end_only_where_there_is_one() -> None:
    assert [words_of(told(what, subject)) for what, subject in (("level", "path"), ("pace", "serves"))] == [
        LEVEL_WORDS, PACE_WORDS,
    ]  # fmt: skip
    assert words_of(told("pace", "plant")) == WIDE_WORDS
    ends = [asset_of(told(subject=subject), ONE) for subject in ("path", "begins", "serves", "zone", "several")]
    assert ends == [ONE.initiator_asset, ONE.initiator_asset, ONE.responder_asset, None, None]
