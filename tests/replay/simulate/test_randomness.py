from statistics import mean

import pytest

from replay.simulate.randomness import arrivals, seeded, size


def test_same_seed_and_names_give_the_same_chance() -> None:
    # The figure is fixed: another machine or Python must draw the same.
    assert seeded(7, "polling", "plc-1").getrandbits(32) == 3519495430


def test_another_name_or_seed_gives_another() -> None:
    draws = {seeded(seed, name).random() for seed in (1, 2) for name in ("a", "b")}
    assert len(draws) == 4


@pytest.mark.parametrize("wanted", [0.3, 4.0, 200.0])
def test_arrivals_have_their_mean(wanted: float) -> None:
    random = seeded(1, "arrivals")
    assert mean(arrivals(random, wanted) for _ in range(3_000)) == pytest.approx(wanted, rel=0.1)


def test_nothing_arrives_where_nothing_is_expected() -> None:
    assert arrivals(seeded(1), 0.0) == 0


def test_a_size_is_never_empty() -> None:
    random = seeded(1, "size")
    assert min(size(random, 0.5) for _ in range(100)) == 1
