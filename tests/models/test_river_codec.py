"""River objects to bytes and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from models import river_codec
from models.river_codec import StoredStatistic
from models.windows import WindowCounters, WindowStatistics


def learnt(counts: list[int]) -> WindowStatistics:
    statistics = WindowStatistics()
    for count in counts:
        statistics.close(WindowCounters("x", flows=count, octets=count * 100))
    return statistics


def figures(statistics: WindowStatistics) -> tuple[float, ...]:
    parts = (statistics.flows_mean, statistics.flows_var, statistics.octets_mean, statistics.octets_var)
    tail = statistics.flows_tail.get()
    return (*(float(part.get()) for part in parts), -1.0 if tail is None else float(tail), float(statistics.windows))


counts = st.lists(st.integers(0, 10_000), max_size=30)


@given(before=counts, afterwards=counts)
def test_restored_statistics_have_the_same_future(before: list[int], afterwards: list[int]) -> None:
    whole = learnt(before)
    copy = river_codec.load(river_codec.dump(whole))
    assert copy is not None
    if before:
        assert figures(copy) == figures(whole)
    for count in afterwards:
        for statistics in (whole, copy):
            statistics.close(WindowCounters("x", flows=count, octets=count))
    if before or afterwards:
        assert figures(copy) == figures(whole)
    assert river_codec.dump(copy) == river_codec.dump(whole)


def test_another_river_version_starts_anew_and_is_never_guessed() -> None:
    stored = river_codec.dump(learnt([1, 2, 3]))
    assert river_codec.load(replace(stored, river="0.1.0")) is None
    assert river_codec.load(replace(stored, parts=stored.parts[1:])) is None


def test_a_class_that_is_not_on_the_list_is_refused() -> None:
    with pytest.raises(ValueError, match="Popen"):
        river_codec.load_statistic(StoredStatistic("Popen", 0.0, b""))
    stored = river_codec.dump(learnt([1]))
    parts = [StoredStatistic("system", 0.0, b"x"), *stored.parts[1:]]
    with pytest.raises(ValueError, match="system"):
        river_codec.load(replace(stored, parts=parts))


@pytest.mark.parametrize("statistic", range(5))
@pytest.mark.parametrize("damage", [b"", b"x", b"\x00" * 7, b"\x00" * 4_000])
def test_damaged_state_is_refused_with_a_value_error(statistic: int, damage: bytes) -> None:
    part = river_codec.dump(learnt([1, 2])).parts[statistic]
    with pytest.raises(ValueError, match="damaged"):
        river_codec.load_statistic(replace(part, state=damage))


def test_a_byte_that_river_panics_on_is_a_value_error_too() -> None:
    part = river_codec.dump(learnt([1, 2])).parts[0]
    state = bytearray(part.state)
    state[24] = 7
    with pytest.raises(ValueError, match="damaged"):
        river_codec.load_statistic(replace(part, state=bytes(state)))
