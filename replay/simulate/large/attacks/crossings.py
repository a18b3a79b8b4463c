"""Ways across a line that nobody has: office to controller, the internet to a panel, past a level."""

from replay.simulate.large.stage import Call, Planted, Stage, told
from replay.simulate.plant import STRANGERS_NETWORK, Device

STRANGER = Device("stranger", f"{STRANGERS_NETWORK}.66", "-", "-", "external", 5.0, "-", "-", "-", 1)
_NEW = ("new-path-crossing", "new-path")


def it_to_plc(stage: Stage) -> Planted:
    """An office computer speaks to a controller for twenty minutes."""
    desk, cell = stage.intruder, stage.cell
    plc, protocol = cell.controllers[1], cell.protocol
    calls = [Call(stage.start + 60.0 * n, desk, plc, protocol.port, protocol.service) for n in range(20)]
    text = f"{desk.name} in the office speaks {protocol.service} to {plc.name}, past the DMZ"
    return Planted((told(stage, "dmz-bypass", calls, text, acceptable=("rogue-master", *_NEW)),), tuple(calls))


def dmz_bypass(stage: Stage) -> Planted:
    """An office computer opens a remote desktop on the standby SCADA server."""
    desk, server = stage.intruder, stage.operations.standby
    calls = [Call(stage.start, desk, server, 3389, "rdp,ssl", 90_000, 900_000, 1_500.0)]
    text = f"{desk.name} in the office opens a remote desktop on {server.name}, past the DMZ"
    return Planted((told(stage, "dmz-bypass", calls, text, acceptable=_NEW),), tuple(calls))


def external_to_panel(stage: Stage) -> Planted:
    """A forgotten port forwarding leads from the internet to a panel."""
    panel = stage.cell.panel
    calls = [Call(stage.start + 200.0 * n, STRANGER, panel, 5900, "rfb", 4_000, 80_000, 40.0) for n in range(5)]
    text = f"{STRANGER.ip} on the internet opens {panel.name}'s screen (VNC)"
    return Planted((told(stage, "external-path", calls, text),), tuple(calls))


def plc_to_internet(stage: Stage) -> Planted:
    """A controller calls out, every ten minutes for three hours."""
    plc = stage.cell.controllers[2]
    calls = [Call(stage.start + 600.0 * n, plc, STRANGER, 443, "ssl", 900, 3_000, 0.4) for n in range(18)]
    text = f"{plc.name} connects to {STRANGER.ip} on the internet"
    return Planted((told(stage, "external-path", calls, text, acceptable=("beacon",)),), tuple(calls))


def level_skip(stage: Stage) -> Planted:
    """A SCADA server opens a controller's web page, past the panel."""
    server, plc = stage.operations.standby, stage.cell.controllers[3]
    calls = [Call(stage.start + 30.0 * n, server, plc, 80, "http") for n in range(8)]
    text = f"{server.name} opens the web page of {plc.name}, two levels below"
    return Planted((told(stage, "level-skip", calls, text, acceptable=("rogue-master", "new-path")),), tuple(calls))


def first_day_intruder(stage: Stage) -> Planted:
    """An office computer reads a controller every hour, since before anybody watched."""
    desk, cell = stage.intruder, stage.cell
    plc, protocol = cell.controllers[4], cell.protocol
    days = stage.calendar.days
    first = stage.calendar.day(0).at(1.0)
    calls = [Call(first + 3_600.0 * n, desk, plc, protocol.port, protocol.service) for n in range(24 * days - 2)]
    text = f"{desk.name} in the office reads {plc.name} by {protocol.service} since the first day"
    item = told(
        stage, "dmz-bypass", calls, text, stealth="there from the first day",
        acceptable=("learning-review", "rogue-master", "first-look", *_NEW),
    )  # fmt: skip
    return Planted((item,), tuple(calls))
