"""Doors that add up over two weeks: few an hour, each once, the newest kept."""

from models.findings.slow_doors import KEPT_S, MOST, MOST_AN_HOUR, SlowDoors
from tests.models import builders as b

NOW = b.MONDAY


def test_targets_tried_in_vain_count_once_and_a_few_an_hour() -> None:
    doors = SlowDoors()
    for number in range(10):
        doors.tried(f"10.9.0.{number}", NOW + number)
    assert doors.vain_at(NOW + 60.0) == MOST_AN_HOUR
    for number in range(10, 20):
        doors.tried(f"10.9.0.{number}", NOW + number * b.HOUR)
        doors.tried(f"10.9.0.{number}", NOW + number * b.HOUR + 1.0)
    assert doors.vain_at(NOW + 20 * b.HOUR) == MOST_AN_HOUR + 10
    assert doors.since(NOW + 20 * b.HOUR, vain=True) == NOW


def test_what_is_two_weeks_old_counts_no_more_and_the_oldest_give_way() -> None:
    doors = SlowDoors()
    for number in range(2 * MOST):
        doors.open(f"host-{number}", NOW + number * b.HOUR)
    last = NOW + (2 * MOST - 1) * b.HOUR
    assert len(doors.opened) == MOST
    assert doors.opened_at(last) == MOST
    assert doors.opened_at(NOW + KEPT_S + MOST * b.HOUR) == MOST - 1
    assert doors.opened_at(last + KEPT_S) == 0
    assert doors.since(last + KEPT_S, vain=False) == last + KEPT_S


def test_days_are_counted_from_the_first_door() -> None:
    doors = SlowDoors()
    for number, hours in enumerate((0.0, 1.0, 24.0, 47.5, 71.0)):
        doors.open(f"host-{number}", NOW + hours * b.HOUR)
    assert doors.days_at(NOW + 4 * b.DAY) == 4
    assert SlowDoors().days_at(NOW) == 0
