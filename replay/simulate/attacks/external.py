"""An address of the internet reaches into a cell: a forgotten port forwarding."""

from replay.simulate.connection import Connection
from replay.simulate.plant import NEW_SITES_NETWORK, STRANGERS_NETWORK
from replay.simulate.shapes import tcp
from replay.simulate.stage import Planted, Stage, item


def external_to_plc(stage: Stage) -> Planted:
    """A scanner of the internet finds a PLC and comes back."""
    cell = stage.plant.cells[0]
    scanner, plc, protocol = f"{STRANGERS_NETWORK}.66", cell.plcs[1], cell.protocol
    connections = _visits(stage, scanner, plc.ip, (protocol.port, protocol.service), octets=400)
    text = f"{scanner} on the internet talks {protocol.service} to {plc.name}"
    return Planted(connections, [item(stage, "external-path", connections, text)])


def external_to_hmi(stage: Stage) -> Planted:
    """Remote desktop from the internet to a cell's HMI."""
    stranger, hmi = f"{NEW_SITES_NETWORK}.77", stage.plant.cells[0].hmi
    connections = _visits(stage, stranger, hmi.ip, (3389, "rdp,ssl"), octets=80_000)
    text = f"{stranger} on the internet opens remote desktop sessions to {hmi.name}"
    return Planted(connections, [item(stage, "external-path", connections, text)])


def _visits(stage: Stage, attacker: str, target: str, entry: tuple[int, str], *, octets: int) -> list[Connection]:
    random, (port, service) = stage.random, entry
    return [
        tcp(
            random, stage.start + 240.0 * number + random.uniform(0.0, 60.0), attacker, target, port, service,
            sent=random.randrange(octets // 2, octets), received=random.randrange(octets, 3 * octets),
            duration=random.uniform(1.0, 40.0),
        )
        for number in range(5)
    ]  # fmt: skip
