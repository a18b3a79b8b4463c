"""A PLC calls an address on the internet, every ten minutes: implanted code asking for orders."""

from replay.simulate.plant import STRANGERS_NETWORK
from replay.simulate.shapes import tcp
from replay.simulate.stage import Planted, Stage, item


def plc_to_internet(stage: Stage) -> Planted:
    """Small, regular, answered."""
    random, plc, server = stage.random, stage.plant.cells[-1].plcs[1], f"{STRANGERS_NETWORK}.120"
    connections = [
        tcp(
            random, stage.start + 600.0 * number + random.uniform(-4.0, 4.0), plc.ip, server, 443, "ssl",
            sent=random.randrange(500, 900), received=random.randrange(300, 2_000), duration=random.uniform(0.3, 2.0),
        )
        for number in range(9)
    ]  # fmt: skip
    text = f"{plc.name} calls {server} on the internet every ten minutes"
    return Planted(connections, [item(stage, "external-path", connections, text)])
