"""A sink that failed is left alone for longer each time, then probed with one alert."""

from streams.outputs.pace.tries import Pauses, Tries

EXACT = Pauses(first_s=0.5, most_s=15.0, jitter=lambda: 1.0)


def test_each_pause_is_twice_the_one_before_up_to_the_most() -> None:
    tries = Tries(EXACT, 1_000)
    assert [tries.failed() for _ in range(7)] == [0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 15.0]
    assert tries.failures_in_a_row == 7


def test_a_receiver_that_asks_for_longer_gets_it() -> None:
    tries = Tries(EXACT, 1_000)
    assert [tries.failed(asked_s) for asked_s in (60.0, 0.1)] == [60.0, 1.0]


def test_after_a_failure_one_alert_is_a_probe_and_batches_grow_with_each_success() -> None:
    tries = Tries(EXACT, 500)
    assert tries.rows_at_once == 500
    tries.failed()
    sizes = []
    for _ in range(4):
        sizes.append(tries.rows_at_once)
        tries.took()
    assert sizes == [1, 10, 100, 500]


def test_after_a_success_the_pauses_begin_anew() -> None:
    tries = Tries(EXACT, 500)
    tries.failed()
    tries.failed()
    tries.took()
    assert (tries.failures_in_a_row, tries.failed()) == (0, 0.5)
