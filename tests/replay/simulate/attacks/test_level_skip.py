from replay.simulate.attacks.level_skip import level_skip
from tests.replay.simulate.figures import crosses
from tests.replay.simulate.planting import planted


def test_the_jump_host_reaches_a_plc_itself() -> None:
    made = planted(level_skip, "level-skip")
    assert {crosses(row) for row in made.connections} == {("dmz", "ot")}
    assert {row.initiator_ip for row in made.connections} == {"10.1.0.20"}
    assert made.items[0].kind == "level-skip"
