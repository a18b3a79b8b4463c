"""An office computer takes over a cell's HMI by remote desktop, past the DMZ."""

from replay.simulate.shapes import tcp
from replay.simulate.stage import Planted, Stage, item


def it_to_hmi(stage: Stage) -> Planted:
    """Two failed log-ons, then one session of half an hour, written when it ends."""
    random, attacker, hmi = stage.random, stage.plant.workstations[-2], stage.plant.cells[-1].hmi
    lengths = (3.0, 4.0, 1_800.0)
    connections = [
        tcp(
            random, stage.start + 30.0 * number, attacker.ip, hmi.ip, 3389, "rdp,ssl",
            sent=int(2_000 + 400 * length), received=int(4_000 + 9_000 * length), duration=length,
        )
        for number, length in enumerate(lengths)
    ]  # fmt: skip
    text = f"{attacker.name} in the office opens remote desktop sessions to {hmi.name}, past the DMZ"
    return Planted(connections, [item(stage, "dmz-bypass", connections, text)])
