"""Records come when their time has come, by a clock that the test moves; nobody sleeps."""

from collections.abc import Iterator, Sequence

import pytest

from replay.feed.pacing import LONGEST_WAIT_S, Paced
from replay.given.statements import STATEMENTS
from schemas.tick import Tick
from streams.messages import Batch, Record
from tests.streams.embedded.test_loop import a_flow
from tests.streams.records import SITE, T0, a_dead_letter

FEED = "feed"


class Clock:
    """Seconds that only go up, by hand."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def tick(at_s: float) -> Tick:
    return Tick(SITE, FEED, T0 + at_s)


def batches(*lists: Sequence[Record]) -> Iterator[Batch]:
    return (Batch([*records], [], "conn.log") for records in lists)


def paced(found: Iterator[Batch], clock: Clock, *, speed: float | None = 1.0, published: int = 0) -> Paced:
    return Paced(found, source="feed:1", collector=FEED, published=published, speed=speed, clock=clock)


def due(source: Paced) -> list[Record]:
    """All that is due now."""
    found: list[Record] = []
    while (batch := source.poll()) is not None:
        found += batch.records
    return found


@pytest.mark.parametrize(("speed", "after_s"), [(1.0, 20.0), (60.0, 1.0 / 3.0), (0.5, 40.0)])
def test_what_ended_so_long_after_the_first_is_due_so_long_after_it_by_the_speed(speed: float, after_s: float) -> None:
    clock = Clock()
    source = paced(batches([a_flow(0), a_flow(20), a_flow(21)]), clock, speed=speed)
    assert due(source) == [a_flow(0)]
    clock.now += after_s - 0.001
    assert due(source) == []
    clock.now += 0.002
    assert due(source) == [a_flow(20)]
    assert not source.ended
    clock.now += after_s
    assert due(source) == [a_flow(21)]
    assert (source.ended, source.idle) == (True, True)


def test_at_once_means_batch_by_batch() -> None:
    source = paced(batches([a_flow(0), a_flow(900)], [a_flow(5)]), Clock(), speed=None)
    assert due(source) == [a_flow(0), a_flow(900), a_flow(5)]
    assert source.ended


def test_late_flows_come_with_what_they_stand_beside() -> None:
    clock = Clock()
    source = paced(batches([a_flow(10), a_flow(2), a_flow(30)]), clock)
    assert due(source) == [a_flow(10), a_flow(2)]


def test_a_flow_stamped_far_ahead_holds_nothing_up_and_ticks_do_move_the_time() -> None:
    clock = Clock()
    source = paced(batches([a_flow(0), a_flow(90_000), a_flow(1)], [tick(30.0), a_flow(31)]), clock)
    assert due(source) == [a_flow(0), a_flow(90_000)]
    clock.now += 1.0
    assert due(source) == [a_flow(1)]
    clock.now += 28.0
    assert due(source) == []
    clock.now += 1.0
    assert due(source) == [tick(30.0)]


def test_a_silence_of_more_than_a_day_is_not_waited_for() -> None:
    clock, end = Clock(), LONGEST_WAIT_S + 100
    source = paced(batches([a_flow(0), tick(end), a_flow(int(end)), tick(end + 10.0)]), clock)
    assert due(source) == [a_flow(0), tick(end), a_flow(int(end))]
    clock.now += 10.0
    assert due(source) == [tick(end + 10.0)]


def test_what_was_published_before_is_passed_over_to_the_record_and_time_goes_on_from_there() -> None:
    clock = Clock()
    lists = [[a_flow(0), a_flow(10)], [], [a_flow(20), a_flow(30), a_flow(40)]]
    source = paced(batches(*lists), clock, published=3)
    first = source.poll()
    assert first is not None
    assert (first.records, first.position, first.source) == ([a_flow(30)], 4, "feed:1")
    clock.now += 10.0
    assert due(source) == [a_flow(40)]
    assert (source.fed.before, source.fed.records, source.fed.rows) == (3, 2, 2)
    assert (source.fed.first, source.fed.time) == (T0 + 30.0, T0 + 40.0)


@pytest.mark.parametrize("published", range(9))
@pytest.mark.parametrize("speed", [1.0, None])
def test_wherever_it_was_stopped_it_goes_on_without_loss_or_repetition(published: int, speed: float | None) -> None:
    given = [
        Batch([], [], "a"),
        Batch([a_flow(0), tick(5.0), a_flow(6)], [], "a", 9),
        Batch([], [], "a"),
        Batch([a_flow(7)], [a_dead_letter()], "a", 12),
        Batch([tick(10.0), a_flow(11), a_flow(12)], [], "a", 20),
    ]
    whole: list[object] = [one for batch in given for one in (*batch.records, *batch.dead_letters)]
    clock = Clock()
    source = paced(iter(given), clock, speed=speed, published=published)
    found: list[object] = []
    while not source.ended:
        batch = source.poll()
        clock.now += 0.7
        if batch is not None:
            found += [*batch.records, *batch.dead_letters]
            assert batch.position == published + len(found)
    assert found == whole[published:]


def test_what_belongs_to_a_batch_comes_with_its_last_part_alone() -> None:
    clock = Clock()
    source = paced(iter([Batch([a_flow(0), a_flow(5)], [a_dead_letter()], "a", 9, repeats=2)]), clock)
    first = source.poll()
    assert first is not None
    assert (first.dead_letters, first.repeats) == ([], 0)
    clock.now += 5.0
    last = source.poll()
    assert last is not None
    assert (last.records, last.dead_letters, last.repeats, last.position) == ([a_flow(5)], [a_dead_letter()], 2, 3)
    assert (source.fed.rows, source.fed.dead_letters) == (5, 1)


def test_ticks_that_were_made_are_no_rows_and_those_of_a_recording_are() -> None:
    source = paced(batches([tick(0.0), Tick(SITE, "tap", T0), a_flow(1)]), Clock(), speed=None)
    due(source)
    assert (source.fed.records, source.fed.rows, source.fed.kinds[Tick]) == (3, 2, 2)


def test_what_files_state_is_no_row_of_the_traffic() -> None:
    source = paced(iter([Batch([a_flow(0)], [], STATEMENTS), Batch([a_flow(1)], [], "conn.log")]), Clock(), speed=None)
    due(source)
    assert (source.fed.records, source.fed.rows) == (2, 1)


def test_whoever_waits_for_the_end_waits_for_no_passing_over() -> None:
    read: list[int] = []

    def slow() -> Iterator[Batch]:
        for number in range(1_000):
            read.append(number)
            yield Batch([a_flow(number)], [], "a")

    source = Paced(
        slow(), source="f", collector=FEED, published=900, speed=None, clock=Clock(), stopped=lambda: len(read) >= 5
    )
    assert source.poll() is None
    assert (len(read), source.ended) == (5, False)
