"""How unlikely something new was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.baseline.surprise import DISCOUNT_CEILING, DISCOUNT_FLOOR, coverage, discount, likely, surprise_bits


def test_without_a_history_nothing_surprises() -> None:
    assert surprise_bits(draws=0, kinds=0, once=0, twice=0) is None


def test_a_few_steady_peers_make_a_stranger_more_surprising_with_every_month() -> None:
    week, month, quarter = (surprise_bits(draws=3 * 24 * days, kinds=3, once=0, twice=0) for days in (7, 30, 90))
    assert week is not None
    assert month is not None
    assert quarter is not None
    assert week < month < quarter


def test_who_meets_new_peers_daily_is_surprised_little() -> None:
    social = surprise_bits(draws=300, kinds=200, once=150, twice=30)
    steady = surprise_bits(draws=300, kinds=3, once=0, twice=0)
    assert social is not None
    assert steady is not None
    assert social < 1.5
    assert steady > 6.0


@given(st.integers(1, 10**6), st.data())
def test_bits_are_never_negative_nor_endless(draws: int, data: st.DataObject) -> None:
    kinds = data.draw(st.integers(0, draws))
    once = data.draw(st.integers(0, kinds))
    twice = data.draw(st.integers(0, kinds - once))
    bits = surprise_bits(draws=draws, kinds=kinds, once=once, twice=twice)
    assert bits is not None
    assert 0.0 <= bits <= 25.0


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_the_discount_lies_strictly_between_0_and_1(once: int, twice: int) -> None:
    assert DISCOUNT_FLOOR <= discount(once, twice) <= DISCOUNT_CEILING


def test_coverage_is_what_is_left_of_the_singles() -> None:
    assert coverage(draws=0, once=0) == 0.0
    assert coverage(draws=10, once=10) == 0.0
    assert coverage(draws=10, once=1) == pytest.approx(0.9)


def test_a_level_with_nobody_below_hands_its_base_on() -> None:
    assert likely({}, "x", 0.25) == 0.25


def test_what_most_drew_is_likely_and_what_none_drew_is_less_likely_than_its_base() -> None:
    counts = {"scada": 9, "historian": 3}
    assert likely(counts, "scada", 0.01) > likely(counts, "historian", 0.01) > 0.01 > likely(counts, "x", 0.01) > 0.0


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 50)))
def test_the_chances_of_all_kinds_come_to_one(counts: dict[str, int]) -> None:
    assert sum(likely(counts, kind, 1 / 8) for kind in "abcdefgh") == pytest.approx(1.0)
