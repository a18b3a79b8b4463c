"""Who commands a controller that is not his: from within OT, by the usual protocol."""

from replay.simulate.large.ground import Cell
from replay.simulate.large.stage import WORK_AROUND_S, Announced, Call, Planted, Stage, told

_OTHER = ("new-path", "level-skip", "new-path-crossing")


def _neighbour(stage: Stage, cell: Cell) -> Cell:
    """A cell of the same make where there is one: its panel speaks the protocol."""
    others = stage.ground.same_make(cell) or [one for one in stage.ground.cells if one is not cell]
    return others[stage.random.randrange(len(others))]


def rogue_master(stage: Stage) -> Planted:
    """The panel of one cell polls a controller of another, as fast as its own panel does."""
    cell = stage.cell
    panel, plc = _neighbour(stage, cell).panel, cell.controllers[0]
    calls = [
        Call(stage.start + 60.0 * n, panel, plc, cell.protocol.port, cell.protocol.service, 60, 120, 0.02)
        for n in range(90)
    ]
    text = f"{panel.name}, of another cell, commands {plc.name} by {cell.protocol.service}"
    return Planted((told(stage, "rogue-master", calls, text, acceptable=_OTHER),), tuple(calls))


def twin_master(stage: Stage) -> Planted:
    """The same, once an hour."""
    cell = stage.cell
    panel, plc = _neighbour(stage, cell).panel, cell.controllers[1]
    calls = [
        Call(stage.start + 3_600.0 * n, panel, plc, cell.protocol.port, cell.protocol.service, 24, 60, 0.01)
        for n in range(12)
    ]
    text = f"{panel.name}, of another cell, commands {plc.name} by {cell.protocol.service} once an hour"
    return Planted((told(stage, "rogue-master", calls, text, acceptable=_OTHER, stealth="slow"),), tuple(calls))


def maintenance_master(stage: Stage) -> Planted:
    """While the station programs one cell, as announced, it also programs a controller of another cell."""
    one, cells = stage.operations, stage.operations.cells
    known, other = cells[0], cells[-1]
    protocol, start = known.protocol, stage.start
    work = [
        Call(start + 300.0 * n, one.station, plc, protocol.port, protocol.service, 200_000, 9_000, 200.0)
        for n, plc in enumerate(known.controllers)
    ]
    plc = other.controllers[3]
    attack = [
        Call(stage.start + 800.0, one.station, plc, other.protocol.port, other.protocol.service, 200_000, 9_000, 200.0)
    ]
    text = f"while {one.station.name} works on {known.name}, it also programs {plc.name}"
    item = told(stage, "rogue-master", attack, text, acceptable=_OTHER, stealth="in a maintenance window")
    begin, end = start - WORK_AROUND_S, work[-1].start + work[-1].duration + WORK_AROUND_S
    announced = Announced(known.controllers[0].zone, one.station, begin, end, "new programs")
    return Planted((item,), (*work, *attack), announced=(announced,))


def reader_that_programs(stage: Stage) -> Planted:
    """The historian, which only ever met panels, speaks to a controller by its protocol."""
    cell, historian = stage.cell, stage.operations.historian
    plc = cell.controllers[4]
    calls = [
        Call(stage.start + 20.0 * n, historian, plc, cell.protocol.port, cell.protocol.service, 5_000, 500, 1.0)
        for n in range(10)
    ]
    text = f"{historian.name} writes to {plc.name} by {cell.protocol.service}, past the panel"
    return Planted((told(stage, "rogue-master", calls, text, acceptable=_OTHER),), tuple(calls))
