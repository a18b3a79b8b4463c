from replay.simulate.large.attacks.sweeps import one_door_a_day, port_scan, slow_sweep, sweep
from tests.replay.simulate.large.of import planted


def test_a_sweep_tries_many_addresses_within_a_minute() -> None:
    calls = planted(sweep).calls
    assert len({call.responder.ip for call in calls}) == 90
    assert calls[-1].start - calls[0].start < 60.0
    assert {call.shape.state for call in calls} == {"S0", "REJ"}


def test_a_port_scan_tries_many_ports_of_one() -> None:
    calls = planted(port_scan).calls
    assert (len({call.responder.ip for call in calls}), len({call.port for call in calls})) == (1, 20)


def test_a_slow_sweep_tries_three_an_hour() -> None:
    calls = planted(slow_sweep).calls
    assert len({call.responder.ip for call in calls}) == 40
    assert calls[-1].start - calls[0].start == 39 * 1_200.0


def test_a_door_a_day_ends_with_the_plan() -> None:
    calls = planted(one_door_a_day).calls
    assert len({call.responder.ip for call in calls}) == 5, "from the sixth of ten days on"
    assert calls[1].start - calls[0].start == 86_400.0
