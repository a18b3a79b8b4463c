"""A path that no word covers alerts in the run with words whenever it alerts in the run without them.

It may stand in a digest instead, where what was said has moved a readiness; it is never nowhere. The long run of
5,000 histories is `make chaos`.
"""

import pytest

from tests.chaos import Chaos
from tests.models.verdicts.histories import held_without_words, tried

HISTORIES, PARTS, STEPS = 200, 8, 60
LONG_HISTORIES, LONG_STEPS = 5_000, 150
WORDS = 50


@pytest.mark.parametrize("part", range(PARTS))
def test_no_word_hides_a_path_that_it_does_not_cover(part: int) -> None:
    lost = {seed: tried(seed, WORDS, STEPS) for seed in range(part, HISTORIES, PARTS)}
    assert {seed: paths for seed, paths in lost.items() if paths} == {}


def test_the_histories_have_what_may_be_hidden() -> None:
    assert min(held_without_words(seed, STEPS) for seed in range(20)) > 5


@pytest.mark.fault
@pytest.mark.timeout(7_200)
def test_no_word_hides_a_path_in_thousands_of_long_histories(chaos: Chaos) -> None:
    if not chaos.full:
        pytest.skip("only in `make chaos`: it takes half an hour")
    lost = {seed: tried(seed, WORDS, LONG_STEPS) for seed in range(10_000, 10_000 + LONG_HISTORIES)}
    assert {seed: paths for seed, paths in lost.items() if paths} == {}
