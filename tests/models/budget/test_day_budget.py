"""What goes out of a day's alerts, and what waits."""

from hypothesis import given
from hypothesis import strategies as st

from models.budget.day_budget import SpentDay, Withheld, needed
from schemas.attack import AlertKind

KINDS: tuple[AlertKind, ...] = ("level-skip", "new-asset", "volume", "scan")


MEDIUM: tuple[AlertKind, int] = ("level-skip", 45)
HIGH: tuple[AlertKind, int] = ("level-skip", 65)
LOW: tuple[AlertKind, int] = ("level-skip", 39)
VOLUME: tuple[AlertKind, int] = ("volume", 45)


def sent(*alerts: tuple[AlertKind, int], a_day: int = 2, day: int = 0) -> list[bool]:
    spent = SpentDay()
    return [spent.goes_out(kind, severity, day, a_day) for kind, severity in alerts]


def test_so_many_of_medium_and_above_go_out_and_then_only_what_reads_higher() -> None:
    assert sent(MEDIUM, MEDIUM, MEDIUM, HIGH) == [True, True, False, True]
    assert sent(*[HIGH] * 4, ("level-skip", 70), ("level-skip", 85)) == [True] * 4 + [False, True]


def test_what_is_below_medium_asks_for_nobodys_time() -> None:
    assert sent(*[LOW] * 50) == [True] * 50
    assert sent(*[LOW] * 50, ("level-skip", 40)) == [True] * 51


def test_one_kind_does_not_spend_what_others_need() -> None:
    assert sent(*[VOLUME] * 5, ("scan", 45), ("scan", 45), ("new-asset", 45)) == [
        True, True, False, False, False, True, False, True,
    ]  # fmt: skip


def test_the_next_day_begins_with_none_spent_and_days_never_step_back() -> None:
    spent = SpentDay()
    assert [spent.goes_out("scan", 45, day, 1) for day in (3, 3, 4, 3, 4)] == [True, False, True, False, False]


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 100)), max_size=60), st.integers(1, 5))
def test_no_day_has_more_than_twice_the_budget_below_critical(alerts: list[tuple[AlertKind, int]], a_day: int) -> None:
    out = sent(*alerts, a_day=a_day)
    went = [severity for (_, severity), goes in zip(alerts, out, strict=True) if goes]
    assert sum(40 <= severity < 80 for severity in went) <= 2 * a_day
    assert all(goes for (_, severity), goes in zip(alerts, out, strict=True) if severity >= 80 or severity < 40)


def test_the_level_that_is_needed_rises_twice_a_day_at_most() -> None:
    assert [needed(spent, 3) for spent in range(8)] == [40] * 3 + [60] * 3 + [80] * 2
    assert needed(10_000, 3) == 80


def test_the_list_is_named_by_its_first_day_and_counts_what_it_has_no_room_for() -> None:
    day = SpentDay()
    for number in range(5):
        one = Withheld(f"id-{number}", "volume", 45, "title")
        day.hold(one, date=f"2026-03-0{number + 1}", day_end=100.0 * (number + 1), most=3)
    day.unlist("id-1")
    assert (day.listed_on, day.due, day.listed_total) == ("2026-03-01", 100.0, 4)
    assert [each.id for each in day.listed] == ["id-0", "id-2"]
    day.clear()
    assert (day.listed, day.listed_total, day.due) == ([], 0, 0.0)
