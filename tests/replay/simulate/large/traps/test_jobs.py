from replay.simulate.large.traps import jobs
from tests.replay.simulate.large.of import GROUND, planted

ONE = GROUND.operations[0]


def test_a_historian_connects_to_all_its_sources_at_once() -> None:
    calls = planted(jobs.historian_reconnects).calls
    assert {call.responder.ip for call in calls} == {cell.panel.ip for cell in ONE.cells}
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
