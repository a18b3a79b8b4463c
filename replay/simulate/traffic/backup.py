"""Nightly backups: long, large, and within their own network.

The plant backs up to its own historian's disks; the office to its backup server. Both run in the
small hours, when little else does.
"""

from collections.abc import Iterator

from replay.simulate.calendar import SUNDAY, Day
from replay.simulate.connection import Connection
from replay.simulate.randomness import size
from replay.simulate.scene import Scene
from replay.simulate.shapes import tcp

_NIGHTLY_OCTETS = 4e9
_WEEKLY_FACTOR = 6.0
"""A full backup on Sundays, the changes on other nights."""


def backups(scene: Scene) -> Iterator[Connection]:
    """Servers to the backup server at one o'clock, plant computers to the historian at three."""
    random = scene.random("backup")
    plant = scene.plant
    office_jobs = [(plant[name].ip, plant["backup-01"].ip) for name in ("file-01", "mail-01", "ad-01")]
    plant_names = ("eng-01", "hmi-srv-01", "hmi-srv-02")
    plant_jobs = [(plant[name].ip, plant["historian-01"].ip) for name in plant_names]

    def make(day: Day) -> Iterator[Connection]:
        factor = _WEEKLY_FACTOR if day.weekday == SUNDAY else 1.0
        for hour, jobs, octets in ((1.0, office_jobs, _NIGHTLY_OCTETS), (3.0, plant_jobs, _NIGHTLY_OCTETS / 20)):
            for place, (computer, store) in enumerate(jobs):
                sent = size(random, octets * factor, 0.2)
                yield tcp(
                    random, day.at(hour) + 600.0 * place + random.uniform(0.0, 60.0), computer, store, 445,
                    "gssapi,ntlm,smb", sent=sent, received=sent // 400, duration=sent / 8_000_000,
                )  # fmt: skip

    return scene.day_by_day(make)
