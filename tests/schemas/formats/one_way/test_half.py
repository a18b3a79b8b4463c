"""Records of one end as one, and what was wrong with those of both."""

from schemas.bounds import LARGEST_COUNT
from schemas.formats.one_way.half import Half, flaws_of, sum_of

ONE = Half(5.0, 9.0, "10.1.0.5", "10.2.0.7", "tcp", 40_001, 502, 300, None, 0x02, flaws=("sampled",))


def test_slices_of_one_end_are_added_up() -> None:
    other = Half(
        7.0, 12.0, "10.1.0.5", "10.2.0.7", "tcp", 40_001, 502, LARGEST_COUNT, 4, 0x10, rejected=True, end_told=True
    )
    assert sum_of(ONE, other) == Half(
        *(5.0, 12.0, "10.1.0.5", "10.2.0.7", "tcp", 40_001, 502, LARGEST_COUNT, 4, 0x12),
        rejected=True,
        end_told=True,
        flaws=("sampled",),
    )


def test_flaws_of_both_ends_are_told_once_each() -> None:
    other = Half(5.0, 9.0, "10.2.0.7", "10.1.0.5", "tcp", flaws=("lost", "sampled"))
    assert flaws_of(ONE, other) == ("sampled", "lost")
    assert flaws_of(ONE, ONE) == ("sampled",)
