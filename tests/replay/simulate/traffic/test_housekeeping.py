from tests.replay.simulate.figures import crosses
from tests.replay.simulate.traffic.of import of


def test_time_and_log_ons_never_cross() -> None:
    assert {crosses(row) for row in of("housekeeping")} == {("it", "it"), ("ot", "ot")}
