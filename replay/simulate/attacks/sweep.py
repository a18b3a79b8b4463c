"""An office computer looks for Modbus all over the plant's networks."""

from replay.simulate.shapes import refused, unanswered
from replay.simulate.stage import Planted, Stage, item

TARGETS = 90


def sweep(stage: Stage) -> Planted:
    """One port, many addresses, assigned or not: devices refuse, the rest is silence."""
    random, plant = stage.random, stage.plant
    attacker = plant.workstations[-3]
    networks = ("10.2.0", *(cell.network for cell in plant.cells))
    addresses = [f"{network}.{host}" for network in networks for host in range(1, 100)]
    live = [address for address in addresses if address in plant.by_ip]
    rest = [address for address in addresses if address not in plant.by_ip]
    targets = sorted(live[:TARGETS] + random.sample(rest, max(0, TARGETS - len(live))), key=addresses.index)
    connections, now = [], stage.start
    for target in targets:
        now += random.uniform(0.05, 0.6)
        shape = refused if target in plant.by_ip and random.random() < 0.6 else unanswered
        connections.append(shape(random, now, attacker.ip, target, 502))
    text = f"{attacker.name} in the office tries tcp/502 on {len(targets)} plant addresses within a minute"
    return Planted(connections, [item(stage, "scan", connections, text)])
