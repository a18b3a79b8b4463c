from replay.simulate.large.traps import jobs
from tests.replay.simulate.large.of import GROUND, planted

ONE = GROUND.operations[0]


def test_a_historian_connects_to_all_its_sources_at_once() -> None:
    calls = planted(jobs.historian_reconnects).calls
    assert len({call.responder.ip for call in calls}) == 7 * len(ONE.cells)
    assert calls[-1].start - calls[0].start < 60.0


def test_the_standby_does_what_the_active_one_did() -> None:
    ways = {(call.initiator.name, call.responder.name) for call in planted(jobs.pair_swaps).calls}
    assert ways == {(ONE.standby.name, cell.panel.name) for cell in ONE.cells} | {
        (ONE.standby.name, ONE.historian.name)
    }


def test_a_copy_is_of_two_cells_and_a_scan_of_usual_hosts() -> None:
    assert len({call.responder.ip for call in planted(jobs.quarterly_copy).calls}) == 12
    assert {call.initiator.role for call in planted(jobs.allowed_scan).calls} == {"vulnerability-scanner"}


def test_a_restored_backup_goes_the_other_way() -> None:
    [call] = planted(jobs.restored_backup).calls
    assert (call.initiator.name, call.responder.name, call.sent) == ("backup-01", "replica-01", 900_000_000)


def test_a_restarted_panel_and_a_stopped_cell_are_of_one_cell() -> None:
    [rush] = planted(jobs.panel_restarts).rushes
    silences = planted(jobs.stopped_cell).silences
    assert rush.initiator_ip in {cell.panel.ip for cell in GROUND.cells}
    assert len({one.initiator_ip for one in silences}) == 1
    assert len({one.responder_ip for one in silences}) == 6


def test_firmware_and_update_checks_go_over_known_ways() -> None:
    assert [call.sent for call in planted(jobs.firmware_update).calls] == [25_000_000]
    assert {call.responder.name for call in planted(jobs.update_checks).calls} == {"patch-01"}
