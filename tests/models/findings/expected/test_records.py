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
    path.learn(usual_pauses.learnt(path.waits, 3, 3_600.0), 3_600.0)
    assert (path.rests, path.longest_s) == (False, usual_pauses.seconds_of(usual_pauses.step_of(3_600.0)))
    path.learn(usual_pauses.learnt(path.waits, 4, 30_000.0), 30_000.0)
    assert path.rests


def test_of_an_hour_that_has_passed_a_step_is_taken_off_and_the_longest_follows() -> None:
    path = ExpectedPath("zeek", 0.0)
    path.learn(usual_pauses.learnt(path.waits, 3, 3_600.0), 3_600.0)
    path.learn(usual_pauses.learnt(path.waits, 4, 2_400.0), 2_400.0)
    assert path.fade(3)
    assert (path.waits[3], path.longest) == (usual_pauses.step_of(3_600.0) - 1, max(path.waits))
    assert path.fade(5)
    assert path.waits[5] == 1
    assert not path.fade(5)
    while path.waits[3] > path.waits[4]:
        path.fade(3)
    assert path.longest == path.waits[4] == usual_pauses.step_of(2_400.0)
