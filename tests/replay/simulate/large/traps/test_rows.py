from replay.simulate.large.traps import rows
from tests.replay.simulate.large.of import GROUND, planted


def test_turned_rows_have_the_controller_begin() -> None:
    calls = planted(rows.turned_rows).calls
    assert {call.initiator.role for call in calls} == {"plc"}
    assert {call.shape.state for call in calls} == {"OTH"}


def test_one_sided_rows_have_no_answer() -> None:
    assert {call.received for call in planted(rows.one_sided_rows).calls} == {0}


def test_unnamed_polling_is_on_the_usual_port_of_the_usual_panel() -> None:
    for call in planted(rows.unnamed_service).calls:
        [cell] = [cell for cell in GROUND.cells if call.responder in cell.controllers]
        assert (call.initiator, call.port, call.service) == (cell.panel, cell.protocol.port, None)


def test_a_second_sensor_writes_the_same_milliseconds_later() -> None:
    starts = [call.start for call in planted(rows.second_sensor).calls]
    assert all(abs(starts[n + 1] - starts[n]) < 0.01 for n in range(0, len(starts), 3))


def test_a_gap_may_be_told() -> None:
    event = planted(rows.sensor_gap)
    assert event.gaps == ((event.items[0].start, event.items[0].end),)
