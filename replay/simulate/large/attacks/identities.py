"""Devices that are not what they seem: strangers in a cell, addresses taken over, one device in two networks."""

from dataclasses import replace

import msgspec

from replay.simulate.large.ground import made
from replay.simulate.large.stage import Call, Planted, Stage, told

_OTHER_MAKER = "3c:97:0e"
"""Wistron's OUI: a laptop."""

_DONE = ("rogue-master", "new-path", "new-path-crossing")
"""What a stranger does may be told instead of who he is."""

_SEEN_AS = ("new-asset", *_DONE)


def rogue_device(stage: Stage) -> Planted:
    """Somebody plugs a device in, and it speaks to two controllers for an hour."""
    cell = stage.cell
    rogue = made("rogue", f"{cell.network}.77", "-", cell.name, 1.0, "-", _OTHER_MAKER)
    calls = [
        Call(stage.start + 60.0 * n, rogue, cell.controllers[n % 2], cell.protocol.port, cell.protocol.service)
        for n in range(60)
    ]
    text = f"an unknown device at {rogue.ip} speaks {cell.protocol.service} to two controllers of {cell.name}"
    return Planted((told(stage, "new-asset", calls, text, acceptable=_DONE),), tuple(calls))


def transient_device(stage: Stage) -> Planted:
    """A laptop is in a cell for forty minutes, looks at web pages, and is gone."""
    cell = stage.cell
    laptop = made("laptop", f"{cell.network}.88", "-", cell.name, 1.0, "-", _OTHER_MAKER)
    calls = [
        Call(stage.start + 240.0 * n, laptop, plc, 80, "http", 800, 9_000, 3.0)
        for n, plc in enumerate(cell.controllers)
    ]
    text = f"a laptop at {laptop.ip} opens the web pages of {cell.name}'s controllers, and is gone after forty minutes"
    return Planted((told(stage, "new-asset", calls, text, acceptable=_DONE),), tuple(calls))


def returning_device(stage: Stage) -> Planted:
    """A supplier's laptop that was there on the second day is back, and now speaks to controllers."""
    cell = stage.cell
    laptop = made("returned", f"{cell.network}.89", "-", cell.name, 1.0, "-", _OTHER_MAKER)
    before = stage.calendar.day(1).at(10.0)
    old = [Call(before + 300.0 * n, laptop, cell.panel, 80, "http") for n in range(6)]
    calls = [
        Call(stage.start + 120.0 * n, laptop, plc, cell.protocol.port, cell.protocol.service)
        for n, plc in enumerate(cell.controllers)
    ]
    text = f"a laptop at {laptop.ip}, last seen days ago, is back and speaks {cell.protocol.service} to controllers"
    item = told(stage, "new-asset", calls, text, acceptable=_DONE, stealth="known from before")
    return Planted((item,), (*old, *calls))


def takeover(stage: Stage) -> Planted:
    """Another device answers to a panel's address and speaks to a controller of another cell."""
    cell = stage.cell
    thief = replace(cell.panel, mac=f"{_OTHER_MAKER}:0a:0b:0c")
    calls = [
        Call(stage.start + 45.0 * n, thief, plc, 80, "http", 900, 12_000, 2.0)
        for n, plc in enumerate((*cell.controllers, *cell.controllers))
    ]
    text = f"another device has taken {cell.panel.name}'s address and opens its controllers' web pages"
    return Planted((told(stage, "identity-conflict", calls, text, acceptable=_SEEN_AS),), tuple(calls))


def quiet_takeover(stage: Stage) -> Planted:
    """The same, and the thief does only what the panel always did."""
    cell = stage.cell
    thief = replace(cell.panel, mac=f"{_OTHER_MAKER}:0d:0e:0f")
    calls = [
        Call(stage.start + 31.0 * n, thief, plc, cell.protocol.port, cell.protocol.service, 36, 90, 0.01)
        for n, plc in enumerate(plc for _ in range(10) for plc in cell.controllers)
    ]
    text = f"another device has taken {cell.panel.name}'s address, and polls as the panel does"
    item = told(stage, "identity-conflict", calls, text, acceptable=_SEEN_AS, stealth="known ways only")
    return Planted((item,), tuple(calls))


def bridge(stage: Stage) -> Planted:
    """A SCADA server gets a second card in the office network: one MAC, two addresses, both sides."""
    server, servers, desk = stage.operations.standby, stage.ground.servers, stage.intruder
    office = replace(server, ip=f"{stage.ground.workstations[0].network}.251")
    calls = [Call(stage.start + 600.0 * n, office, servers["file-01"], 445, "gssapi,smb,ntlm") for n in range(8)]
    calls += [Call(stage.start + 600.0 * n + 60, desk, office, 3389, "rdp,ssl") for n in range(4)]
    text = f"{server.name} is also at {office.ip} in the office network, and is used from there"
    item = told(
        stage, "bridge", calls, text,
        acceptable=("identity-conflict", "new-asset", "dmz-bypass", "new-path-crossing", "new-path"),
    )  # fmt: skip
    # Whoever names the server by its other address names it, too.
    return Planted((msgspec.structs.replace(item, responder_ips=(*item.responder_ips, server.ip)),), tuple(calls))
