"""An engineer goes the known way at three in the morning: a line stands still."""

from replay.simulate.shapes import tcp
from replay.simulate.stage import Planted, Stage, item


def late_session(stage: Stage) -> Planted:
    """Office -> jump host -> engineering station, all of it known, the hour is not."""
    plant, start = stage.plant, stage.day.at(3.2)
    legs = [
        tcp(
            stage.random, start + 40.0 * place, initiator, responder, 3389, "rdp,ssl",
            sent=1_400_000, received=52_000_000, duration=2_400.0 - 90.0 * place,
        )
        for place, (initiator, responder) in enumerate(
            ((plant.engineers[0].ip, plant["jump-01"].ip), (plant["jump-01"].ip, plant["eng-01"].ip))
        )
    ]  # fmt: skip
    text = "the weekly session's own paths at an odd hour"
    return Planted(legs, [item(stage, "new-path-crossing", [leg], text, expected="silent") for leg in legs])
