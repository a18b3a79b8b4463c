from itertools import pairwise

from replay.simulate.large.attacks import volumes
from tests.replay.simulate.large.of import planted


def test_a_volume_is_gigabytes_at_once_or_thrice_the_usual_for_long() -> None:
    fast, slow = planted(volumes.volume), planted(volumes.slow_volume)
    assert sum(call.sent for call in fast.calls) == 2_000_000_000
    assert fast.items[0].end - fast.items[0].start < 1_800.0
    assert {call.sent for call in slow.calls} == {360_000}
    assert slow.items[0].stealth == "slow"


def test_a_burst_and_a_silence_are_of_one_pair() -> None:
    burst, silence = planted(volumes.burst), planted(volumes.silence)
    assert (burst.calls, silence.calls) == ((), ())
    [rush], [quiet] = burst.rushes, silence.silences
    assert burst.items[0].responder_ips == (rush.responder_ip,)
    assert (silence.items[0].initiator_ip, silence.items[0].end) == (quiet.initiator_ip, quiet.end)


def test_a_beacon_comes_in_beats() -> None:
    for event, every in ((volumes.beacon, 300.0), (volumes.slow_beacon, 7_200.0)):
        starts = [call.start for call in planted(event).calls]
        gaps = [later - earlier for earlier, later in pairwise(starts)]
        assert all(abs(gap - every) <= 20.0 for gap in gaps)
