from replay.simulate.attacks.sweep import sweep
from tests.replay.simulate.figures import crosses
from tests.replay.simulate.planting import planted


def test_many_plant_addresses_are_tried_once_each_and_none_answers() -> None:
    made = planted(sweep, "sweep")
    assert {crosses(row) for row in made.connections} == {("it", "ot")}
    assert len({row.responder_ip for row in made.connections}) == len(made.connections) >= 60
    assert {row.conn_state for row in made.connections} == {"S0", "REJ"}
    assert made.items[0].kind == "scan"
