"""Sets times right that were believed and turned out wrong: those of a sensor whose clock was far off.

What was counted stays counted; only its times move, to the first or the last time that is believed. Without it
an asset met "in 1970" would pass for watched over decades, and a path last seen "in 2038" would count no hour before.
When a path was seen stays where it may be true: traffic recorded years apart may lie in one folder. This walks over
all of a site, so it is for what happens once: a clock that is set.
"""

from itertools import chain

from models.baseline.asset import Asset
from models.baseline.path import Path, hour_end_of
from models.event_time.calendar import HOUR_S
from models.findings.slow_doors import SlowDoors
from models.site import Site

NO_SENSOR_BEFORE_S = 1_104_537_600.0
"""2005-01-01. Clocks without a battery begin at 1970, 1980 or 2000; no sensor that writes today's formats is as old
(NetFlow 9 is of 2004, IPFIX of 2008, Zeek's logs in this form of 2012)."""


def correct(site: Site, first: float, last: float) -> None:
    """Move all times of what was learnt into `first` to `last`, seconds UTC."""
    first_day, last_day = site.calendar.day_of(first), site.calendar.day_of(last)
    step_back_windows(site, last)
    for asset in site.inventory.assets.values():
        _correct_window(site, asset, first, last)
        record = asset.record
        if first <= record.first_seen <= last and record.last_seen <= last and record.day <= last_day:
            continue
        record.first_seen = _within(record.first_seen, first, last)
        if record.last_seen:
            record.last_seen = _within(record.last_seen, first, last)
        if record.day >= 0:
            record.day = int(_within(record.day, first_day, last_day))
        site.inventory.changed_assets.add(asset.id)
    for path in site.graph.paths.values():
        if _correct_path(site, path, first, last):
            site.graph.announce(path)
    for alert in site.alerting.alerts.values():
        if alert.first_seen < first or alert.last_seen > last:
            alert.first_seen = _within(alert.first_seen, first, last)
            alert.last_seen = _within(alert.last_seen, first, last)
            alert.published_time = min(alert.published_time, last)
            site.alerting.changed.add(alert.id)
    _correct_watch(site, first, last)


def step_back_windows(site: Site, clock: float) -> None:
    """The site's clock was set back to `clock`, seconds UTC: windows go on to close from there."""
    assets = site.inventory.assets.values()
    broadcasts = (asset.broadcasts for asset in assets if asset.broadcasts is not None)
    for path in site.windows.step_back(clock, chain(site.graph.paths.values(), broadcasts), assets):
        site.graph.touch(path)
    site.alerting.latest = min(site.alerting.latest, clock)
    site.alerting.gate.step_back(clock)


def _correct_window(site: Site, asset: Asset, first: float, last: float) -> None:
    if asset.window.begin > last or 0.0 < asset.window.begin < first:
        site.windows.drop(asset)
    if asset.broadcasts is not None:
        _correct_path(site, asset.broadcasts, first, last)


def _correct_path(site: Site, path: Path, first: float, last: float) -> bool:
    """Move a path's times; whether there was anything to move."""
    if first <= path.first_seen and path.last_seen <= last and path.hour_end <= last + HOUR_S:
        return False
    first_day, last_day = site.calendar.day_of(first), site.calendar.day_of(last)
    earliest = first if path.first_seen < NO_SENSOR_BEFORE_S else path.first_seen
    path.first_seen = _within(path.first_seen, earliest, last)
    path.last_seen = _within(path.last_seen, path.first_seen, last)
    path.hour_end = hour_end_of(_within(path.hour_end - HOUR_S, first, last))
    path.day = int(_within(path.day, first_day, last_day))
    path.gap_s = path.gap_var = path.next_due = 0.0
    if path.window_end > last:
        # Else no window would end before that time comes.
        site.windows.cut(path, last)
    site.graph.touch(path)
    return True


def _correct_watch(site: Site, first: float, last: float) -> None:
    """What is being gathered by hours and days, and what detectors remember."""
    site.sensors.correct(last)
    for detector in site.listeners.all:
        detector.correct(first, last)
    for sweep in site.scan_tracker.by_initiator.values():
        sweep.since, sweep.last = _within(sweep.since, first, last), _within(sweep.last, first, last)
        sweep.slow = SlowDoors(_within_all(sweep.slow.vain, first, last), _within_all(sweep.slow.opened, first, last))
        site.scan_tracker.dirty = True
    for crowd in site.flood_tracker.by_responder.values():
        crowd.since = _within(crowd.since, first, last)
        site.flood_tracker.dirty = True
    digest = site.digest
    if digest.total and (digest.first_seen < first or digest.last_seen > last):
        digest.first_seen = _within(digest.first_seen, first, last)
        digest.last_seen = _within(digest.last_seen, first, last)
        digest.date, digest.day_end = site.calendar.date_of(digest.first_seen), site.calendar.day_end(digest.first_seen)
        site.digest_dirty = True
    site.clock = min(site.clock, last)
    if site.next_quiet_check > last + HOUR_S:
        site.next_quiet_check = (last // HOUR_S + 1.0) * HOUR_S


def _within_all(doors: list[tuple[int, float]], first: float, last: float) -> list[tuple[int, float]]:
    return [(name, time) for name, time in doors if first <= time <= last]


def _within(time: float, first: float, last: float) -> float:
    return min(max(time, first), last)
