from itertools import pairwise

import pytest

from replay.simulate.large.attacks import masters
from replay.simulate.large.stage import Event
from tests.replay.simulate.large.of import GROUND, planted

OF_CONTROLLER = {controller.ip: cell for cell in GROUND.cells for controller in cell.controllers}


@pytest.mark.parametrize("event", [masters.rogue_master, masters.twin_master, masters.reader_that_programs])
def test_a_controller_is_commanded_by_somebody_else_than_its_panel(event: Event) -> None:
    for call in planted(event).calls:
        cell = OF_CONTROLLER[call.responder.ip]
        assert call.initiator.ip != cell.panel.ip
        assert call.port == cell.protocol.port


def test_the_slow_one_asks_once_an_hour() -> None:
    starts = [call.start for call in planted(masters.twin_master).calls]
    assert all(later - earlier == 3_600.0 for earlier, later in pairwise(starts))


def test_in_a_maintenance_window_only_the_controller_outside_it_is_an_attack() -> None:
    event = planted(masters.maintenance_master)
    [item] = event.items
    begin, end = event.calls[0].start, max(call.start for call in event.calls)
    assert begin < item.start < end
    assert len(event.calls) == 7
    assert [OF_CONTROLLER[ip].name for ip in item.responder_ips] == [GROUND.operations[0].cells[-1].name]
