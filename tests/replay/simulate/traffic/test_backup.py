from tests.replay.simulate.figures import crosses
from tests.replay.simulate.traffic.of import local, of


def test_backups_run_in_the_small_hours_and_do_not_cross() -> None:
    rows = of("backup")
    assert {local(row.start).hour for row in rows} == {1, 3}
    assert {crosses(row) for row in rows} == {("it", "it"), ("ot", "ot")}
    assert sum(row.initiator_octets or 0 for row in rows) > 1e11
