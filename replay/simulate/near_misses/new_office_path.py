"""Two office computers share files for the first time: new, and nobody's business at the boundary."""

from replay.simulate.shapes import tcp
from replay.simulate.stage import Planted, Stage, item


def new_office_path(stage: Stage) -> Planted:
    """A new path with both ends in the office."""
    giver, taker = stage.plant.workstations[6], stage.plant.workstations[5]
    copies = [
        tcp(
            stage.random, stage.day.at(10.1) + 50.0 * number, taker.ip, giver.ip, 445, "gssapi,ntlm,smb",
            sent=40_000, received=9_000_000, duration=6.0,
        )
        for number in range(3)
    ]  # fmt: skip
    text = f"{taker.name} fetches files from {giver.name} for the first time"
    return Planted(copies, [item(stage, "new-path", copies, text, expected="silent")])
