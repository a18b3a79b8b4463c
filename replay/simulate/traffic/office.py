"""The office: names, web, mail, files and print, in office hours.

People go to a few sites of their own again and again and to a new one now and then (a Zipf-like
choice), so that "this workstation meets new peers" is ordinary in the office.
"""

from collections.abc import Iterator
from random import Random

from replay.simulate.calendar import Day, office_activity
from replay.simulate.connection import Connection
from replay.simulate.plant import Device
from replay.simulate.randomness import arrivals, size
from replay.simulate.scene import Scene
from replay.simulate.shapes import refused, tcp, udp, unanswered

_PAGES_AN_HOUR = 14.0
"""Web visits of one workstation in a busy hour at rate 1; with names, mail and files 250 flows a workday."""
_MAILS_AN_HOUR = 4.0
_FILES_AN_HOUR = 3.0
_PRINTS_AN_HOUR = 0.4
_INBOUND_MAILS_AN_HOUR = 12.0

_DEAD_LINKS = 0.02
"""Of web visits, those nobody answers."""


def office(scene: Scene) -> Iterator[Connection]:
    """All workstations and the mail server."""
    random = scene.random("office")
    desks = [_Desk(scene, workstation) for workstation in scene.plant.workstations]

    def make(day: Day) -> Iterator[Connection]:
        for hour in range(24):
            busy = office_activity(day, hour) * scene.plan.rate
            for desk in desks:
                yield from desk.work(random, day, hour, busy)
            for _ in range(arrivals(random, _INBOUND_MAILS_AN_HOUR * (busy + 0.1 * scene.plan.rate))):
                yield tcp(
                    random, day.at(hour + random.random()), random.choice(scene.plant.mail_relays),
                    scene.plant["mail-01"].ip, 25, "smtp,ssl",
                    sent=size(random, 40_000, 1.2), received=size(random, 1_200, 0.2),
                    duration=random.uniform(0.5, 6.0),
                )  # fmt: skip

    return scene.day_by_day(make)


class _Desk:
    """One person's workstation and the sites they like, dearest first."""

    def __init__(self, scene: Scene, workstation: Device) -> None:
        self._ip, self._plant, self._sites = workstation.ip, scene.plant, list(scene.plant.web_sites)
        scene.random("office", "taste", workstation.name).shuffle(self._sites)

    def work(self, random: Random, day: Day, hour: int, busy: float) -> Iterator[Connection]:
        """What is done in one hour, `busy` times as much as in a busy one."""

        def moment() -> float:
            return day.at(hour + random.random())

        own, plant, sites = self._ip, self._plant, self._sites
        for _ in range(arrivals(random, _PAGES_AN_HOUR * busy)):
            start = moment()
            if random.random() < 0.5:
                yield udp(
                    random, start, own, plant["ad-01"].ip, 53, "dns",
                    sent=random.randrange(30, 70), received=random.randrange(60, 300),
                    duration=random.uniform(0.001, 0.06),
                )  # fmt: skip
            site = sites[min(int(random.paretovariate(0.9)) - 1, len(sites) - 1)]
            if random.random() < _DEAD_LINKS:
                yield unanswered(random, start + 0.1, own, site, 443, tries=3)
                continue
            yield tcp(
                random, start + 0.1, own, site, 443, "ssl",
                sent=size(random, 4_000), received=size(random, 45_000, 1.5), duration=size(random, 8_000, 1.3) / 1_000,
            )  # fmt: skip
        for _ in range(arrivals(random, _MAILS_AN_HOUR * busy)):
            yield tcp(
                random, moment(), own, plant["mail-01"].ip, 443, "ssl",
                sent=size(random, 6_000, 1.0), received=size(random, 30_000, 1.2), duration=random.uniform(0.2, 30.0),
            )  # fmt: skip
        for _ in range(arrivals(random, _FILES_AN_HOUR * busy)):
            yield tcp(
                random, moment(), own, plant["file-01"].ip, 445, "gssapi,ntlm,smb",
                sent=size(random, 30_000, 1.5), received=size(random, 150_000, 1.8),
                duration=size(random, 60_000, 1.0) / 1_000,
            )  # fmt: skip
        for _ in range(arrivals(random, _PRINTS_AN_HOUR * busy)):
            if random.random() < 0.05:
                yield refused(random, moment(), own, plant["printer-01"].ip, 9100)
                continue
            yield tcp(
                random, moment(), own, plant["printer-01"].ip, 9100, None,
                sent=size(random, 400_000, 1.0), received=200, duration=random.uniform(1.0, 12.0),
            )  # fmt: skip
