"""A plant of two cells that is polled for weeks, for what happens when some of it is polled otherwise."""

from collections.abc import Callable, Iterator
from random import Random

from models.pipeline import Pipeline
from schemas.alert import Alert
from tests.models import builders as b

Way = tuple[str, str, int, str]
"""Initiator, responder, port, service."""

SCADA_2 = "10.10.0.1"
CHANGES = (*b.ZONES, b.zone("cell-2", 1.0, "ot", "10.10.0.0/24"))
CELL: tuple[Way, ...] = tuple((b.SCADA, plc, 502, "modbus") for plc in (b.PLC, b.PLC2, b.PLC3))
CELL_2: tuple[Way, ...] = tuple((SCADA_2, f"10.10.0.{11 + each}", 502, "modbus") for each in range(3))
COLLECTED: tuple[Way, ...] = tuple((b.HISTORIAN, each, 4840, "opc-ua") for each in (b.SCADA, SCADA_2))
WAYS: tuple[Way, ...] = (*CELL, *CELL_2, *COLLECTED)

EVERY_S = 30.0 * b.MINUTE

Times = Callable[[Way, int], float]
"""By how many times a path is asked more often, or asks for more, on a day counted from 0; 0: it is not asked."""


def as_ever(way: Way, day: int) -> float:
    """Nothing changes."""
    return 1.0


def days(
    count: int,
    often: Times = as_ever,
    much: Times = as_ever,
    *,
    begin: float = b.MONDAY,
    every_s: float = EVERY_S,
    first: int = 0,
) -> Iterator[b.Event]:
    """What all of them say on days from the `first` on, in order, with a Tick every ten minutes."""
    for day in range(first, first + count):
        midnight = begin + day * b.DAY
        events: list[b.Event] = [b.tick(midnight + 10.0 * b.MINUTE * number) for number in range(144)]
        for place, way in enumerate(WAYS):
            asked = round(b.DAY / every_s * often(way, day))
            for number in range(asked):
                time = midnight + 20.0 + 0.1 * place + number * b.DAY / asked
                events.append(_flow(way, time, octets=round(2_000 * much(way, day))))
        yield from sorted(events, key=moment)


def unevenly(begin: float, end: float, mean_s: float, *ways: Way, seed: int = 1) -> list[b.Event]:
    """Ways that are asked at times that chance alone makes."""
    random = Random(seed)
    events: list[b.Event] = []
    for way in ways:
        time = begin + random.expovariate(1.0 / mean_s)
        while time < end:
            events.append(_flow(way, time, octets=2_000))
            time += random.expovariate(1.0 / mean_s)
    return sorted(events, key=moment)


def evenly(begin: float, end: float, every_s: float, *ways: Way, lost: float = 0.0) -> list[b.Event]:
    """Ways that are asked in a steady pace; of their rows a share is lost."""
    random = Random(2)
    events: list[b.Event] = []
    for place, way in enumerate(ways):
        events += [
            _flow(way, begin + 1.0 + 0.1 * place + number * every_s, octets=2_000)
            for number in range(round((end - begin) / every_s))
            if random.random() >= lost
        ]
    return sorted(events, key=moment)


def ticks(begin: float, end: float) -> list[b.Event]:
    """A Tick every ten minutes."""
    return [b.tick(begin + 10.0 * b.MINUTE * number) for number in range(round((end - begin) / (10.0 * b.MINUTE)))]


def merged(*parts: list[b.Event]) -> list[b.Event]:
    """Events in the order of their times."""
    return sorted((event for part in parts for event in part), key=moment)


def moment(event: b.Event) -> float:
    """When a flow ended, or the time of another event."""
    end = getattr(event, "end", None)
    return end if isinstance(end, float) else event.time  # type: ignore[union-attr]


def plant() -> Pipeline:
    """It knows its zones, and nothing else yet."""
    return b.new_pipeline(*CHANGES)


def drifts(*events: Iterator[b.Event] | list[b.Event], pipeline: Pipeline | None = None) -> list[Alert]:
    """All revisions of what is told of drift."""
    core = pipeline or plant()
    return [alert for part in events for alert in b.run(core, part).alerts if alert.kind == "drift"]


def _flow(way: Way, time: float, octets: int) -> b.Event:
    initiator, responder, port, service = way
    return b.flow(
        time, initiator, responder, port, service=service, initiator_octets=octets, responder_octets=3 * octets
    )
