"""Patches: the DMZ's server fetches them, the office is served on Tuesday evenings, the plant on Wednesdays.

On the second Tuesday of a month there is much more of it. Plant computers fetch by themselves, so
that nothing from the DMZ has to reach into the plant.
"""

from collections.abc import Iterator

from replay.simulate.calendar import TUESDAY, WEDNESDAY, Day
from replay.simulate.connection import Connection
from replay.simulate.randomness import size
from replay.simulate.scene import Scene
from replay.simulate.shapes import tcp

_PATCHED_ROLES = frozenset({"historian", "engineering-workstation", "domain-controller", "hmi-server"})


def is_patch_tuesday(day: Day) -> bool:
    """The second Tuesday of the month."""
    return day.weekday == TUESDAY and 8 <= day.date.day <= 14


def patching(scene: Scene) -> Iterator[Connection]:
    """Fetching daily, serving weekly."""
    random = scene.random("patching")
    plant = scene.plant
    server = plant["patch-01"].ip
    plant_side = [d for d in plant.devices if d.zone == "site-operations" and d.role in _PATCHED_ROLES]

    def make(day: Day) -> Iterator[Connection]:
        octets = 80_000_000.0 if is_patch_tuesday(day) else 3_000_000.0
        for place, mirror in enumerate(plant.update_servers):
            start = day.at(2.0) + 300.0 * place + random.uniform(0.0, 120.0)
            yield transfer(start, (server, mirror), (443, "ssl"), 5_000, octets)
        if day.weekday == TUESDAY:
            for place, workstation in enumerate(plant.workstations):
                start = day.at(19.0) + 45.0 * place + random.uniform(0.0, 30.0)
                yield transfer(start, (server, workstation.ip), (445, "gssapi,ntlm,smb"), octets, 9_000)
        if day.weekday == WEDNESDAY:
            for place, device in enumerate(plant_side):
                start = day.at(13.0) + 240.0 * place + random.uniform(0.0, 60.0)
                yield transfer(start, (device.ip, server), (8530, "http"), 6_000, octets)

    def transfer(start: float, ends: tuple[str, str], service: tuple[int, str], out: float, back: float) -> Connection:
        sent, received = size(random, out, 0.5), size(random, back, 0.5)
        return tcp(
            random, start, *ends, *service,
            sent=sent, received=received, duration=1.0 + (sent + received) / 5_000_000,
        )  # fmt: skip

    return scene.day_by_day(make)
