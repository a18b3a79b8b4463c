"""Site operations watch the cells: the active SCADA server reads each panel, the historian collects and pushes up.

Sessions of operators last a shift, so that the sensor writes them hours after rows that began later.
"""

from replay.simulate.calendar import SHIFT_HOURS
from replay.simulate.large.scene import DayScene, Hourly

OPC_UA, PI = 4840, 5450
"""OPC UA's registered port, and that of OSIsoft PI's data archive."""

_READ_EVERY_S, _COLLECT_EVERY_S, _CONTROLLERS_EVERY_S = 60.0, 300.0, 3_600.0

_MACHINES_BEHIND_NAT = 4
_SHIFT_HOURS = 8.0


def supervision(scene: DayScene) -> Hourly:
    """Reads, collection, the push into the DMZ, and shifts."""
    random, tape, ground = scene.random("supervision"), scene.tape, scene.ground
    regular, shifts = [], []
    for one in ground.operations:
        server = scene.active(one)
        panels = [cell.panel for cell in one.cells]
        regular += [(tape.way(server, panel, OPC_UA, None), _READ_EVERY_S, 900, 6_000) for panel in panels]
        regular += [(tape.way(one.historian, panel, OPC_UA, None), _COLLECT_EVERY_S, 1_400, 40_000) for panel in panels]
        regular.append(
            (tape.way(one.historian, ground.servers["replica-01"], PI, None), _COLLECT_EVERY_S, 180_000, 2_500)
        )
        regular.append((tape.way(server, one.historian, PI, None), _COLLECT_EVERY_S, 1_500, 60_000))
        regular += [
            (tape.way(one.historian, controller, OPC_UA, None), _CONTROLLERS_EVERY_S, 900, 9_000)
            for cell in one.cells
            for controller in cell.controllers
        ]
        regular += [(tape.way(one.skid, one.historian, PI, None), _COLLECT_EVERY_S, 9_000, 900)] * _MACHINES_BEHIND_NAT
        shifts += [tape.way(server, panel, OPC_UA, None) for panel in panels]
    placed = [(*one, random.uniform(0.0, one[1])) for one in regular]

    def hour(hour: int) -> None:
        begin, length, draw, add = scene.hours[hour], scene.length(hour), random.random, tape.add
        for way, every, sent, received, phase in placed:
            for number in range(int(length / every)):
                start, share = begin + phase + every * number + draw(), 0.8 + 0.4 * draw()
                add(way, start, 0.2 + draw(), int(sent * share), int(received * share))
        if hour in SHIFT_HOURS:
            for way in shifts:
                start = begin + 900.0 * draw()
                add(way, start, _SHIFT_HOURS * 3_600.0 - 600.0 + 1_500.0 * draw(), 900_000, 14_000_000)

    return hour
