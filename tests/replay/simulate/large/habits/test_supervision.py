from replay.simulate.large.habits.supervision import supervision
from tests.replay.simulate.large.of import GROUND, day_of, scene

ONE = GROUND.operations[0]


def test_the_active_server_reads_every_panel_and_the_historian_collects() -> None:
    day = scene()
    rows = day_of(supervision, day, [3])
    server = day.active(ONE)
    for cell in ONE.cells:
        assert len([row for row in rows if (row.initiator, row.responder) == (server.ip, cell.panel.ip)]) == 60
        assert len([row for row in rows if (row.initiator, row.responder) == (ONE.historian.ip, cell.panel.ip)]) == 12


def test_a_shift_is_one_session_of_eight_hours() -> None:
    longest = max(day_of(supervision, scene(), [6]), key=lambda row: row.duration)
    assert 7.8 * 3_600.0 < longest.duration < 8.3 * 3_600.0


def test_four_machines_speak_by_one_address() -> None:
    starts = [row.start for row in day_of(supervision, scene(), [3]) if row.initiator == ONE.skid.ip]
    assert len(starts) == 4 * 12


def test_the_historian_reads_each_controller_once_an_hour() -> None:
    rows = [row for row in day_of(supervision, scene(), [3]) if row.initiator == ONE.historian.ip]
    read = [row.responder for row in rows if row.responder in {c.ip for cell in ONE.cells for c in cell.controllers}]
    assert len(read) == len(set(read)) == 6 * len(ONE.cells)
