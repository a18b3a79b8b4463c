"""HMIs poll their PLCs, day and night, every few minutes, one connection a round.

Real polling is faster; it is thinned here, since a detector of new paths learns from the pattern
and not from the count. A few rounds go wrong the way they do in plants: a first try that nobody
answers, a row whose beginning the sensor missed, a row with the roles turned round.
"""

from collections.abc import Iterator
from heapq import merge

from replay.simulate.connection import Connection
from replay.simulate.plant import Cell, Device
from replay.simulate.randomness import size
from replay.simulate.scene import Scene, by_start
from replay.simulate.shapes import midstream, tcp, turned_round, unanswered

INTERVAL_S = 150.0
"""Between two polls of one PLC at rate 1: 576 flows a day and PLC."""

LONGEST_INTERVAL_S = 6 * 3600.0
"""However low the rate, a PLC is polled several times a day."""

_RETRIED, _MIDSTREAM, _TURNED = 0.004, 0.003, 0.003
"""Shares of rounds, chosen to be rare and yet daily; the last only for S7, where a lab log (4SICS 2015) shows it."""


def polling(scene: Scene) -> Iterator[Connection]:
    """Every PLC polled by its cell's HMI."""
    return merge(*(_poll(scene, cell, plc) for cell in scene.plant.cells for plc in cell.plcs), key=by_start)


def _poll(scene: Scene, cell: Cell, plc: Device) -> Iterator[Connection]:
    random = scene.random("polling", plc.name)
    interval = min(INTERVAL_S / scene.plan.rate, LONGEST_INTERVAL_S)
    protocol, hmi, end = cell.protocol, cell.hmi.ip, scene.calendar.end
    tags = random.randrange(20, 200)
    now = scene.calendar.start + random.uniform(0.0, interval)
    while now < end:
        sent, received = 3 * tags, size(random, 9.0 * tags, 0.05)
        duration = random.uniform(0.05, 0.6)
        fate = random.random()
        if fate < _RETRIED:
            yield unanswered(random, now, hmi, plc.ip, protocol.port)
            now += 3.0
        elif fate < _RETRIED + _MIDSTREAM:
            yield midstream(random, now, hmi, plc.ip, protocol.port, sent=sent, received=received, duration=duration)
            now += interval
            continue
        answered = tcp(
            random, now, hmi, plc.ip, protocol.port, protocol.service, sent=sent, received=received, duration=duration
        )
        if protocol.service == "s7comm" and fate > 1.0 - _TURNED:
            answered = turned_round(answered)
        yield answered
        now += interval * random.uniform(0.97, 1.03)
