"""The times of a replay, which processes are sent."""

import pickle

from replay.given.span import Span
from weir.admin.recorded.replay_times import Times


def test_times_count_from_the_first_flow_also_in_another_process() -> None:
    times = pickle.loads(pickle.dumps(Times("2d", "1d", "3d")))  # noqa: S301 - our own
    assert times.learning is not None
    assert times.span is not None
    assert times.learning(1_000.0) == 173_800.0
    assert times.span(0.0) == Span(86_400.0, 259_200.0)


def test_what_is_not_given_is_none() -> None:
    assert (Times().learning, Times().span) == (None, None)
