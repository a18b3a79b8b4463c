"""The one way out of the plant's data: the historian pushes to its replica in the DMZ, people read there.

The monthly report is the replica's largest reader. It runs on the plan's second workday and every
four weeks after, so that a plan of any length has seen it before its attacks.
"""

from collections.abc import Callable, Iterator
from heapq import merge

from replay.simulate.calendar import Day, office_activity
from replay.simulate.connection import Connection
from replay.simulate.randomness import arrivals, size
from replay.simulate.scene import Scene, by_start
from replay.simulate.shapes import tcp, udp
from replay.simulate.traffic.supervision import HISTORIAN_PORT

_PUSH_EVERY_S = 300.0
_LONGEST_INTERVAL_S = 6 * 3600.0
_REPORTS_AN_HOUR = 3.0
_MONTH_DAYS = 28


def replication(scene: Scene) -> Iterator[Connection]:
    """Push, reports and the DMZ's logs."""
    return merge(_push(scene), scene.day_by_day(_reports(scene)), scene.day_by_day(_gateway_logs(scene)), key=by_start)


def _push(scene: Scene) -> Iterator[Connection]:
    random = scene.random("replication", "push")
    historian, replica = scene.plant["historian-01"].ip, scene.plant["replica-01"].ip
    interval = min(_PUSH_EVERY_S / scene.plan.rate, _LONGEST_INTERVAL_S)
    now, end = scene.calendar.start + random.uniform(0.0, interval), scene.calendar.end
    while now < end:
        yield tcp(
            random, now, historian, replica, HISTORIAN_PORT, None,
            sent=size(random, 180_000, 0.25), received=size(random, 2_500, 0.1), duration=random.uniform(0.4, 3.0),
        )  # fmt: skip
        now += interval * random.uniform(0.98, 1.02)


def _reports(scene: Scene) -> Callable[[Day], Iterator[Connection]]:
    """Each reader looks at least once a workday; one of them fetches the monthly report."""
    random = scene.random("replication", "reports")
    replica, readers = scene.plant["replica-01"].ip, scene.plant.report_readers
    first_report = next((day.number for day in scene.calendar if day.number >= 1 and day.is_workday), 1)

    def make(day: Day) -> Iterator[Connection]:
        if day.is_workday:
            for reader in readers:
                yield _fetch(day.at(7.5 + random.random()), reader.ip, 90_000.0)
                for hour in range(7, 18):
                    for _ in range(arrivals(random, _REPORTS_AN_HOUR * office_activity(day, hour) * scene.plan.rate)):
                        yield _fetch(day.at(hour + random.random()), reader.ip, 90_000.0)
        if (day.number - first_report) % _MONTH_DAYS == 0:
            yield _fetch(day.at(16.0), readers[-1].ip, 60_000_000.0)

    def _fetch(start: float, reader: str, octets: float) -> Connection:
        received = size(random, octets, 0.6)
        return tcp(
            random, start, reader, replica, 443, "ssl",
            sent=size(random, 2_200, 0.3), received=received, duration=0.2 + received / 2_000_000,
        )  # fmt: skip

    return make


def _gateway_logs(scene: Scene) -> Callable[[Day], Iterator[Connection]]:
    """The remote access gateway asks the office's directory about users, a few times a day."""
    random = scene.random("replication", "gateway")
    gateway, directory = scene.plant["gateway-01"].ip, scene.plant["ad-01"].ip

    def make(day: Day) -> Iterator[Connection]:
        for hour in (1, 7, 13, 19):
            start = day.at(hour + random.random())
            yield udp(random, start, gateway, directory, 53, "dns", sent=62, received=118, duration=0.002)
            yield tcp(
                random, start + 0.1, gateway, directory, 636, "ssl", sent=1_800, received=5_200, duration=0.08
            )  # fmt: skip

    return make
