"""The office: thousands of internet peers, half of the desks by a proxy; names, mail, files.

Each person goes to sites of their own again and again and to a new one now and then, so that "this workstation meets
new peers" is ordinary here.
"""

from random import Random

from replay.simulate.large.scene import DayScene, Hourly
from replay.simulate.large.tape import UNANSWERED, Way
from replay.simulate.plant import Device
from replay.simulate.randomness import arrivals

_EVENTS_AN_HOUR = 46.0
"""Connections of one desk in a busy hour; with 84 desks some 35,000 a workday."""

SITES = 5_000
_SITE_NETWORKS = ("23.192", "104.16", "13.32")
"""Content networks (Akamai, Cloudflare, CloudFront), which offices meet all day; nothing is planted from there."""

_OWN_SITES = 60


def site(number: int) -> Device:
    """One of the internet's sites."""
    network = _SITE_NETWORKS[number % len(_SITE_NETWORKS)]
    ip = f"{network}.{number // 250 % 250 + 1}.{number % 250 + 1}"
    return Device(f"site-{number}", ip, "-", "-", "external", 5.0, "-", "-", "-", 1)


def office(scene: DayScene) -> Hourly:
    """All desks, and the proxy's way out."""
    random, desks = scene.random("office"), [
        _Desk(scene, place, desk) for place, desk in enumerate(scene.ground.workstations)
    ]  # fmt: skip

    def hour(hour: int) -> None:
        busy = scene.busy(hour) * _EVENTS_AN_HOUR
        for desk in desks:
            desk.work(random, hour, arrivals(random, busy))

    return hour


class _Desk:
    """One person's workstation; every other one goes by the proxy."""

    def __init__(self, scene: DayScene, place: int, desk: Device) -> None:
        self._scene, self._desk, self._place = scene, desk, place
        tape, servers = scene.tape, scene.ground.servers
        self._names = tape.way(desk, servers["ad-01"], 53, "dns", "udp")
        self._mail = tape.way(desk, servers["mail-01"], 443, "ssl")
        self._files = tape.way(desk, servers["file-01"], 445, "gssapi,smb,ntlm")
        self._proxy = tape.way(desk, servers["proxy-01"], 3128, "http") if place % 2 else None

    def work(self, random: Random, hour: int, events: int) -> None:
        tape, begin, length, draw = self._scene.tape, self._scene.hours[hour], self._scene.length(hour), random.random
        for _ in range(events):
            start, fate, size = begin + length * draw(), draw(), 0.2 + 4.0 * draw() ** 4
            if fate < 0.3:
                tape.add(self._names, start, 0.03 * draw(), 45, 180)
            elif fate < 0.42:
                tape.add(self._mail, start, 20.0 * size, int(6_000 * size), int(40_000 * size))
            elif fate < 0.5:
                tape.add(self._files, start, 30.0 * size, int(30_000 * size), int(150_000 * size))
            elif self._proxy is not None:
                tape.add(self._proxy, start, 6.0 * size, int(3_000 * size), int(60_000 * size))
                if fate < 0.75:
                    tape.add(self._out(random), start + 0.05, 6.0 * size, int(3_000 * size), int(60_000 * size))
            elif fate < 0.51:
                tape.write(self._out(random), start, 3.0, 0, 0, UNANSWERED)
            else:
                tape.add(self._out(random), start, 6.0 * size, int(3_000 * size), int(60_000 * size))

    def _out(self, random: Random) -> Way:
        """To a site: mostly one's own, now and then any."""
        own = random.random() < 0.93
        number = (self._place * 37 + int(_OWN_SITES * random.random() ** 2)) if own else int(SITES * random.random())
        began = self._desk if self._proxy is None else self._scene.ground.servers["proxy-01"]
        return self._scene.tape.way(began, site(number % SITES), 443, "ssl")
