from replay.simulate.near_misses.turned_rows import turned_rows
from tests.replay.simulate.figures import QUIET, path, rows
from tests.replay.simulate.planting import planted


def test_the_rows_show_a_plc_calling_its_hmi_and_are_a_known_poll() -> None:
    retried, *turned = planted(turned_rows, "turned-rows").connections
    assert retried.conn_state == "S0"
    assert all(row.initiator_port == 102 and row.responder_port >= 49_152 for row in turned)
    assert {path(row) for row in (retried, *turned)} <= {path(row) for row in rows(QUIET)}
