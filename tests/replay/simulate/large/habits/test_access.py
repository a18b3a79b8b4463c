from replay.simulate.large.habits.access import POOL, RDP, SUPPLIER, access
from tests.replay.simulate.large.of import GROUND, SUNDAY, THURSDAY, day_of, scene

JUMPS = {GROUND.servers["jump-01"].ip, GROUND.servers["jump-02"].ip}


def test_who_reaches_a_station_comes_over_a_jump_host_from_a_desk_or_the_pool() -> None:
    rows = [row for number in range(5) for row in day_of(access, scene(number)) if row.port == RDP]
    people = {device.ip for device in (*GROUND.engineers, *POOL)}
    assert {row.initiator for row in rows} <= people | JUMPS
    assert all((row.responder in JUMPS) != (row.initiator in JUMPS) for row in rows)


def test_a_session_begins_while_the_one_before_is_open() -> None:
    rows = day_of(access, scene())
    first = [row for row in rows if row.responder in JUMPS]
    for inner in (row for row in rows if row.initiator in JUMPS):
        assert any(
            outer.responder == inner.initiator and outer.start < inner.start < outer.start + outer.duration
            for outer in first
        )


def test_the_supplier_comes_on_thursdays_and_nobody_on_sundays() -> None:
    assert any(row.initiator == SUPPLIER.ip for row in day_of(access, scene(THURSDAY)))
    assert day_of(access, scene(SUNDAY)) == []
