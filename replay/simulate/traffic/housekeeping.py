"""What computers do unasked: time, names and log-ons, in the office and in the plant apart.

Each side has its own servers; nothing of this crosses the line.
"""

from collections.abc import Iterator
from heapq import merge

from replay.simulate.connection import Connection
from replay.simulate.plant import Device
from replay.simulate.randomness import size
from replay.simulate.scene import Scene, by_start
from replay.simulate.shapes import tcp, udp

_TIME_EVERY_S = 3_600.0
_LOG_ON_EVERY_S = 4 * 3_600.0
"""Kerberos tickets of machines are renewed well before their ten hours are over."""
_LONGEST_INTERVAL_S = 12 * 3_600.0

_TIME_ONLY = frozenset({"plc", "vpn-gateway", "printer"})
"""Roles that are no domain members."""


def housekeeping(scene: Scene) -> Iterator[Connection]:
    """NTP and log-ons of every device."""
    return merge(*(stream for device in scene.plant.devices for stream in _of(scene, device)), key=by_start)


def _of(scene: Scene, device: Device) -> Iterator[Iterator[Connection]]:
    controller = scene.plant["ad-01" if device.level >= 4.0 else "ot-ad-01"]
    if device.role == "domain-controller" or device.zone == "dmz":
        return
    yield _time(scene, device, controller)
    if device.role not in _TIME_ONLY:
        yield _log_ons(scene, device, controller)


def _time(scene: Scene, device: Device, controller: Device) -> Iterator[Connection]:
    random = scene.random("housekeeping", "time", device.name)
    interval = min(_TIME_EVERY_S / scene.plan.rate, _LONGEST_INTERVAL_S)
    now, end = scene.calendar.start + random.uniform(0.0, interval), scene.calendar.end
    while now < end:
        yield udp(
            random, now, device.ip, controller.ip, 123, "ntp",
            sent=48, received=48, duration=random.uniform(0.0005, 0.004),
        )  # fmt: skip
        now += interval * random.uniform(0.95, 1.05)


def _log_ons(scene: Scene, device: Device, controller: Device) -> Iterator[Connection]:
    random = scene.random("housekeeping", "log-on", device.name)
    interval = min(_LOG_ON_EVERY_S / scene.plan.rate, _LONGEST_INTERVAL_S)
    now, end = scene.calendar.start + random.uniform(0.0, interval), scene.calendar.end
    while now < end:
        for offset, port, service, received in ((0.0, 88, "krb_tcp", 1_700), (0.2, 389, "ldap_tcp", 6_000)):
            yield tcp(
                random, now + offset, device.ip, controller.ip, port, service,
                sent=size(random, 1_900, 0.2), received=size(random, received, 0.3), duration=random.uniform(0.01, 0.2),
            )  # fmt: skip
        now += interval * random.uniform(0.9, 1.1)
