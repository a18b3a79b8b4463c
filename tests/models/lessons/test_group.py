"""What words come to in points: bounded, monotone, and exactly taken back."""

from hypothesis import given
from hypothesis import strategies as st

from models.lessons.group import (
    LESS_AT_MOST,
    LESS_FROM,
    MAX_LESSONS,
    MORE_AT_MOST,
    UNDECIDED,
    Group,
    Lesson,
    group_id,
    mean_of,
)

words = st.lists(st.booleans(), max_size=40)
"""What each alert was called: True for malicious."""


def group(judged: list[bool]) -> Group:
    made = Group("id", "dmz-bypass", "office", "cell", None)
    for number, malicious in enumerate(judged):
        made.teach(Lesson(f"alert {number}", float(number), malicious, f"word {number}"))
    return made


def points(judged: list[bool]) -> float:
    return group(judged).points


def test_the_figures_that_the_documentation_tells() -> None:
    assert [points([False] * count) for count in (0, 1, 2, 3, 5, 10, 32)] == [0, 0, 0, -7, -10, -13, -15]
    assert [points([True] * count) for count in (1, 2, 3, 5, 32)] == [2, 4, 5, 7, 10]


@given(judged=words)
def test_points_keep_within_their_bounds(judged: list[bool]) -> None:
    assert -LESS_AT_MOST <= points(judged) <= MORE_AT_MOST


@given(judged=st.lists(st.booleans(), max_size=MAX_LESSONS - 1))
def test_one_more_expected_never_raises_and_one_more_malicious_never_lowers(judged: list[bool]) -> None:
    assert points([*judged, False]) <= points(judged) <= points([*judged, True])


@given(judged=words)
def test_nothing_is_lowered_where_one_was_malicious_or_few_were_expected(judged: list[bool]) -> None:
    if any(judged[-MAX_LESSONS:]) or judged.count(False) < LESS_FROM:
        assert points(judged) >= 0.0


@given(judged=st.lists(st.booleans(), min_size=1, max_size=MAX_LESSONS), data=st.data())
def test_what_is_taken_back_leaves_no_trace(judged: list[bool], data: st.DataObject) -> None:
    gone = data.draw(st.integers(0, len(judged) - 1))
    there = group(judged)
    assert there.keep([lesson for lesson in there.lessons if lesson.alert != f"alert {gone}"])
    assert there.mean == group(judged[:gone] + judged[gone + 1 :]).mean
    assert not there.keep(there.lessons)


def test_the_newest_words_weigh_most() -> None:
    assert mean_of(group([True, False, False]).lessons) < UNDECIDED < mean_of(group([False, False, True, True]).lessons)


def test_a_word_counts_once_however_many_alerts_it_settles() -> None:
    there = group([])
    assert there.teach(Lesson("a", 1.0, malicious=False, word="w"))
    assert not there.teach(Lesson("b", 1.0, malicious=False, word="w"))
    assert there.teach(Lesson("b", 2.0, malicious=False))
    assert not there.teach(Lesson("b", 3.0, malicious=False, word="x"))
    assert [(lesson.alert, lesson.said) for lesson in there.lessons] == [("a", 1.0), ("b", 2.0)]
    assert (there.expected, there.malicious, there.latest) == (2, 0, 2.0)


def test_an_alert_that_is_judged_otherwise_has_one_lesson_still() -> None:
    there = group([False])
    assert there.teach(Lesson("alert 0", 9.0, malicious=True))
    assert (there.expected, there.malicious) == (0, 1)


def test_the_oldest_lesson_gives_way() -> None:
    there = group([True] + [False] * MAX_LESSONS)
    assert (len(there.lessons), there.malicious) == (MAX_LESSONS, 0)


def test_an_id_is_that_of_its_kind_places_and_services() -> None:
    ids = {group_id("scan", a, z, controls=c) for a in (None, "x") for z in (None, "x") for c in (None, True, False)}
    assert len(ids) == 12
