"""Lets detectors hear what happens in a site beside new paths, and tells what they say.

Windows end here: what a path or an asset counted is handed to those who listen, and an asset's is learnt then.
"""

from models.baseline.asset import Asset
from models.baseline.path import Path
from models.baseline.window_statistics import WindowStatistics
from models.baseline.windows import WINDOW_S
from models.decisions.raising import Raising
from models.event_time.calendar import HOUR_S
from models.findings.protocol import AssetWindow, Condition, FailedTry, Hour, Moment, News, PathDay, RememberingDetector
from models.findings.sighting import GUARDED
from models.roles.forming import form
from models.site import Site
from schemas.asset_change import AssetChange
from schemas.flow import Flow
from schemas.state import KEY_SEPARATOR

LISTENED_EVERY_S = 60.0
"""Detectors that listen to time hear the first Tick of each minute: what they tell takes minutes to be true, and a
Tick comes every 10 s of each site."""

OVERDUE_S = 900.0
"""Flows alone close windows that ended so long before: for that long the site's clock waits for a sensor (`LIVE_S`)."""


class Listening:
    """Of one site."""

    def __init__(self, site: Site, raising: Raising) -> None:
        self._site = site
        self._raising = raising

    def clock(self, before: float | None, now: float) -> None:
        """A Tick is believed, and `before` was the last one: minutes, hours and days that have begun since."""
        site = self._site
        listeners, calendar = site.listeners, site.calendar
        if before is not None and now // LISTENED_EVERY_S == before // LISTENED_EVERY_S:
            return
        seen = (
            now,
            site.watermarks.marks,
            site.graph.paths,
            site.inventory.assets,
            calendar,
            site.learning(now),
            self._in_window,
        )
        moment = Moment(*seen)
        for minutely in listeners.of_ticks:
            self._tell(minutely, minutely.on_tick(moment))
        if listeners.of_hours and (before is None or now // HOUR_S != before // HOUR_S):
            hour = Hour(*seen, self._spoke(now))
            for hourly in listeners.of_hours:
                self._tell(hourly, hourly.on_hour(hour))
        if before is not None and calendar.day_of(now) != calendar.day_of(before):
            self._form_roles()
        if listeners.of_days and (before is None or calendar.day_of(now) != calendar.day_of(before)):
            for daily in listeners.of_days:
                self._tell(daily, daily.on_day(moment))

    def _spoke(self, now: float) -> list[tuple[str, Path]]:
        # From the last clock hour's beginning on: its first Tick may come some seconds late, as this one.
        since = (now // HOUR_S - 1.0) * HOUR_S
        spoke = [path for path in self._site.graph.paths.values() if path.last_seen >= since]
        return sorted((KEY_SEPARATOR.join(path.key), path) for path in spoke)

    def _in_window(self, asset: Asset, time: float) -> bool:
        return self._site.maintenance.about(asset, time, time) is not None

    def _form_roles(self) -> None:
        inventory, paths = self._site.inventory, self._site.graph.paths.values()
        ways = (
            (path.initiator_asset, path.responder_asset, path.service)
            for path in paths
            if path.status == "learnt" and path.answered
        )
        inventory.changed_assets.update(form(inventory.assets, ways))

    def change(self, change: AssetChange) -> None:
        """A change was taken."""
        for detector in self._site.listeners.of_changes:
            self._tell(detector, detector.on_change(change))

    def learnt(self, path: Path) -> None:
        """A path has become part of the baseline."""
        for detector in self._site.listeners.of_learnt:
            self._tell(detector, detector.on_learnt(path))

    def path_day(self, path: Path, time: float, sensor: str) -> None:
        """A path has spoken on a day that is not its first."""
        for detector in self._site.listeners.of_path_days:
            self._tell(detector, detector.on_path_day(PathDay(path, time, sensor)))

    def failed(self, path: Path, flow: Flow, before: float) -> None:
        """A try on a path that was answered before came to nothing; `before` it the path spoke last, seconds UTC."""
        site, ends = self._site, (path.initiator_asset, path.responder_asset)
        if not site.listeners.of_failures or GUARDED.isdisjoint(end.side for end in ends):
            return
        until = site.settings.learn_until
        known = until is not None and until <= flow.end and all(end.record.first_seen < until for end in ends)
        failed = FailedTry(
            path=path,
            time=flow.end,
            before=before,
            sensor=flow.sensor,
            addresses=(flow.initiator_ip, flow.responder_ip),
            learning=site.learning(flow.end),
            declared=known,
            announced=any(self._in_window(end, flow.end) for end in ends),
        )
        for detector in site.listeners.of_failures:
            self._tell(detector, detector.on_failure(failed))

    def next_window(self, path: Path, time: float) -> None:
        """A flow of a path lies past its window: that is over, and the one of `time` begins."""
        if path.window_begin < path.window_end:
            self._close(path)
        self._site.windows.open(path, time)

    def roll(self, asset: Asset, time: float) -> None:
        """A flow of an asset lies past its window: that is over, and the one of `time` begins."""
        site = self._site
        if asset.window.flows:
            self._learn(asset)
        if time > site.windows.closed_until + OVERDUE_S:
            self.close_due(time - OVERDUE_S)
        site.windows.start(asset, time)
        site.seen(asset, time, site.calendar.day_of(time))

    def close_due(self, clock: float) -> None:
        """Close the windows that are over by the site's clock."""
        windows = self._site.windows
        for begin in windows.due(clock):
            for path in windows.paths_of(begin):
                self._close(path)
            for asset in windows.assets_of(begin):
                self._learn(asset)

    def _close(self, path: Path) -> None:
        """A path's window, which is open, is over: hand it to those who listen."""
        for detector in self._site.listeners.of_path_windows:
            self._tell(detector, detector.on_path_window(self._site.windows.handed(path)))
        path.window_begin = path.window_end

    def _learn(self, asset: Asset) -> None:
        """An asset's window is over: those who listen hear of it, and then it is learnt."""
        sums, record = asset.window, asset.record
        listeners = self._site.listeners.of_asset_windows
        announced = self._site.maintenance.about(asset, sums.begin, sums.begin + WINDOW_S) is not None
        if listeners:
            window = AssetWindow(
                asset=asset,
                begin=sums.begin,
                hour_of_week=self._site.calendar.hour_of_week(sums.begin),
                begun=sums.begun,
                answered=sums.answered,
                sent_octets=sums.sent_octets,
                received_octets=sums.received_octets,
                usual=record.statistics,
                paths=self._site.graph.paths,
                announced=announced,
            )
            for detector in listeners:
                self._tell(detector, detector.on_asset_window(window))
        if record.statistics is None:
            record.statistics = WindowStatistics()
        if not announced:
            record.statistics.learn(sums)
        sums.begun = sums.answered = sums.sent_octets = sums.received_octets = 0
        # Its head is written for its statistics, and its sums lie beside the head.
        self._site.inventory.changed_assets.add(asset.id)

    def _tell(self, detector: RememberingDetector, news: News) -> None:
        for each in news:
            if not isinstance(each, Condition):
                self._raising.over(detector.kind, each)
            # One that is switched off listens on, so that it is ready when it is switched on again.
            elif detector.kind not in self._site.settings.detectors_off:
                self._raising.tell(each)
