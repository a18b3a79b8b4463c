from tests.replay.simulate.figures import crosses
from tests.replay.simulate.traffic.of import local, of


def test_support_comes_on_thursdays_over_the_gateway() -> None:
    rows = of("remote-support")
    assert {local(row.start).weekday() for row in rows} == {3}
    assert {crosses(row) for row in rows} == {("external", "dmz"), ("dmz", "dmz"), ("dmz", "ot")}
