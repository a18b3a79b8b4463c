from tests.replay.simulate.traffic.of import local, of


def test_sessions_begin_with_a_shift_and_last_it_out() -> None:
    sessions = [row for row in of("supervision") if row.responder_port == 4840]
    assert {local(row.start).hour for row in sessions} == {6, 14, 22}
    assert all(7 * 3600 < (row.duration or 0.0) < 9 * 3600 for row in sessions)
