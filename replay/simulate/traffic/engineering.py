"""The weekly engineering session: office -> jump host -> engineering station -> every PLC.

Rare and legitimate, and the very path an intruder would take: a detector must know it and must not
know more than it. Wednesdays, in the morning, all PLCs in their cells' own protocol.
"""

from collections.abc import Iterator

from replay.simulate.calendar import WEDNESDAY, Day
from replay.simulate.connection import Connection
from replay.simulate.randomness import size
from replay.simulate.scene import Scene
from replay.simulate.shapes import tcp


def engineering_sessions(scene: Scene) -> Iterator[Connection]:
    """All engineers go as far as the engineering station each Wednesday; the PLCs are visited once."""
    random = scene.random("engineering")
    plant = scene.plant
    jump, station = plant["jump-01"].ip, plant["eng-01"].ip

    def make(day: Day) -> Iterator[Connection]:
        if day.weekday != WEDNESDAY:
            return
        for place, engineer in enumerate(plant.engineers):
            start = day.at(8.5 + 1.5 * place + random.random() * 0.3)
            length = random.uniform(2_400.0, 4_500.0)
            yield desktop(start, engineer.ip, jump, length)
            yield desktop(start + 40.0, jump, station, length - 90.0)
        now = day.at(9.2)
        for cell in plant.cells:
            for plc in cell.plcs:
                now += random.uniform(20.0, 80.0)
                yield tcp(
                    random, now, station, plc.ip, cell.protocol.port, cell.protocol.service,
                    sent=size(random, 30_000, 0.8), received=size(random, 120_000, 0.8),
                    duration=random.uniform(15.0, 300.0),
                )  # fmt: skip

    def desktop(start: float, initiator: str, responder: str, length: float) -> Connection:
        return tcp(
            random, start, initiator, responder, 3389, "rdp,ssl",
            sent=size(random, 1_500_000, 0.4), received=size(random, 40_000_000, 0.5), duration=length,
        )  # fmt: skip

    return scene.day_by_day(make)
