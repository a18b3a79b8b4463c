from tests.replay.simulate.figures import crosses
from tests.replay.simulate.traffic.of import SCENE, local, of


def test_the_session_is_on_wednesdays_and_visits_every_plc() -> None:
    rows = of("engineering")
    assert {local(row.start).weekday() for row in rows} == {2}
    assert {crosses(row) for row in rows} == {("it", "dmz"), ("dmz", "ot"), ("ot", "ot")}
    assert {row.responder_ip for row in rows} >= {plc.ip for cell in SCENE.plant.cells for plc in cell.plcs}
