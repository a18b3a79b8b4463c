"""What nobody has declared is kept within bounds, told, and given once it is declared."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.sources.listening.parked import (
    FORGOTTEN_S,
    MOST_BYTES,
    MOST_BYTES_EACH,
    MOST_EXPORTERS,
    TOLD_EVERY_S,
    Parked,
    Stranger,
)

T0 = 1_700_000_000.0


def test_who_sends_is_told_with_counts_and_times() -> None:
    parked = Parked()
    parked.put("10.0.0.1", T0, b"a")
    parked.put("10.0.0.2", T0 + 1.0, b"b")
    parked.put("10.0.0.2", T0 + 2.0, b"c")
    assert parked.strangers() == [
        Stranger("10.0.0.2", 2, T0 + 1.0, T0 + 2.0),
        Stranger("10.0.0.1", 1, T0, T0),
    ]
    assert parked.datagrams == 3


def test_what_is_declared_now_is_given_in_its_order_and_only_once() -> None:
    parked = Parked()
    for number in range(3):
        parked.put("10.0.0.1", T0, b"one %d" % number)
        parked.put("10.0.0.2", T0, b"two")
    assert parked.release(lambda address: address == "10.0.0.1") == [b"one 0", b"one 1", b"one 2"]
    assert parked.release(lambda address: address == "10.0.0.1") == []
    assert [one.address for one in parked.strangers()] == ["10.0.0.2"]


def test_the_first_of_each_is_kept_without_a_gap_and_the_rest_is_counted() -> None:
    parked = Parked()
    piece = bytes(MOST_BYTES_EACH // 4)
    for _ in range(6):
        parked.put("10.0.0.1", T0, piece)
    parked.put("10.0.0.1", T0, b"small, but after what was left out")
    assert parked.strangers()[0].datagrams == 7
    assert parked.release(lambda _: True) == [piece] * 4


def test_all_together_stay_within_bounds_whoever_sends() -> None:
    parked = Parked()
    for number in range(2 * MOST_EXPORTERS):
        for _ in range(5):
            parked.put(f"10.0.{number >> 8}.{number & 255}", T0 + number, bytes(9_000))
    assert len(parked.strangers()) == MOST_EXPORTERS
    assert parked.datagrams == 10 * MOST_EXPORTERS
    assert sum(map(len, parked.release(lambda _: True))) <= MOST_BYTES
    parked.put("10.9.9.9", T0, b"room again")
    assert parked.release(lambda _: True) == [b"room again"]


def test_one_that_is_silent_for_a_day_makes_room() -> None:
    parked = Parked()
    for number in range(MOST_EXPORTERS):
        parked.put(f"10.0.0.{number}", T0 + number, b"x")
    parked.put("10.1.1.1", T0 + FORGOTTEN_S, b"x")
    assert "10.1.1.1" in {one.address for one in parked.strangers()}
    assert "10.0.0.0" not in {one.address for one in parked.strangers()}


def test_counts_alone_are_noted_once_a_minute() -> None:
    parked = Parked()
    parked.track()
    parked.put("10.0.0.1", T0, bytes(MOST_BYTES_EACH))
    assert parked.changes() is not None
    parked.put("10.0.0.1", T0 + 1.0, b"x")
    assert parked.changes() is None
    parked.put("10.0.0.1", T0 + TOLD_EVERY_S, b"x")
    noted = parked.changes()
    assert noted is not None
    assert len(noted) < 200


@given(st.integers(0, 2**32))
def test_its_notes_make_another_the_same(seed: int) -> None:
    chance = random.Random(seed)
    parked, notes = Parked(), list[bytes]()
    parked.track()
    for step in range(60):
        address = f"10.0.0.{chance.randrange(6)}"
        match chance.randrange(8):
            case 0:
                parked.release(lambda one, address=address: one == address)  # type: ignore[misc]
            case 1:
                notes += [] if (noted := parked.changes()) is None else [noted]
            case 2 if chance.random() < 0.3:
                notes = [parked.everything()]
            case _:
                parked.put(address, T0 + step * TOLD_EVERY_S, bytes(chance.randrange(9_000)))
    notes += [] if (noted := parked.changes()) is None else [noted]
    restored = Parked()
    restored.restore(notes)
    assert restored.strangers() == parked.strangers()
    assert restored.release(lambda _: True) == parked.release(lambda _: True)


def test_notes_that_are_none_are_refused_and_change_nothing() -> None:
    parked = Parked()
    with pytest.raises(ValueError):
        parked.restore([b"no notes"])
    assert parked.strangers() == []
    assert parked.changes() is None


def test_it_has_nothing_of_files_and_records() -> None:
    parked = Parked()
    assert not parked.spans(["conn"])
    assert parked.counted_once([]) == []
    assert parked.forgetful().strangers() == []
