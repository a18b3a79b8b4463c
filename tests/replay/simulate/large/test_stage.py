from replay.simulate.large.stage import Call, about, told
from tests.replay.simulate.large.of import GROUND, stage

DESK, JUMP = GROUND.workstations[5], GROUND.servers["jump-01"]
STATION = GROUND.operations[0].station
CALLS = [
    Call(100.0, DESK, JUMP, 3389, "rdp,ssl", duration=50.0),
    Call(120.0, JUMP, STATION, 22, "ssh", duration=10.0),
    Call(125.0, JUMP, STATION, 22, "ssh", duration=10.0),
]


def test_a_chain_has_its_first_connections_as_steps_and_its_last_end_as_target() -> None:
    item = told(stage(), "pivot", CALLS, "", steps=True)
    assert [(hop.initiator_ip, hop.responder_ip, hop.service, hop.start) for hop in item.hops] == [
        (DESK.ip, JUMP.ip, "rdp", 100.0),
        (JUMP.ip, STATION.ip, "ssh", 120.0),
    ]
    assert (item.initiator_ip, item.responder_ips, item.service) == (DESK.ip, (STATION.ip,), None)


def test_it_is_shown_when_its_first_row_is_written() -> None:
    item = told(stage(), "scan", CALLS, "")
    assert (item.start, item.shown, item.end) == (100.0, 130.0, 150.0)


def test_what_has_no_connections_is_about_its_ends() -> None:
    item = about(stage(), "silence", ("10.0.0.1", "10.0.0.2"), (5.0, 9.0), "")
    assert (item.initiator_ip, item.responder_ips, item.start, item.end) == ("10.0.0.1", ("10.0.0.2",), 5.0, 9.0)
