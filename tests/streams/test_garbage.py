"""How often Python looks for cycles."""

import gc

from streams.garbage import THRESHOLDS, look_seldom


def test_what_is_there_is_not_looked_at_again_and_the_rest_seldom() -> None:
    before = gc.get_threshold()
    try:
        look_seldom()
        assert gc.get_threshold() == THRESHOLDS
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
