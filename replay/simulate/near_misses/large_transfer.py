"""The historian fills up its replica after a pause: a known path, a thousand times its usual octets."""

from replay.simulate.shapes import tcp
from replay.simulate.stage import Planted, Stage, item
from replay.simulate.traffic.supervision import HISTORIAN_PORT


def large_transfer(stage: Stage) -> Planted:
    """One long push of gigabytes."""
    plant = stage.plant
    push = tcp(
        stage.random, stage.day.at(13.0), plant["historian-01"].ip, plant["replica-01"].ip, HISTORIAN_PORT, None,
        sent=3_800_000_000, received=9_000_000, duration=1_900.0,
    )  # fmt: skip
    return Planted([push], [item(stage, "volume", [push], "a known path carries a backlog", expected="silent")])
