"""Counting distinct texts in bounded memory."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.baseline.distinct_count import KEPT, Distinct


def counted(texts: list[str]) -> Distinct:
    distinct = Distinct()
    for text in texts:
        distinct.add(text)
    return distinct


@given(st.lists(st.integers(0, 200).map(str), max_size=60))
def test_few_are_counted_exactly_and_repeats_change_nothing(texts: list[str]) -> None:
    assert counted(texts).count() == len(set(texts))
    assert counted(texts + texts) == counted(texts)


@given(st.lists(st.integers(0, 10_000).map(str), max_size=300), st.randoms())
def test_order_does_not_matter(texts: list[str], random: object) -> None:
    shuffled = list(texts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert counted(shuffled) == counted(texts)


@pytest.mark.parametrize("count", [200, 1_000, 50_000])
def test_many_are_estimated_within_three_standard_errors(count: int) -> None:
    distinct = counted([f"10.{n // 65536}.{n // 256 % 256}.{n % 256}" for n in range(count)])
    assert abs(distinct.count() / count - 1.0) < 3 * 0.09
    assert len(distinct.smallest) <= KEPT


def test_one_sketch_is_not_anothers() -> None:
    counted(["a"])
    assert Distinct().count() == 0
