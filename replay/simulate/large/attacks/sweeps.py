"""Who tries doors: many at once, many ports of one, or one a while."""

from dataclasses import replace

from replay.simulate.large.stage import Call, Planted, Stage, told
from replay.simulate.large.tape import REFUSED, UNANSWERED
from replay.simulate.plant import Device

_ACROSS = ("dmz-bypass", "new-path-crossing", "rogue-master")
_PORTS = (21, 22, 23, 80, 102, 135, 139, 443, 445, 502, 1433, 2222, 3389, 4840, 5900, 8080, 44818, 47808, 20000, 9100)


def sweep(stage: Stage) -> Planted:
    """An office computer looks for Modbus in site operations and a cell."""
    desk = stage.intruder
    known = {device.ip: device for device in stage.ground.devices}
    networks = (stage.operations.historian.network, stage.cell.network)
    addresses = [f"{network}.{host}" for network in networks for host in range(1, 46)]
    nobody = stage.operations.historian
    calls = [
        Call(
            stage.start + 0.4 * n, desk, known.get(ip) or _at(nobody, ip), 502, None, 0, 0, 0.0,
            REFUSED if ip in known else UNANSWERED,
        )
        for n, ip in enumerate(addresses)
    ]  # fmt: skip
    text = f"{desk.name} in the office tries tcp/502 on {len(calls)} addresses of the plant within a minute"
    return Planted((told(stage, "scan", calls, text, acceptable=_ACROSS),), tuple(calls))


def port_scan(stage: Stage) -> Planted:
    """An office computer tries the ports of a panel."""
    desk, panel = stage.intruder, stage.cell.panel
    calls = [
        Call(stage.start + 0.2 * n, desk, panel, port, None, 0, 0, 0.0, REFUSED) for n, port in enumerate(_PORTS * 2)
    ]
    text = f"{desk.name} in the office tries {len(_PORTS)} ports of {panel.name}"
    return Planted((told(stage, "scan", calls, text, acceptable=_ACROSS),), tuple(calls))


def slow_sweep(stage: Stage) -> Planted:
    """The jump host tries one address of site operations every twenty minutes."""
    jump, nobody = stage.ground.servers["jump-02"], stage.operations.historian
    network = nobody.network
    calls = [
        Call(stage.start + 1_200.0 * n, jump, _at(nobody, f"{network}.{100 + n}"), 445, None, 0, 0, 0.0, UNANSWERED)
        for n in range(40)
    ]
    text = f"{jump.name} tries file sharing on 40 addresses of site operations, three an hour"
    return Planted((told(stage, "scan", calls, text, acceptable=_ACROSS, stealth="slow"),), tuple(calls))


def one_door_a_day(stage: Stage) -> Planted:
    """An office server opens one more host of the DMZ and of site operations a day."""
    server, day = stage.ground.servers["backup-01"], 86_400.0
    one = stage.operations
    doors = (one.standby, one.station, one.directory, one.historian, stage.ground.servers["jump-01"], one.active)
    left = max(1, stage.calendar.days - stage.day)
    calls = [
        Call(stage.start + day * n, server, door, 445, "gssapi,smb,ntlm", 3_000, 9_000, 4.0)
        for n, door in enumerate(doors[:left])
    ]
    text = f"{server.name} opens a file share of one more host of the plant a day"
    return Planted((told(stage, "scan", calls, text, acceptable=_ACROSS, stealth="spread over days"),), tuple(calls))


def _at(like: Device, ip: str) -> Device:
    """An address at which nobody is, in the network of a device."""
    return replace(like, ip=ip)
