"""Work that comes seldom and is allowed: copies of all programs, an outage's end, a pair that swaps."""

from replay.simulate.large.habits.supervision import OPC_UA, PI
from replay.simulate.large.stage import Call, Planted, Rush, Silence, Stage, about, told
from replay.simulate.large.tape import REFUSED


def historian_reconnects(stage: Stage) -> Planted:
    """The historian was restarted, and connects to all its sources within a minute."""
    historian = stage.operations.historian
    sources = [device for cell in stage.operations.cells for device in (cell.panel, *cell.controllers)]
    calls = [
        Call(stage.start + 50.0 * n / len(sources), historian, source, OPC_UA, None, 2_000, 60_000, 1.0)
        for n, source in enumerate(sources)
    ]
    text = f"{historian.name} connects to all its sources again after a restart"
    return Planted((told(stage, "scan", calls, text, expected="silent"),), tuple(calls))


def quarterly_copy(stage: Stage) -> Planted:
    """The station copies the programs of two cells, as it does every quarter."""
    one = stage.operations
    calls = [
        Call(
            stage.start + 120.0 * n, one.station, plc, cell.protocol.port, cell.protocol.service, 20_000, 900_000, 60.0
        )
        for cell in one.cells[:2]
        for n, plc in enumerate(cell.controllers)
    ]  # fmt: skip
    text = f"{one.station.name} copies the programs of two cells, as every quarter"
    return Planted((told(stage, "rogue-master", calls, text, expected="silent"),), tuple(calls))


def pair_swaps(stage: Stage) -> Planted:
    """The standby SCADA server takes over for an hour."""
    one = stage.operations
    calls = [
        Call(stage.start + 60.0 * n, one.standby, cell.panel, OPC_UA, None, 900, 6_000, 0.5)
        for n in range(60)
        for cell in one.cells
    ]
    calls += [
        Call(stage.start + 300.0 * n, one.standby, one.historian, PI, None, 1_500, 60_000, 0.5) for n in range(12)
    ]
    text = f"{one.standby.name} takes over from {one.active.name} for an hour"
    return Planted((told(stage, "rogue-master", calls, text, expected="silent"),), tuple(calls))


def allowed_scan(stage: Stage) -> Planted:
    """The declared scanner runs out of its turn, over the hosts that it always scans."""
    scanner, one = stage.ground.servers["scanner-01"], stage.operations
    targets = (one.active, one.standby, one.historian, one.station, one.directory)
    calls = [
        Call(stage.start + 0.5 * n, scanner, target, port, None, 0, 0, 0.001, REFUSED)
        for n, (target, port) in enumerate((target, port) for target in targets for port in (22, 80, 445, 3389))
    ]
    text = f"{scanner.name}, the declared scanner, scans its usual hosts on another day"
    return Planted((told(stage, "scan", calls, text, expected="silent"),), tuple(calls))


def restored_backup(stage: Stage) -> Planted:
    """The backup server gives the replica a gigabyte back, over its usual way."""
    backup, replica = stage.ground.servers["backup-01"], stage.ground.servers["replica-01"]
    calls = [Call(stage.start, backup, replica, 445, "gssapi,smb,ntlm", 900_000_000, 60_000, 900.0)]
    text = f"{backup.name} restores {replica.name}: 0.9 GB the other way"
    return Planted((told(stage, "volume", calls, text, expected="silent"),), tuple(calls))


def firmware_update(stage: Stage) -> Planted:
    """The station gives a controller that it knows 25 MB of firmware."""
    one = stage.operations
    cell = one.cells[0]
    plc, protocol = cell.controllers[0], cell.protocol
    calls = [Call(stage.start, one.station, plc, protocol.port, protocol.service, 25_000_000, 90_000, 600.0)]
    text = f"{one.station.name} updates the firmware of {plc.name}, which it programs now and then"
    return Planted((told(stage, "volume", calls, text, expected="silent"),), tuple(calls))


def panel_restarts(stage: Stage) -> Planted:
    """A panel was restarted, and asks one controller four times as often for two minutes."""
    cell = stage.cell
    panel, plc = cell.panel, cell.controllers[1]
    span = (stage.start, stage.start + 120.0)
    text = f"{panel.name} was restarted, and asks {plc.name} four times as often for two minutes"
    item = about(stage, "burst", (panel.ip, plc.ip), span, text, expected="silent")
    return Planted((item,), rushes=(Rush(panel.ip, plc.ip, *span, 3),))


def update_checks(stage: Stage) -> Planted:
    """After a patch a server asks the patch server every half an hour, until the evening."""
    server, patch = stage.operations.standby, stage.ground.servers["patch-01"]
    calls = [Call(stage.start + 1_800.0 * n, server, patch, 8530, "http", 900, 1_200, 0.3) for n in range(8)]
    text = f"{server.name} asks {patch.name} every half an hour for four hours, to report a patch"
    return Planted((told(stage, "beacon", calls, text, expected="silent"),), tuple(calls))


def stopped_cell(stage: Stage) -> Planted:
    """A cell is stopped for two hours, and nobody said so. To tell it is no mistake."""
    cell = stage.cell
    span = (stage.start, stage.start + 2 * 3_600.0)
    ends = (cell.panel.ip, *(controller.ip for controller in cell.controllers))
    item = about(stage, "silence", ends, span, f"{cell.name} is stopped for two hours", expected="either")
    return Planted((item,), silences=tuple(Silence(cell.panel.ip, ip, *span) for ip in ends[1:]))
