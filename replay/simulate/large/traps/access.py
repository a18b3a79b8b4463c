"""People who may: a supplier, an engineer at night, work that was announced, a way that has a ticket."""

from replay.simulate.large.habits.access import POOL, RDP, SUPPLIER
from replay.simulate.large.stage import WORK_AROUND_S, Announced, Call, Planted, Stage, told
from replay.simulate.plant import NEW_SITES_NETWORK, Device

_RDP = "rdp,ssl"


def ticketed_conduit(stage: Stage) -> Planted:
    """A workstation of the office reads reports for the first time, as a conduit declares that any may."""
    desk, replica = stage.intruder, stage.ground.servers["replica-01"]
    calls = [Call(stage.start + 700.0 * n, desk, replica, 443, "ssl", 2_000, 90_000, 2.0) for n in range(5)]
    text = f"{desk.name} reads reports of {replica.name} for the first time; the conduit is declared"
    return Planted((told(stage, "new-path-crossing", calls, text, expected="silent"),), tuple(calls))


def supplier_visit(stage: Stage) -> Planted:
    """The supplier's session out of its turn, by the usual way."""
    servers, one = stage.ground.servers, stage.operations
    calls = [
        Call(stage.start, SUPPLIER, servers["gateway-01"], 443, "ssl", 400_000, 3_000_000, 2_000.0),
        Call(stage.start + 40.0, POOL[0], servers["jump-02"], RDP, _RDP, 300_000, 4_000_000, 1_800.0),
        Call(stage.start + 100.0, servers["jump-02"], one.station, RDP, _RDP, 280_000, 3_800_000, 1_600.0),
    ]
    text = "the supplier works on the engineering station by VPN and jump host, on another day than usual"
    return Planted((told(stage, "pivot", calls, text, expected="silent", steps=True),), tuple(calls))


def night_engineer(stage: Stage) -> Planted:
    """An engineer on call works at night by his usual way, and touches no controller."""
    desk, servers = stage.ground.engineers[0], stage.ground.servers
    night = stage.calendar.day(stage.day).at(2.0)
    calls = [
        Call(night, desk, servers["jump-01"], RDP, _RDP, 300_000, 4_000_000, 2_400.0),
        Call(night + 70.0, servers["jump-01"], stage.operations.station, RDP, _RDP, 280_000, 3_800_000, 2_200.0),
    ]
    text = f"{desk.name} is on call and works on the engineering station at night"
    return Planted((told(stage, "pivot", calls, text, expected="silent", steps=True),), tuple(calls))


def planned_maintenance(stage: Stage) -> Planted:
    """The station works on the cell that it always works on, for three hours, on each of its controllers."""
    one = stage.operations
    cell = one.cells[0]
    calls = [
        Call(stage.start + 300.0 * n, one.station, cell.controllers[n % 6], cell.protocol.port, cell.protocol.service,
             90_000, 90_000, 200.0)
        for n in range(36)
    ]  # fmt: skip
    text = f"{one.station.name} works on {cell.name} for three hours, as announced"
    begin, end = stage.start - WORK_AROUND_S, calls[-1].start + calls[-1].duration + WORK_AROUND_S
    announced = Announced(cell.controllers[0].zone, one.station, begin, end, "work on its programs")
    item = told(stage, "rogue-master", calls, text, expected="silent")
    return Planted((item,), tuple(calls), announced=(announced,))


def unannounced_maintenance(stage: Stage) -> Planted:
    """The same in a cell on which it never worked, and nobody said so: to tell it is no mistake, once."""
    one = stage.operations
    cell = one.cells[-1]
    port, service = cell.protocol.port, cell.protocol.service
    calls = [
        Call(stage.start + 400.0 * n, one.station, plc, port, service, 90_000, 90_000, 200.0)
        for n, plc in enumerate(cell.controllers)
    ]
    text = f"{one.station.name} works on {cell.name}, which nobody announced"
    return Planted((told(stage, "rogue-master", calls, text, expected="either"),), tuple(calls))


def new_web_sites(stage: Stage) -> Planted:
    """An office computer meets thirty sites that nobody met before."""
    desk = stage.intruder
    sites = [
        Device(f"new-{host}", f"{NEW_SITES_NETWORK}.{host}", "-", "-", "external", 5.0, "-", "-", "-", 1)
        for host in range(100, 130)
    ]
    calls = [Call(stage.start + 9.0 * n, desk, site, 443, "ssl") for n, site in enumerate(sites)]
    text = f"{desk.name} meets thirty new web sites"
    return Planted((told(stage, "external-path", calls, text, expected="silent"),), tuple(calls))
