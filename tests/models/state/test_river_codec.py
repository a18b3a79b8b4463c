"""River objects to bytes and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from models.baseline.window_statistics import WindowStatistics
from models.baseline.windows import WindowSums
from models.state import river_codec
from models.state.river_codec import StoredStatistic


def learnt(counts: list[int]) -> WindowStatistics:
    statistics = WindowStatistics()
    for count in counts:
        statistics.learn(WindowSums("x", begun=count, sent_octets=count * 100))
    return statistics


def figures(statistics: WindowStatistics) -> tuple[float, ...]:
    parts = (statistics.flows_mean, statistics.received_var, statistics.sent_mean, statistics.sent_var)
    tail = statistics.sent_tail.get()
    return (*(float(part.get()) for part in parts), -1.0 if tail is None else float(tail), float(statistics.windows))


counts = st.lists(st.integers(0, 10_000), max_size=30)


@given(before=counts, afterwards=counts)
def test_restored_statistics_have_the_same_future(before: list[int], afterwards: list[int]) -> None:
    whole = learnt(before)
    copy = river_codec.load(river_codec.dump(whole))
    if before:
        assert figures(copy) == figures(whole)
    for count in afterwards:
        for statistics in (whole, copy):
            statistics.learn(WindowSums("x", begun=count, sent_octets=count))
    if before or afterwards:
        assert figures(copy) == figures(whole)
    assert river_codec.dump(copy) == river_codec.dump(whole)


def test_another_river_version_starts_anew_and_is_never_guessed() -> None:
    stored = river_codec.dump(learnt([1, 2, 3]))
    with pytest.raises(ValueError, match=r"kept by River 0\.1\.0, this is River"):
        river_codec.load(replace(stored, river="0.1.0"))


def test_a_statistic_that_is_new_or_kept_otherwise_begins_anew_and_lets_the_others_be() -> None:
    whole = learnt([1, 2, 3])
    stored = river_codec.dump(whole)
    without = {name: part for name, part in stored.parts.items() if name != "flows_mean"}
    otherwise = stored.parts | {"flows_mean": replace(stored.parts["flows_mean"], argument=0.5)}
    for parts in (without, otherwise, without | {"of-tomorrow": stored.parts["received_var"]}):
        loaded = river_codec.load(replace(stored, parts=parts))
        assert loaded.flows_mean.get() == 0.0
        assert loaded.sent_mean.get() == whole.sent_mean.get()
        assert loaded.windows == 3


def test_a_class_that_is_not_on_the_list_is_refused() -> None:
    with pytest.raises(ValueError, match="Popen"):
        river_codec.load_statistic(StoredStatistic("Popen", 0.0, b""))
    stored = river_codec.dump(learnt([1]))
    parts = stored.parts | {"flows_mean": StoredStatistic("system", 0.0, b"x")}
    assert river_codec.load(replace(stored, parts=parts)).flows_mean.get() == 0.0


@pytest.mark.parametrize("statistic", ["flows_mean", "received_var", "sent_tail", "sent_mean", "sent_var"])
@pytest.mark.parametrize("damage", [b"", b"x", b"\x00" * 7, b"\x00" * 4_000])
def test_damaged_state_is_refused_with_a_value_error(statistic: str, damage: bytes) -> None:
    part = river_codec.dump(learnt([1, 2])).parts[statistic]
    with pytest.raises(ValueError, match="damaged"):
        river_codec.load_statistic(replace(part, state=damage))


def test_a_byte_that_river_panics_on_is_a_value_error_too() -> None:
    part = river_codec.dump(learnt([1, 2])).parts["flows_mean"]
    state = bytearray(part.state)
    state[24] = 7
    with pytest.raises(ValueError, match="damaged"):
        river_codec.load_statistic(replace(part, state=bytes(state)))
