"""Lets detectors hear what happens in a site beside new paths, and tells what they say.

Windows end here: what a path counted is handed to those who listen to paths, and summed up for both of its assets; what
an asset's paths counted is handed on too, and then learnt.
"""

from collections.abc import Iterable

from models.baseline.asset import Asset
from models.baseline.path import Path
from models.baseline.window_statistics import WindowStatistics
from models.decisions.raising import Raising
from models.event_time.calendar import HOUR_S
from models.findings.protocol import AssetWindow, Condition, Moment, News, RememberingDetector
from models.site import Site
from schemas.asset_change import AssetChange

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
        listeners, calendar = self._site.listeners, self._site.calendar
        if before is not None and now // LISTENED_EVERY_S == before // LISTENED_EVERY_S:
            return
        moment = Moment(now, self._site.watermarks.marks)
        for minutely in listeners.of_ticks:
            self._tell(minutely, minutely.on_tick(moment))
        if listeners.of_hours and (before is None or now // HOUR_S != before // HOUR_S):
            for hourly in listeners.of_hours:
                self._tell(hourly, hourly.on_hour(moment))
        if listeners.of_days and (before is None or calendar.day_of(now) != calendar.day_of(before)):
            for daily in listeners.of_days:
                self._tell(daily, daily.on_day(moment))

    def change(self, change: AssetChange) -> None:
        """A change was taken."""
        for detector in self._site.listeners.of_changes:
            self._tell(detector, detector.on_change(change))

    def learnt(self, path: Path) -> None:
        """A path has become part of the baseline."""
        for detector in self._site.listeners.of_learnt:
            self._tell(detector, detector.on_learnt(path))

    def next_window(self, path: Path, time: float) -> None:
        """A flow of a path lies past its window: that is over, and the one of `time` begins."""
        windows = self._site.windows
        if path.window_begin < path.window_end:
            self._close((path,))
        windows.open(path, time)
        if time > windows.closed_until + OVERDUE_S:
            self.close_due(time - OVERDUE_S)

    def close_due(self, clock: float) -> None:
        """Close the windows that are over by the site's clock."""
        windows, heard = self._site.windows, bool(self._site.listeners.of_path_windows)
        for begin in windows.due(clock):
            self._close(windows.paths_of(begin, in_order=heard))
            for asset in windows.assets_of(begin):
                if asset.window.flows:
                    self._learn(asset)

    def _close(self, paths: Iterable[Path]) -> None:
        """Windows of paths, which are open, are over: hand them on, and add them to the sums of both assets.

        Where traffic is sparse each flow ends a window, so nothing is called here that is not needed (measured).
        """
        windows, listeners = self._site.windows, self._site.listeners.of_path_windows
        for path in paths:
            for detector in listeners:
                self._tell(detector, detector.on_path_window(windows.handed(path)))
            begin, flows = path.window_begin, path.window_flows
            sent, received = path.window_initiator_octets, path.window_responder_octets
            path.window_begin = path.window_end
            sums = path.initiator_asset.window
            if begin == sums.begin:
                sums.flows += flows
                sums.sent_octets += sent
                sums.received_octets += received
                if not sums.dirty:
                    windows.change(sums)
            else:
                self._begin_sums(path.initiator_asset, begin, flows, sent, received)
            sums = path.responder_asset.window
            if begin == sums.begin:
                sums.flows += flows
                sums.sent_octets += received
                sums.received_octets += sent
                if not sums.dirty:
                    windows.change(sums)
            else:
                self._begin_sums(path.responder_asset, begin, flows, received, sent)

    def _begin_sums(self, asset: Asset, begin: float, flows: int, sent: int, received: int) -> None:
        """A path of an asset counted in another window than its sums are of: a later one ends them."""
        if begin < asset.window.begin or asset.record.external:
            return
        windows, sums = self._site.windows, asset.window
        if sums.flows:
            self._learn(asset)
        windows.start(asset, begin)
        windows.change(sums)
        sums.flows, sums.sent_octets, sums.received_octets = flows, sent, received

    def _learn(self, asset: Asset) -> None:
        """An asset's window is over: those who listen hear of it, and then it is learnt."""
        sums, record = asset.window, asset.record
        listeners = self._site.listeners.of_asset_windows
        if listeners:
            window = AssetWindow(
                asset=asset,
                begin=sums.begin,
                hour_of_week=self._site.calendar.hour_of_week(sums.begin),
                flows=sums.flows,
                sent_octets=sums.sent_octets,
                received_octets=sums.received_octets,
                usual=record.statistics,
            )
            for detector in listeners:
                self._tell(detector, detector.on_asset_window(window))
        if record.statistics is None:
            record.statistics = WindowStatistics()
        record.statistics.learn(sums)
        sums.flows = sums.sent_octets = sums.received_octets = 0
        # Its head is written for its statistics, and its sums lie beside the head.
        self._site.inventory.changed_assets.add(asset.id)

    def _tell(self, detector: RememberingDetector, news: News) -> None:
        for each in news:
            if isinstance(each, Condition):
                self._raising.tell(each)
            else:
                self._raising.over(detector.kind, each)
