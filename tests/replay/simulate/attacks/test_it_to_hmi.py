from replay.simulate.attacks.it_to_hmi import it_to_hmi
from tests.replay.simulate.figures import crosses
from tests.replay.simulate.planting import planted


def test_a_desktop_session_past_the_dmz_lasts_half_an_hour() -> None:
    made = planted(it_to_hmi, "it-to-hmi")
    assert {crosses(row) for row in made.connections} == {("it", "ot")}
    assert max(row.duration or 0.0 for row in made.connections) == 1_800.0
    assert [(item.kind, item.service) for item in made.items] == [("dmz-bypass", "rdp")]
