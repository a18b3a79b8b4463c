"""Sensors as people read them: a table, and a sentence for each thing to mend."""

import io

import pytest
from msgspec.structs import replace
from rich.console import Console

from schemas.overview.sensors import SensorFault, SensorView, SharedView
from tests.models import builders as b
from weir.views.network.sensors import sensor_advice, sensor_table

GOOD = SensorView(
    site="plant", sensor="tap-1", flows=12_000, last_seen=b.MONDAY, behind_s=0.0, rows=700, one_sided=0.004, unsure=0.1,
    checksums=0.0, gaps=0.0, cut=0.0, sampled=0.0, lost=0.0, ot_last=b.MONDAY,
)  # fmt: skip


def table(*sensors: SensorView) -> str:
    file = io.StringIO()
    Console(file=file, width=200).print(sensor_table(sensors, lambda _site: "UTC"))
    return file.getvalue()


def test_a_row_has_the_shares_and_no_column_that_is_empty_for_all() -> None:
    shown = table(GOOD)
    assert "12,000" in shown
    assert "<1%" in shown
    assert not any(heading in shown for heading in ("site", "sampled", "cut", "lost", "held back", "also sees"))
    several = table(GOOD, replace(GOOD, site="north", sampled=0.997, parked=3, rows=2, one_sided=None))
    assert "99%" in several
    assert all(heading in several for heading in ("site", "sampled", "held back"))


def test_what_others_see_of_it_stands_in_its_row_that_of_most_first() -> None:
    shared = (SharedView(sensor="b", share=0.2, both=5), SharedView(sensor="c", share=1.0, both=9))
    assert "c 100%, b 20%" in table(replace(GOOD, shared=shared))


@pytest.mark.parametrize(
    ("fault", "share", "said"),
    [
        ("one-direction", "one_sided", "let the mirror port copy both directions"),
        ("beginnings", "unsure", "a guess"),
        ("checksums", "checksums", "ethtool -K"),
        ("gaps", "gaps", "capture_loss.log"),
        ("cut", "cut", "tcpdump -s 0"),
        ("sampled", "sampled", "export all flows"),
        ("lost", "lost", "socket buffer"),
    ],
)
def test_each_fault_says_how_much_and_what_to_do(fault: SensorFault, share: str, said: str) -> None:
    (line,) = sensor_advice(replace(GOOD, faults=(fault,), **{share: 0.92}))
    assert line.startswith("sensor tap-1: 92% of its ")
    assert said in line


def test_a_clock_names_both_sensors_and_the_setting() -> None:
    shared = (
        SharedView(sensor="tap-2", share=0.9, both=40, ahead_s=3_600.2),
        SharedView(sensor="c", share=0.1, both=1),
    )
    (line,) = sensor_advice(replace(GOOD, faults=("clock",), shared=shared))
    assert "its clock is 3,600 s ahead of that of tap-2" in line
    assert "clock_offset_s = 3600 in [sensors.tap-1]" in line
    behind = (SharedView(sensor="tap-2", share=0.9, both=40, ahead_s=-60.0),)
    assert "60 s behind" in next(sensor_advice(replace(GOOD, faults=("clock",), shared=behind)))


def test_ot_that_is_gone_and_flows_that_wait_are_told() -> None:
    gone = replace(GOOD, faults=("no-ot", "held-back"), ot_last=b.MONDAY - 3 * b.DAY, parked=1)
    first, second = sensor_advice(gone)
    assert "no OT protocol for 3 d" in first
    assert "1 flow of it wait" in second
    assert list(sensor_advice(GOOD)) == []
