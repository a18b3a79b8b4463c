"""Which choices are tried."""

from replay.tune.parameters import Value
from replay.tune.search import sampled, screened
from tests.replay.tune.made import values

RANGES = {"new-asset": ("high", "critical"), "first-look": ("low",), "scan": ("medium",)}


def test_each_value_alone_comes_first_the_mildest_of_the_loudest_before() -> None:
    tried = screened(RANGES, {"first-look": 9, "new-asset": 3, "scan": 1}, 40)
    assert tried == [
        values(first_look="low"),
        values(new_asset="high"),
        values(scan="medium"),
        values(new_asset="critical"),
    ]
    assert len(screened(RANGES, {}, 5)) == 3


def test_samples_have_several_values_and_begin_with_all_of_them() -> None:
    some = [Value("new-asset", "high"), Value("first-look", "low"), Value("scan", "medium")]
    drawn = sampled(some, 40, seed=1)
    assert drawn[0] == values(first_look="low", new_asset="high", scan="medium")
    assert len(drawn) == len(set(drawn)) == 4
    assert all(len(one) > 1 for one in drawn)


def test_a_seed_gives_the_same_samples_and_bounds_them() -> None:
    many = [Value(f"k{number}", "high") for number in range(12)]
    assert sampled(many, 7, seed=3) == sampled(list(reversed(many)), 7, seed=3)
    assert len(sampled(many, 7, seed=3)) == 7
    assert sampled(many, 7, seed=3) != sampled(many, 7, seed=4)


def test_one_parameter_alone_has_nothing_to_sample() -> None:
    assert sampled([Value("scan", "high"), Value("scan", "critical")], 10, seed=1) == []
