"""Scheduled jobs: nightly backups, weekly patches and an allowed scan, a monthly report, copies of all programs.

The copy is monthly of a site's first cell and quarterly of all.
"""

from collections.abc import Callable
from random import Random

from replay.simulate.large.ground import Ground
from replay.simulate.large.scene import DayScene, Hourly
from replay.simulate.large.tape import REFUSED
from replay.simulate.plant import Device

_SCAN_PORTS = (22, 80, 443, 445, 3389)
_PATCH_WEEKDAY, _SCAN_WEEKDAY = 2, 6
_QUARTER_MONTHS = (1, 4, 7, 10)

Job = Callable[[DayScene, Random, int], None]
"""Writes a job's rows into an hour."""


def jobs(scene: DayScene) -> Hourly:
    """What is due today."""
    random, due = scene.random("jobs"), _due(scene)

    def hour(hour: int) -> None:
        for when, job in due:
            if when == hour:
                job(scene, random, hour)

    return hour


def _due(scene: DayScene) -> list[tuple[int, Job]]:
    """The day's jobs with their hours."""
    weekday, date = scene.day.weekday, scene.day.date
    due: list[tuple[int, Job]] = [(1, _backups)]
    if weekday == _PATCH_WEEKDAY:
        due.append((12, _patches))
    if weekday == _SCAN_WEEKDAY:
        due.append((2, _scan))
    if date.day == 1:
        due.append((4, _all_programs if date.month in _QUARTER_MONTHS else _some_programs))
    if date.day == 2:
        due.append((16, _report))
    return due


def _level_3(ground: Ground) -> list[Device]:
    return [
        device
        for one in ground.operations
        for device in (one.active, one.standby, one.historian, one.station, one.directory)
    ]


def _backups(scene: DayScene, random: Random, hour: int) -> None:
    servers, tape = scene.ground.servers, scene.tape
    for name in ("file-01", "mail-01", "replica-01"):
        way = tape.way(servers["backup-01"], servers[name], 445, "gssapi,smb,ntlm")
        tape.add(way, scene.moment(random, hour), 1_200.0, 40_000, random.randrange(800_000_000, 1_200_000_000))


def _patches(scene: DayScene, random: Random, hour: int) -> None:
    for device in _level_3(scene.ground):
        way = scene.tape.way(device, scene.ground.servers["patch-01"], 8530, "http")
        scene.tape.add(way, scene.moment(random, hour), 90.0, 9_000, random.randrange(1_000_000, 60_000_000))


def _scan(scene: DayScene, random: Random, hour: int) -> None:
    tape, servers = scene.tape, scene.ground.servers
    for target in (*servers.values(), *_level_3(scene.ground)):
        for port in _SCAN_PORTS:
            way = tape.way(servers["scanner-01"], target, port, None)
            if port == 443:
                tape.add(way, scene.moment(random, hour), 1.0, 1_500, 4_000)
            else:
                tape.write(way, scene.moment(random, hour), 0.001, 0, 0, REFUSED)


def _some_programs(scene: DayScene, random: Random, hour: int) -> None:
    _programs(scene, random, hour, cells=1)


def _all_programs(scene: DayScene, random: Random, hour: int) -> None:
    _programs(scene, random, hour, cells=len(scene.ground.cells))


def _programs(scene: DayScene, random: Random, hour: int, *, cells: int) -> None:
    for one in scene.ground.operations:
        for cell in one.cells[:cells]:
            for controller in cell.controllers:
                way = scene.tape.way(one.station, controller, cell.protocol.port, cell.protocol.service)
                scene.tape.add(way, scene.moment(random, hour), 60.0, 20_000, 900_000)


def _report(scene: DayScene, random: Random, hour: int) -> None:
    way = scene.tape.way(scene.ground.readers[-1], scene.ground.servers["replica-01"], 443, "ssl")
    scene.tape.add(way, scene.moment(random, hour), 40.0, 3_000, 60_000_000)
