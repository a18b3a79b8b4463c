"""What is kept of amounts: running figures of logarithms, and a most that fades."""

from math import exp

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.findings.amounts.records import HALVED_S, Kept, PathAmounts, WayFigures


def test_the_first_quarters_count_alike() -> None:
    figures = WayFigures()
    for octets in (1_000.0, 10_000.0, 100_000.0):
        figures.learn(octets)
    assert figures.blocks == 3
    assert figures.typical == pytest.approx(10_000.0)
    assert figures.at(0.0) == pytest.approx(figures.typical)


def test_a_steady_way_is_narrow_and_an_uneven_one_wide() -> None:
    steady, uneven = WayFigures(), WayFigures()
    for number in range(50):
        steady.learn(1_000_000.0 + number)
        uneven.learn(10.0 ** (3 + number % 5))
    assert steady.at(6.0) < 1.01 * steady.typical
    assert uneven.at(6.0) > 10_000 * uneven.typical


@given(st.lists(st.integers(min_value=1, max_value=2**63), min_size=1, max_size=80))
def test_what_is_typical_lies_among_what_was_there(amounts: list[int]) -> None:
    figures = WayFigures()
    for octets in amounts:
        figures.learn(float(octets))
    assert 0.999 * min(amounts) <= figures.typical <= 1.001 * max(amounts)
    assert figures.at(1e9) <= exp(60.0)


def test_of_a_largest_window_a_half_is_left_after_eight_weeks() -> None:
    kept = Kept()
    assert kept.grow(1_000.0, 8_000_000.0, 0.0)
    assert not kept.grow(2_000.0, 7_000_000.0, 0.0)
    sent, received = kept.most(1_000.0 + HALVED_S)
    assert (round(sent), received) == (4_000_000, 0.0)


def test_a_record_is_read_back_as_it_was() -> None:
    kept = Kept(path=PathAmounts(since=1.0, begin=2.0, flows=3, initiator_octets=4, responder_octets=5))
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(kept), type=Kept) == kept
