"""A sensor as scripts read it."""

import msgspec

from schemas.codec import encode_for_people
from schemas.overview.sensors import SensorView, SharedView


def test_it_comes_back_as_it_was_written_without_what_is_not_known() -> None:
    sensor = SensorView(
        site="plant",
        sensor="tap-1",
        flows=10,
        last_seen=1_767_571_200.0,
        behind_s=0.0,
        rows=10,
        checksums=0.92,
        shared=(SharedView(sensor="tap-2", share=0.83, both=40, ahead_s=-3_600.0),),
        faults=("checksums",),
    )
    line = encode_for_people(sensor)
    assert b"one_sided" not in line
    assert msgspec.json.decode(line, type=SensorView) == sensor
