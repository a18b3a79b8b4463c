from replay.simulate.attacks.port_scan import port_scan
from tests.replay.simulate.figures import crosses
from tests.replay.simulate.planting import planted


def test_many_ports_of_one_plc_are_tried_and_none_answers() -> None:
    made = planted(port_scan, "port-scan")
    assert {crosses(row) for row in made.connections} == {("it", "ot")}
    assert len({row.responder_port for row in made.connections}) == len(made.connections) >= 100
    assert {row.conn_state for row in made.connections} == {"S0", "REJ"}
    assert (made.items[0].kind, len(made.items[0].responder_ips)) == ("scan", 1)
