"""An office computer tries the ports of one PLC."""

from replay.simulate.shapes import refused, unanswered
from replay.simulate.stage import Planted, Stage, item

PORTS = 150


def port_scan(stage: Stage) -> Planted:
    """One address, many ports, none of which lets it in."""
    random, plant = stage.random, stage.plant
    attacker, plc = plant.workstations[-4], plant.cells[-1].plcs[2]
    connections, now = [], stage.start
    for port in random.sample(range(1, 1_024), PORTS):
        now += random.uniform(0.02, 0.3)
        shape = refused if random.random() < 0.8 else unanswered
        connections.append(shape(random, now, attacker.ip, plc.ip, port))
    text = f"{attacker.name} in the office tries {PORTS} ports of {plc.name}"
    return Planted(connections, [item(stage, "scan", connections, text)])
