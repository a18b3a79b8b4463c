from replay.simulate.large.tape import UNANSWERED, Tape
from replay.simulate.randomness import seeded
from tests.replay.simulate.large.of import GROUND, seen

CELL = GROUND.cells[0]


def tape(*, trouble: bool = False, shift_s: float = 0.0) -> Tape:
    return Tape(seeded(1, "tape"), "00a", shift_s=shift_s, trouble=trouble)


def test_rows_come_when_their_connections_have_ended() -> None:
    one = tape()
    way = one.way(CELL.panel, CELL.controllers[0], 502, "modbus")
    one.add(way, 10.0, 100.0, 36, 90)
    one.add(way, 20.0, 1.0, 36, 90)
    assert [row.start for row in seen(one.until(60.0))] == [20.0]
    assert [row.written for row in seen(one.rest())] == [110.0]


def test_who_is_on_another_segment_bears_a_routers_mac() -> None:
    one, server = tape(), GROUND.operations[0].active
    one.add(one.way(server, CELL.panel, 4840, None), 1.0, 1.0, 1, 1)
    one.add(one.way(CELL.panel, CELL.controllers[0], 502, "modbus"), 2.0, 1.0, 1, 1)
    across, within = seen(one.rest())
    assert across.macs == (server.mac, "00:00:5e:00:01:14")
    assert within.macs == (CELL.panel.mac, CELL.controllers[0].mac)


def test_a_wrong_clock_moves_every_row() -> None:
    one = tape(shift_s=2.0)
    one.write(one.way(CELL.panel, CELL.controllers[0], 502, None), 10.0, 0.0, 0, 0, UNANSWERED)
    assert seen(one.rest())[0].start == 12.0


def test_a_sensor_has_all_its_troubles_and_each_row_can_be_read() -> None:
    one = tape(trouble=True)
    way = one.way(CELL.panel, CELL.controllers[0], 502, "modbus")
    for number in range(20_000):
        one.add(way, float(number), 0.5, 36, 90)
    rows = seen(one.rest())
    assert any(row.service == "-" and row.state == "SF" for row in rows), "a service that is not named"
    assert any(row.state == "S0" for row in rows), "a first try that nobody answers"
    assert any(row.initiator == CELL.controllers[0].ip for row in rows), "a row turned round"
    assert any(row.state == "SH" for row in rows), "a side that was not seen"
    assert any(row.written > row.start + row.duration + 60.0 for row in rows), "a row that comes late"
    assert len(rows) > 20_020, "rows seen twice"
