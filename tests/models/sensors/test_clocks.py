"""Times of sensors that are known to be off."""

from models.sensors.clocks import ClockOffset, with_clocks
from tests.models import builders as b

FLOWS = [b.flow(10_000.0, b.SCADA, b.PLC, sensor=sensor) for sensor in ("tap-1", "tap-2")]
AHEAD = (ClockOffset(sensor="tap-2", ahead_s=3_600.0),)


def test_the_flows_of_a_named_sensor_are_set_right_and_no_others() -> None:
    first, second = with_clocks(FLOWS, AHEAD)
    assert first is FLOWS[0]
    assert (second.start, second.end) == (6_399.0, 6_400.0)


def test_without_offsets_nothing_is_copied() -> None:
    assert with_clocks(FLOWS, ()) is FLOWS


def test_no_time_lies_before_1970() -> None:
    (early,) = with_clocks([b.flow(5.0, b.SCADA, b.PLC, sensor="tap-2")], AHEAD)
    assert (early.start, early.end) == (0.0, 0.0)


def test_a_pipeline_takes_the_true_time() -> None:
    plant = b.new_pipeline(clock_offsets=(ClockOffset(sensor="tap-2", ahead_s=-60.0),))
    plant.observe([b.flow(b.MONDAY, b.SCADA, b.PLC, sensor="tap-2")])
    assert plant.span() == (b.MONDAY + 60.0, b.MONDAY + 60.0)
