from replay.simulate.attacks.it_to_plc import it_to_plc
from tests.replay.simulate.figures import crosses
from tests.replay.simulate.planting import planted


def test_an_office_computer_is_answered_by_a_plc() -> None:
    made = planted(it_to_plc, "it-to-plc")
    assert {crosses(row) for row in made.connections} == {("it", "ot")}
    assert {row.responder_port for row in made.connections} == {502}
    assert all("h" in row.history for row in made.connections)
    assert [(item.kind, item.service) for item in made.items] == [("dmz-bypass", "modbus")]
