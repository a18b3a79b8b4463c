"""A device that nobody declared is plugged into a cell and polls its PLCs."""

from replay.simulate.shapes import tcp
from replay.simulate.stage import Planted, Stage, item

_MAC = "b8:27:eb:4d:12:07"
"""The OUI of the Raspberry Pi Foundation in the IEEE registry."""


def rogue_device(stage: Stage) -> Planted:
    """For an hour and a half, every two minutes, each PLC of the first cell."""
    random, cell = stage.random, stage.plant.cells[0]
    device, protocol = f"{cell.network}.77", cell.protocol
    connections = [
        tcp(
            random, stage.start + 120.0 * turn + place + random.uniform(0.0, 0.5), device, plc.ip, protocol.port,
            protocol.service, sent=120, received=random.randrange(200, 400), duration=random.uniform(0.05, 0.4),
        )
        for turn in range(45)
        for place, plc in enumerate(cell.plcs)
    ]  # fmt: skip
    text = f"a device unknown to the inventory, {device}, appears in {cell.name} and polls its PLCs"
    return Planted(connections, [item(stage, "new-asset", connections, text)], {device: _MAC})
