"""Devices that come and change as they do in plants: one more of a kind, a replacement, a lease that moves."""

from dataclasses import replace

from replay.simulate.large.ground import Cell, Ground, made
from replay.simulate.large.stage import Change, Planted, Stage, about
from replay.simulate.large.troubles.moves import with_workstation
from replay.simulate.plant import Device

_LATER_S = 86_400.0
"""For so long an alert on it is one that it raised."""


def _with_cell(ground: Ground, name: str, panel: Device | None, controller: Device | None) -> Ground:
    """The plant with another panel, or one more controller, in a cell."""

    def changed(cell: Cell) -> Cell:
        if cell.name != name:
            return cell
        controllers = cell.controllers if controller is None else (*cell.controllers, controller)
        return replace(cell, panel=panel or cell.panel, controllers=controllers)

    operations = tuple(replace(one, cells=tuple(changed(cell) for cell in one.cells)) for one in ground.operations)
    return replace(ground, operations=operations)


def _morning(stage: Stage) -> tuple[float, float]:
    begin = stage.calendar.day(stage.day).at(0.0)
    return begin, begin + _LATER_S


def third_controller(stage: Stage) -> Planted:
    """One more controller of the make that the cell is full of, polled by the cell's panel."""
    cell = stage.cell
    more = made(
        f"{cell.name}-plc-new", f"{cell.network}.40", "plc", cell.name, 1.0, cell.protocol.vendor, cell.protocol.oui
    )
    text = f"{cell.name} has one more {cell.protocol.vendor} controller at {more.ip}, polled by its panel"
    item = about(stage, "new-asset", (more.ip, cell.panel.ip), _morning(stage), text, expected="silent")
    return Planted((item,), changes=(Change(stage.day, lambda ground: _with_cell(ground, cell.name, None, more)),))


def replaced_panel(stage: Stage) -> Planted:
    """A broken panel is replaced overnight: same address, same maker, another MAC."""
    cell = stage.cell
    panel = replace(cell.panel, mac=f"{cell.panel.mac[:8]}:be:ef:01")
    text = f"{cell.panel.name} was replaced overnight by one of the same maker at the same address"
    item = about(stage, "identity-conflict", (panel.ip,), _morning(stage), text, expected="silent")
    return Planted((item,), changes=(Change(stage.day, lambda ground: _with_cell(ground, cell.name, panel, None)),))


def twin_panel(stage: Stage) -> Planted:
    """A panel is replaced by its twin at the next address."""
    cell = stage.cell
    twin = made(f"{cell.name}-hmi-b", f"{cell.network}.6", "hmi", cell.panel.zone, 2.0, "Siemens")
    text = f"{cell.panel.name} was replaced overnight by a twin at {twin.ip}"
    ends = (twin.ip, *(controller.ip for controller in cell.controllers))
    item = about(stage, "new-asset", ends, _morning(stage), text, expected="silent")
    return Planted((item,), changes=(Change(stage.day, lambda ground: _with_cell(ground, cell.name, twin, None)),))


def new_workstation(stage: Stage) -> Planted:
    """A new desk does what all desks do, and reads the reports that its department reads."""
    place = 0
    desk = made("ws-new", "10.0.10.240", "workstation", "it-office", 4.0, "Dell")
    text = f"a reader of reports has a new computer at {desk.ip}"
    ends = (desk.ip, stage.ground.servers["replica-01"].ip)
    item = about(stage, "new-path-crossing", ends, _morning(stage), text, expected="silent")
    return Planted((item,), changes=(Change(stage.day, lambda ground: with_workstation(ground, place, desk)),))


def lease_moves(stage: Stage) -> Planted:
    """An engineer's computer gets another address."""
    place = 1
    moved = replace(stage.ground.workstations[place], ip="10.0.10.241")
    text = f"{moved.name} has got the address {moved.ip}"
    ends = (moved.ip, stage.ground.servers["jump-01"].ip, stage.ground.servers["jump-02"].ip)
    item = about(stage, "identity-conflict", ends, _morning(stage), text, expected="silent")
    return Planted((item,), changes=(Change(stage.day, lambda ground: with_workstation(ground, place, moved)),))
