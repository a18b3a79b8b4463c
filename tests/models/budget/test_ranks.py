"""How often something as severe comes at a site: counted, and told once four weeks were watched."""

from hypothesis import given
from hypothesis import strategies as st

from models.budget.ranks import CALIBRATED_AFTER_DAYS, Ranks
from models.event_time.calendar import DAY_S
from schemas.alert import Rank

T = 1_000_000.0
CALIBRATED = T + CALIBRATED_AFTER_DAYS * DAY_S


def ranks(*severities: int) -> Ranks:
    made = Ranks()
    made.watched(T)
    for severity in severities:
        made.count("volume", severity)
    return made


def test_it_says_how_many_of_the_kind_were_as_severe_in_how_many_days() -> None:
    found = ranks(40, 45, 60).rank("volume", 45, CALIBRATED)
    assert found == Rank(as_severe=2, days=28.0)
    assert round(found.once_in_days, 1) == 9.3
    assert ranks(40, 45, 60).rank("scan", 45, CALIBRATED) == Rank(as_severe=0, days=28.0)


def test_nothing_is_told_before_four_weeks() -> None:
    assert ranks(40).rank("volume", 40, CALIBRATED - 1.0) is None
    assert Ranks().rank("volume", 40, CALIBRATED) is None


def test_one_that_rises_is_one_and_not_two() -> None:
    made = ranks(45)
    made.count("volume", 70, before=45)
    assert [made.rank("volume", severity, CALIBRATED) for severity in (45, 71)] == [Rank(1, 28.0), Rank(0, 28.0)]


def test_counting_begins_with_the_earliest_time_that_is_believed() -> None:
    made = Ranks()
    assert [made.watched(time) for time in (T + 50.0, T, T + 9.0)] == [True, True, False]
    assert made.since == T


@given(st.lists(st.integers(0, 100), max_size=50), st.integers(0, 99))
def test_what_is_more_severe_is_never_more_often(severities: list[int], severity: int) -> None:
    made = ranks(*severities)
    less, more = (made.rank("volume", each, CALIBRATED) for each in (severity, severity + 1))
    assert less is not None
    assert more is not None
    assert less.as_severe >= more.as_severe
    assert less.as_severe == sum(each >= severity for each in severities)
