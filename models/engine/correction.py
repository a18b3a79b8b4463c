"""Sets times right that were believed and turned out wrong: those of a sensor whose clock was far off.

What was counted stays counted; only its times move, to the first or the last time that is believed. Without it
an asset met "in 1970" would pass for watched over decades, and a path last seen "in 2038" would count no hour before.
When a path was seen stays where it may be true: traffic recorded years apart may lie in one folder. This walks over
all of a site, so it is for what happens once: a clock that is set.
"""

from models.baseline.path import hour_end_of
from models.baseline.windows import open_window
from models.event_time.calendar import HOUR_S
from models.site import Site

NO_SENSOR_BEFORE_S = 1_104_537_600.0
"""2005-01-01. Clocks without a battery begin at 1970, 1980 or 2000; no sensor that writes today's formats is as old
(NetFlow 9 is of 2004, IPFIX of 2008, Zeek's logs in this form of 2012)."""


def correct(site: Site, first: float, last: float) -> None:
    """Move all times of what was learnt into `first` to `last`, seconds UTC."""
    first_day, last_day = site.calendar.day_of(first), site.calendar.day_of(last)
    for asset in site.inventory.assets.values():
        record = asset.record
        window = asset.window
        if window.begin > last or 0.0 < window.begin < first:
            flows, octets = window.flows, window.octets
            open_window(window, last if window.begin > last else first)
            window.flows, window.octets = flows, octets
            if not window.dirty:
                window.dirty = True
                site.dirty_windows.append(window)
        if first <= record.first_seen <= last and record.last_seen <= last and record.day <= last_day:
            continue
        record.first_seen = _within(record.first_seen, first, last)
        if record.last_seen:
            record.last_seen = _within(record.last_seen, first, last)
        if record.day >= 0:
            record.day = int(_within(record.day, first_day, last_day))
        site.inventory.changed_assets.add(asset.id)
    _correct_paths(site, first, last)
    for alert in site.alerting.alerts.values():
        if alert.first_seen < first or alert.last_seen > last:
            alert.first_seen = _within(alert.first_seen, first, last)
            alert.last_seen = _within(alert.last_seen, first, last)
            site.alerting.changed.add(alert.id)
    _correct_watch(site, first, last)


def _correct_paths(site: Site, first: float, last: float) -> None:
    first_day, last_day = site.calendar.day_of(first), site.calendar.day_of(last)
    for path in site.graph.paths.values():
        if first <= path.first_seen and path.last_seen <= last and path.hour_end <= last + HOUR_S:
            continue
        earliest = first if path.first_seen < NO_SENSOR_BEFORE_S else path.first_seen
        path.first_seen = _within(path.first_seen, earliest, last)
        path.last_seen = _within(path.last_seen, path.first_seen, last)
        path.hour_end = hour_end_of(_within(path.hour_end - HOUR_S, first, last))
        path.day = int(_within(path.day, first_day, last_day))
        path.gap_s = path.gap_var = 0.0
        site.graph.touch(path)
        site.graph.announce(path)


def _correct_watch(site: Site, first: float, last: float) -> None:
    """What is being gathered by hours and days, and what detectors remember."""
    for detector in site.on_tick:
        detector.correct(first, last)
    for sweep in site.sweeps.by_initiator.values():
        sweep.since, sweep.last = _within(sweep.since, first, last), _within(sweep.last, first, last)
        site.sweeps.dirty = True
    for crowd in site.crowds.by_responder.values():
        crowd.since = _within(crowd.since, first, last)
        site.crowds.dirty = True
    digest = site.digest
    if digest.total and (digest.first_seen < first or digest.last_seen > last):
        digest.first_seen = _within(digest.first_seen, first, last)
        digest.last_seen = _within(digest.last_seen, first, last)
        digest.date, digest.day_end = site.calendar.date_of(digest.first_seen), site.calendar.day_end(digest.first_seen)
        site.digest_dirty = True
    site.clock = min(site.clock, last)
    if site.next_quiet_check > last + HOUR_S:
        site.next_quiet_check = (last // HOUR_S + 1.0) * HOUR_S


def _within(time: float, first: float, last: float) -> float:
    return min(max(time, first), last)
