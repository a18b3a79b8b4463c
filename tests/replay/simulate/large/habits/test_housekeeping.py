from replay.simulate.large.habits.housekeeping import PUBLIC_NAMES, housekeeping
from tests.replay.simulate.large.of import GROUND, day_of, scene


def test_one_panel_asks_a_public_name_server_in_vain() -> None:
    vain = [row for row in day_of(housekeeping, scene(), [3]) if row.responder == PUBLIC_NAMES.ip]
    assert {(row.initiator, row.state, row.received) for row in vain} == {(GROUND.cells[0].panel.ip, "S0", 0)}
    assert len(vain) == 6


def test_each_host_has_time_names_and_logins_of_its_own_directory() -> None:
    one = GROUND.operations[0]
    rows = [row for row in day_of(housekeeping, scene()) if row.responder == one.directory.ip]
    assert {row.service for row in rows if row.initiator == one.station.ip} == {"dns", "ntp", "krb_tcp"}
