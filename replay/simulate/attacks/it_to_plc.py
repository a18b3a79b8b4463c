"""An office computer speaks Modbus to a PLC, straight through where the DMZ should stand."""

from replay.simulate.shapes import tcp
from replay.simulate.stage import Planted, Stage, item


def it_to_plc(stage: Stage) -> Planted:
    """A dozen short connections over twenty minutes: reading first, then writing."""
    random, attacker, plc = stage.random, stage.plant.workstations[-1], stage.plant.cells[0].plcs[0]
    connections = [
        tcp(
            random, stage.start + 100.0 * number + random.uniform(0.0, 30.0), attacker.ip, plc.ip, 502, "modbus",
            sent=random.randrange(60, 800), received=random.randrange(60, 1_200), duration=random.uniform(0.2, 8.0),
        )
        for number in range(12)
    ]  # fmt: skip
    text = f"{attacker.name} in the office reads and writes {plc.name} by Modbus, past the DMZ"
    return Planted(connections, [item(stage, "dmz-bypass", connections, text)])
