"""A partition is taken only where its sites lie as the topics have it; writing that is tested on a broker."""

import pytest

from streams.kafka.log.layout import LayoutDiffers, checked

EVEN = {"weir.flows": 4, "weir.state": 4}


def test_what_the_state_says_and_all_topics_have_is_taken() -> None:
    assert checked(4, EVEN) == 4


@pytest.mark.parametrize(
    ("said", "counts", "told"),
    [
        (None, EVEN, "does not say .*: run `weir topics create`"),
        (2, EVEN, "placed by 2 partitions, but the topics have 4: .*stop the workers and run `weir topics grow 4`"),
        (8, EVEN, "run `weir topics grow 8`"),
        (4, {"weir.flows": 8, "weir.state": 4}, r"differ .*\(weir.flows 8, weir.state 4\): .*`weir topics grow 8`"),
        (4, {"weir.flows": 4, "weir.journal": 0}, "weir.journal missing: run `weir topics create`"),
    ],
)
def test_anything_else_is_refused_with_what_to_do(said: int | None, counts: dict[str, int], told: str) -> None:
    with pytest.raises(LayoutDiffers, match=told):
        checked(said, counts)
