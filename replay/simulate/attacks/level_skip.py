"""The jump host speaks to a PLC itself, over the head of site operations (level 3)."""

from replay.simulate.shapes import tcp
from replay.simulate.stage import Planted, Stage, item


def level_skip(stage: Stage) -> Planted:
    """From level 3.5 to level 1 in one step, in the cell's own protocol."""
    random, jump, cell = stage.random, stage.plant["jump-01"], stage.plant.cells[-1]
    plc, protocol = cell.plcs[3], cell.protocol
    connections = [
        tcp(
            random, stage.start + 90.0 * number + random.uniform(0.0, 40.0), jump.ip, plc.ip, protocol.port,
            protocol.service, sent=random.randrange(200, 4_000), received=random.randrange(200, 9_000),
            duration=random.uniform(0.5, 25.0),
        )
        for number in range(8)
    ]  # fmt: skip
    text = f"{jump.name} in the DMZ talks {protocol.service} to {plc.name} without the engineering station"
    return Planted(connections, [item(stage, "level-skip", connections, text)])
