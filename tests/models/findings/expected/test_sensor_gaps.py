"""What was not heard is nobody's silence."""

from models.findings.expected.sensor_gaps import MOST_GAPS, SensorGaps, heard, heard_s, missed, partly_heard
from tests.models import builders as b

T = b.MONDAY


def steady(until: float = b.HOUR) -> SensorGaps:
    """A sensor that has spoken each minute for an hour."""
    sensor = SensorGaps(T)
    for minute in range(1, int(until / b.MINUTE) + 1):
        assert heard(sensor, T + minute * b.MINUTE)
    return sensor


def test_a_long_step_is_a_gap_and_counts_as_not_heard() -> None:
    sensor = steady()
    heard(sensor, T + 3 * b.HOUR)
    assert sensor.gaps == [(T + b.HOUR, T + 3 * b.HOUR)]
    assert heard_s(sensor, T, T + 4 * b.HOUR) == b.HOUR
    assert missed(sensor.gaps, T, T + 2 * b.HOUR)
    assert not missed(sensor.gaps, T, T + b.HOUR)


def test_while_a_sensor_says_nothing_nobody_is_silent_for_longer() -> None:
    assert heard_s(steady(), T + b.HOUR, T + 9 * b.HOUR) == 0.0


def test_steps_of_a_sensor_that_says_little_are_usual_and_no_gaps() -> None:
    sensor = SensorGaps(T)
    for number in range(1, 20):
        heard(sensor, T + 300.0 * number)
    for number in range(1, 20):
        heard(sensor, T + 5_700.0 + 600.0 * number)
    assert sensor.gaps == []
    assert 590.0 < sensor.longest_s <= 600.0


def test_the_longest_step_fades_and_its_gaps_are_bounded() -> None:
    sensor = steady()
    sensor.longest_s = 900.0
    for minute in range(1, 14 * 24 * 60):
        heard(sensor, T + b.HOUR + minute * b.MINUTE)
    assert 200.0 < sensor.longest_s < 250.0
    for number in range(1, 2 * MOST_GAPS):
        heard(sensor, T + 20 * b.DAY + number * b.DAY)
    assert len(sensor.gaps) == MOST_GAPS


def test_a_time_that_stands_or_goes_back_is_no_gap() -> None:
    sensor = steady()
    assert not heard(sensor, T + b.HOUR)
    assert heard(sensor, T)
    assert (sensor.gaps, sensor.last) == ([], T)


def test_times_that_overlap_are_counted_once() -> None:
    sensor = steady(3 * b.HOUR)
    partly_heard(sensor, T + 600.0, T + 1_200.0)
    partly_heard(sensor, T + 900.0, T + 1_500.0)
    assert sensor.partly == [(T + 600.0, T + 1_500.0)]
    sensor.gaps = [(T + 1_200.0, T + 1_800.0)]
    assert heard_s(sensor, T, T + b.HOUR) == b.HOUR - 1_200.0
