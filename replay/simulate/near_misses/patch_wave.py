"""An urgent patch goes to every office computer out of its hour: a fan-out on known paths."""

from replay.simulate.shapes import tcp
from replay.simulate.stage import Planted, Stage, item


def patch_wave(stage: Stage) -> Planted:
    """The DMZ's patch server reaches all workstations within minutes."""
    plant = stage.plant
    pushes = [
        tcp(
            stage.random, stage.day.at(11.0) + 4.0 * place, plant["patch-01"].ip, workstation.ip, 445,
            "gssapi,ntlm,smb", sent=25_000_000, received=9_000, duration=9.0,
        )
        for place, workstation in enumerate(plant.workstations)
    ]  # fmt: skip
    text = f"the patch server serves all {len(pushes)} workstations at once, as on its Tuesdays"
    return Planted(pushes, [item(stage, "scan", pushes, text, expected="silent")])
