"""Records are read back as they were."""

import msgspec

from models.findings.expected import usual_pauses
from models.findings.expected.records import ExpectedPath, Kept, Silence
from models.findings.expected.sensor_gaps import SensorGaps


def test_each_kind_of_record_is_read_back_as_it_was() -> None:
    for kept in (
        Kept(path=ExpectedPath("zeek", 1.0, bytes(range(168)), 2.0, 3.0, "@silence|zone|cell")),
        Kept(sensor=SensorGaps(5.0, 60.0, [(1.0, 2.0)], [(3.0, 4.0)])),
        Kept(silence=Silence(["a|b|c"], 1.0, 2.0, 3.0)),
    ):
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(kept), type=Kept) == kept


def test_what_was_ever_silent_for_hours_rests() -> None:
    path = ExpectedPath("zeek", 0.0)
    path.learn(usual_pauses.learnt(path.waits, 3, 3_600.0))
    assert (path.rests, path.longest_s) == (False, usual_pauses.seconds_of(usual_pauses.step_of(3_600.0)))
    path.learn(usual_pauses.learnt(path.waits, 4, 30_000.0))
    assert path.rests
