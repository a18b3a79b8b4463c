"""What is said of each sensor, and which of it is to be mended."""

from typing import Any

import pytest

from models.pipeline import Pipeline
from models.queries.sensors import LEAST_OFFSETS, LEAST_ROWS, offset_of
from models.sensors.overlap import Pair
from models.settings import CoreSettings
from schemas.overview.sensors import SensorView
from tests.models import builders as b


def view_of(*flows: Any, sensor: str = "zeek") -> SensorView:
    plant = b.new_pipeline()
    plant.observe(flows)
    return next(each for each in plant.sensors() if each.sensor == sensor)


def rows(count: int, **fields: Any) -> list[Any]:
    facts = {"initiator_packets": 40, "responder_packets": 40} | fields
    return [b.flow(b.MONDAY + n, b.SCADA, b.PLC, initiator_port=40_000 + n, **facts) for n in range(count)]


def test_a_good_sensor_has_nothing_to_mend() -> None:
    view = view_of(*rows(100))
    assert (view.flows, view.rows, view.one_sided, view.unsure, view.checksums) == (100, 100, 0.0, 0.0, 0.0)
    assert view.faults == ()


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"responder_packets": 0}, "one-direction"),
        ({"direction": "unsure"}, "beginnings"),
        ({"flaws": ("checksum",)}, "checksums"),
        ({"flaws": ("gap",)}, "gaps"),
        ({"flaws": ("cut",)}, "cut"),
        ({"flaws": ("sampled",)}, "sampled"),
        ({"flaws": ("lost",)}, "lost"),
    ],
)
def test_each_fault_is_found(fields: dict[str, Any], fault: str) -> None:
    assert view_of(*rows(LEAST_ROWS, **fields)).faults == (fault,)


def test_of_a_few_rows_no_share_is_told() -> None:
    view = view_of(*rows(LEAST_ROWS - 1, flaws=("checksum",)))
    assert (view.checksums, view.one_sided, view.faults) == (None, None, ())


def polling(hours: int) -> Pipeline:
    plant = b.new_pipeline()
    for hour in range(hours):
        plant.observe([b.flow(b.MONDAY + hour * b.HOUR, b.SCADA, b.PLC), b.flow(b.MONDAY, b.OFFICE, b.JUMP, 443)])
    return plant


def test_a_sensor_that_sees_ot_no_more_while_it_goes_on_is_told() -> None:
    plant = polling(40)
    last = b.MONDAY + 39 * b.HOUR
    for hours in range(1, 27):
        plant.observe([b.flow(last + hours * b.HOUR, b.OFFICE, b.JUMP, 443)])
        (view,) = plant.sensors()
        assert (view.ot_last, "no-ot" in view.faults) == (last, hours > 25)


def test_ot_that_was_there_for_a_few_hours_alone_is_not_missed() -> None:
    plant = polling(5)
    for hours in range(5, 60):
        plant.observe([b.flow(b.MONDAY + hours * b.HOUR, b.OFFICE, b.JUMP, 443)])
    assert plant.sensors()[0].faults == ()


def two_sensors(ahead_s: float, missed: int) -> Pipeline:
    """Of 1,600 conversations `tap-2` misses one of so many; its clock is ahead."""
    plant = Pipeline(b.SITE, CoreSettings())
    plant.observe([b.flow(b.MONDAY, b.SCADA, b.PLC, sensor=name) for name in ("tap-1", "tap-2")])
    plant.tick(b.tick(b.MONDAY))
    for n in range(1_600):
        facts: dict[str, Any] = {"initiator_port": 40_000 + n, "responder_packets": 9, "initiator_packets": 9}
        plant.observe([b.flow(b.MONDAY + n / 10, b.SCADA, b.PLC, sensor="tap-1", **facts)])
        if (n // 16) % missed:
            plant.observe([b.flow(b.MONDAY + n / 10 + ahead_s, b.SCADA, b.PLC, sensor="tap-2", **facts)])
    return plant


def test_what_two_sensors_see_alike_is_told_of_both() -> None:
    first, second = two_sensors(0.5, missed=5).sensors()
    (its,), (theirs,) = first.shared, second.shared
    assert (its.sensor, theirs.sensor) == ("tap-2", "tap-1")
    assert its.share == pytest.approx(0.8, abs=0.02)
    assert theirs.share == pytest.approx(1.0, abs=0.02)
    assert its.ahead_s == pytest.approx(-0.5)
    assert theirs.ahead_s == pytest.approx(0.5)
    assert first.faults == second.faults == ()


def test_a_clock_that_is_ahead_is_told_of_the_sensor_that_is_further_from_the_site() -> None:
    first, second = two_sensors(1_800.0, missed=5).sensors()
    assert ("clock" in first.faults, "clock" in second.faults) == (False, True)
    assert second.shared[0].ahead_s == pytest.approx(1_800.0)


def test_offsets_that_are_few_or_differ_tell_nothing() -> None:
    assert offset_of(Pair("a", "b", offsets=[60.0] * (LEAST_OFFSETS - 1))) is None
    assert offset_of(Pair("a", "b", offsets=[60.0] * LEAST_OFFSETS)) == 60.0
    assert offset_of(Pair("a", "b", offsets=[float(n * 60) for n in range(20)])) is None
    # One conversation in ten that began anew on the same ports moves no median.
    assert offset_of(Pair("a", "b", offsets=[*[60.0] * 18, -3_000.0, 9_000.0])) == 60.0


def test_flows_that_wait_are_told() -> None:
    plant = b.new_pipeline()
    plant.observe(rows(40))
    plant.tick(b.tick(b.MONDAY + 60.0))
    plant.observe([b.flow(b.MONDAY + b.DAY, b.SCADA, b.PLC)])
    (view,) = plant.sensors()
    assert (view.parked, view.faults) == (1, ("held-back",))
