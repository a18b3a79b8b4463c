"""The machine builder's support: from its own address over the gateway and the jump host, on Thursdays."""

from collections.abc import Iterator

from replay.simulate.calendar import THURSDAY, Day
from replay.simulate.connection import Connection
from replay.simulate.randomness import size
from replay.simulate.scene import Scene
from replay.simulate.shapes import tcp


def remote_support(scene: Scene) -> Iterator[Connection]:
    """One session a week, in two legs; the third leg is the engineers' own path."""
    random = scene.random("remote-support")
    plant = scene.plant
    gateway, jump, station = plant["gateway-01"].ip, plant["jump-01"].ip, plant["eng-01"].ip

    def make(day: Day) -> Iterator[Connection]:
        if day.weekday != THURSDAY:
            return
        start, length = day.at(10.0 + random.random()), random.uniform(1_800.0, 5_400.0)
        legs = (
            (plant.vendor_support, gateway, 443, "ssl"),
            (gateway, jump, 3389, "rdp,ssl"),
            (jump, station, 3389, "rdp,ssl"),
        )
        for place, (initiator, responder, port, service) in enumerate(legs):
            yield tcp(
                random, start + 45.0 * place, initiator, responder, port, service,
                sent=size(random, 1_200_000, 0.4), received=size(random, 30_000_000, 0.5),
                duration=length - 100.0 * place,
            )  # fmt: skip

    return scene.day_by_day(make)
