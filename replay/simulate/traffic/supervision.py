"""Site operations watch the cells: HMI servers hold OPC UA sessions by shift, the historian collects.

The sessions last a whole shift and more: the sensor writes them at their end, hours after rows
that began later. What operators do follows the shifts and is quieter at weekends.
"""

from collections.abc import Callable, Iterator
from heapq import merge
from itertools import pairwise

from replay.simulate.calendar import SHIFT_HOURS, Day
from replay.simulate.connection import Connection
from replay.simulate.randomness import arrivals, size
from replay.simulate.scene import Scene, by_start
from replay.simulate.shapes import tcp

OPC_UA_PORT = 4840
HISTORIAN_PORT = 5450
"""OSIsoft PI's data archive, as its maker's firewall list has it."""

_COLLECT_EVERY_S = 600.0
_LONGEST_INTERVAL_S = 6 * 3600.0

_LOOKUPS_AN_HOUR = 6.0
"""Trend pictures that one operator opens in a busy hour, at rate 1."""


def supervision(scene: Scene) -> Iterator[Connection]:
    """Shift sessions, collection and operators' look-ups."""
    return merge(_collection(scene), scene.day_by_day(_shifts(scene)), scene.day_by_day(_lookups(scene)), key=by_start)


def _collection(scene: Scene) -> Iterator[Connection]:
    """Each cell's HMI hands its values to the historian."""
    random = scene.random("supervision", "collection")
    historian = scene.plant["historian-01"].ip
    interval = min(_COLLECT_EVERY_S / scene.plan.rate, _LONGEST_INTERVAL_S)
    now, end = scene.calendar.start + random.uniform(0.0, interval), scene.calendar.end
    while now < end:
        for place, cell in enumerate(scene.plant.cells):
            yield tcp(
                random, now + place * 0.5, cell.hmi.ip, historian, HISTORIAN_PORT, None,
                sent=size(random, 24_000, 0.2), received=size(random, 900, 0.1), duration=random.uniform(0.3, 1.4),
            )  # fmt: skip
        now += interval * random.uniform(0.98, 1.02)


def _shifts(scene: Scene) -> Callable[[Day], Iterator[Connection]]:
    """At each change of shift both HMI servers open new sessions to every cell, and keep them."""
    random = scene.random("supervision", "shifts")
    servers = (scene.plant["hmi-srv-01"].ip, scene.plant["hmi-srv-02"].ip)

    def make(day: Day) -> Iterator[Connection]:
        for begin, end in pairwise((*SHIFT_HOURS, SHIFT_HOURS[0] + 24.0)):
            for server in servers:
                for cell in scene.plant.cells:
                    start = day.at(begin) + random.uniform(20.0, 900.0)
                    yield tcp(
                        random, start, server, cell.hmi.ip, OPC_UA_PORT, None,
                        sent=size(random, 900_000, 0.2), received=size(random, 14_000_000, 0.2),
                        duration=day.at(end) - start + random.uniform(0.0, 1200.0),
                    )  # fmt: skip

    return make


def _lookups(scene: Scene) -> Callable[[Day], Iterator[Connection]]:
    """Operators open trends from the historian: most right after a shift begins, fewer at weekends."""
    random = scene.random("supervision", "lookups")
    historian = scene.plant["historian-01"].ip
    operators = (scene.plant["hmi-srv-01"].ip, scene.plant["hmi-srv-02"].ip)

    def make(day: Day) -> Iterator[Connection]:
        for hour in range(24):
            since_change = min((hour - begin) % 24 for begin in SHIFT_HOURS)
            busy = (1.0 if since_change < 2 else 0.4) * (1.0 if day.is_workday else 0.5)
            for operator in operators:
                mean = _LOOKUPS_AN_HOUR * busy * scene.plan.rate
                for _ in range(arrivals(random, mean) + (since_change == 0)):
                    yield tcp(
                        random, day.at(hour + random.random()), operator, historian, HISTORIAN_PORT, None,
                        sent=size(random, 1_500, 0.3), received=size(random, 60_000, 0.9),
                        duration=random.uniform(0.5, 20.0),
                    )  # fmt: skip

    return make
