"""People reach the plant: engineers and suppliers by jump hosts, from desks and from a pool of VPN addresses.

Many stand behind a jump host, and one address of the pool is another person's tomorrow. The engineering station then
goes to controllers: mostly to a few, now and then to one that it never met.
"""

from random import Random

from replay.simulate.large.scene import DayScene, Hourly
from replay.simulate.plant import SUPPLIERS_NETWORK, Device

POOL = tuple(
    Device(f"vpn-{host}", f"10.1.5.{host}", "90:6c:ac:00:05:00", "vpn-client", "dmz", 3.5, "-", "-", "ot", 1)
    for host in range(10, 40)
)
"""One MAC: that of the gateway, which speaks for all of them."""

SUPPLIER = Device("supplier", f"{SUPPLIERS_NETWORK}.40", "-", "-", "external", 5.0, "-", "-", "-", 1)
RDP = 3389
_RDP = "rdp,ssl"
_VISIT_WEEKDAY = 3
"""The supplier's hour is on Thursdays."""

_FAVOURITE_SHARE = 0.95
"""Of the station's visits, those to the cell on which it mostly works."""

_SESSION_SHARE, _TO_STATION_SHARE, _REPORT_SHARE = 0.6, 0.8, 0.4
"""Engineers a workday, sessions that go to the station, readers an hour (convention)."""

_OPENS, _CLOSES = 7, 18


Session = tuple[int, Device, Device]
"""The local hour in which it begins, the person's end, and the jump host."""


def access(scene: DayScene) -> Hourly:
    """Sessions of a day: drawn once, written in their hours."""
    random = scene.random("access")
    sessions = _drawn(scene, random)

    def hour(hour: int) -> None:
        for when, person, jump in sessions:
            if when == hour:
                _session(scene, random, scene.moment(random, hour), person, jump)
        if scene.is_workday and _OPENS <= hour < _CLOSES:
            _reports(scene, random, hour)

    return hour


def _drawn(scene: DayScene, random: Random) -> list[Session]:
    ground, servers = scene.ground, scene.ground.servers
    sessions: list[Session] = []
    if scene.is_workday:
        sessions += [
            (random.randrange(8, 17), engineer, servers[random.choice(("jump-01", "jump-02"))])
            for engineer in ground.engineers
            if random.random() < _SESSION_SHARE
        ]
        sessions += [
            (random.randrange(7, 20), random.choice(POOL), servers["jump-01"])
            for _ in range(1 + len(ground.engineers) // 3)
        ]
    if scene.day.weekday == _VISIT_WEEKDAY:
        sessions.append((14, POOL[0], servers["jump-02"]))
    return sessions


def _session(scene: DayScene, random: Random, start: float, person: Device, jump: Device) -> None:
    """From the person to the jump host, on to a station, and from there perhaps to a controller."""
    tape, ground, lasts = scene.tape, scene.ground, random.uniform(600.0, 4_000.0)
    if person in POOL:
        supplier = tape.way(SUPPLIER, ground.servers["gateway-01"], 443, "ssl")
        tape.add(supplier, start - 40.0, lasts + 60.0, 400_000, 3_000_000)
    tape.add(tape.way(person, jump, RDP, _RDP), start, lasts, 300_000, 4_000_000)
    one = random.choice(ground.operations)
    station = one.station if random.random() < _TO_STATION_SHARE else one.active
    tape.add(tape.way(jump, station, RDP, _RDP), start + 60.0, lasts - 90.0, 280_000, 3_800_000)
    if station is one.station:
        cell = one.cells[0] if random.random() < _FAVOURITE_SHARE else random.choice(one.cells)
        way = tape.way(station, random.choice(cell.controllers), cell.protocol.port, cell.protocol.service)
        tape.add(way, start + 200.0, 0.5 * lasts, 20_000, 90_000)


def _reports(scene: DayScene, random: Random, hour: int) -> None:
    for reader in scene.ground.readers:
        if random.random() < _REPORT_SHARE:
            way = scene.tape.way(reader, scene.ground.servers["replica-01"], 443, "ssl")
            scene.tape.add(way, scene.moment(random, hour), 2.0, 2_200, random.randrange(40_000, 300_000))
