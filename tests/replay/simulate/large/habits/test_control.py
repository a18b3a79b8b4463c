from itertools import pairwise

from replay.simulate.large.habits.control import INTERVAL_S, control
from replay.simulate.large.stage import Rush, Silence
from tests.replay.simulate.large.of import GROUND, day_of, scene

CELL = GROUND.cells[0]
PAIR = (CELL.panel.ip, CELL.controllers[0].ip)


def test_a_controller_is_polled_every_minute_to_within_a_second() -> None:
    starts = [row.start for row in day_of(control, scene(), [3]) if (row.initiator, row.responder) == PAIR]
    assert len(starts) == 60
    assert all(abs(later - earlier - INTERVAL_S) < 1.0 for earlier, later in pairwise(starts))


def test_a_silence_stops_one_pair() -> None:
    day = scene()
    span = (day.hours[3] + 600.0, day.hours[3] + 1_200.0)
    rows = day_of(control, scene(silences=(Silence(*PAIR, *span),)), [3])
    own = [row.start for row in rows if (row.initiator, row.responder) == PAIR]
    assert len(own) == 50
    assert not any(span[0] <= start < span[1] for start in own)
    assert len([row for row in rows if row.responder == CELL.controllers[1].ip]) == 60


def test_a_rush_asks_one_pair_more_often() -> None:
    day = scene()
    span = (day.hours[3] + 600.0, day.hours[3] + 1_200.0)
    rows = day_of(control, scene(rushes=(Rush(*PAIR, *span, 30),)), [3])
    assert len([row for row in rows if (row.initiator, row.responder) == PAIR]) == 60 + 10 * 30
