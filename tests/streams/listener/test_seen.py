"""What was taken is remembered for a time, and no more than so much."""

from streams.listener.seen import Seen


def test_an_id_is_there_once_until_its_time_is_over() -> None:
    seen = Seen(10.0)
    assert seen.add("a", 0.0)
    assert not seen.add("a", 9.0)
    assert seen.add("a", 10.0)


def test_it_is_bounded_and_takes_nothing_more_while_it_is_full() -> None:
    seen = Seen(10.0, most=2)
    assert [seen.add(number, float(number)) for number in range(3)] == [True, True, False]
    assert seen.add(3, 10.0)


def test_what_was_not_done_is_forgotten() -> None:
    seen = Seen(10.0)
    seen.add("a", 0.0)
    seen.discard("a")
    assert "a" not in seen
