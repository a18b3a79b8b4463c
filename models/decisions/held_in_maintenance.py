"""Holds back what a maintenance window covers: it is scored and kept for the window's digest, and not learnt.

What comes from the internet, what somebody judged malicious, and chains into OT are never held.
"""

from collections.abc import Callable

from models.baseline.asset import Asset
from models.baseline.path import Path
from models.findings.scan_tracker import Sweep
from models.findings.sighting import Finding, Sighting
from models.maintenance.site_maintenance import NEVER_HELD
from models.maintenance.window import Window
from models.site import Site


class HeldInMaintenance:
    """Of one site. A word on what was seen is asked before."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def path(self, path: Path, sighting: Sighting, would_be: Callable[[Sighting], Finding | None]) -> bool:
        """Hold a path that is new, or not learnt yet; `would_be` tells what it would alert as. Whether it is held.

        What is open already as an alert goes on as one, and what a conduit declares needs no window.
        """
        window = self._window(sighting, None)
        if window is None or sighting.in_conduit or path.alert in self._site.alerting.alerts:
            return False
        finding = would_be(sighting)
        if finding is not None and finding.kind in NEVER_HELD:
            return False
        site, marker = self._site, window.marker
        if finding is not None and finding.kind == "scan":
            self._sweep(window, sighting, finding)
        else:
            site.maintenance.hold(window, sighting, finding, again=path.alert == marker)
        self._keep_news(sighting.newcomer)
        reason = f"seen in maintenance of {window.named}" + (
            "" if window.who is None else f", announced by {window.who}"
        )
        site.graph.hold(path, alert=marker, reason=reason, time=sighting.time)
        return True

    def acts(self, sighting: Sighting, finding: Finding | None) -> bool:
        """Hold what is new on a learnt path: it stays learnt."""
        window = self._window(sighting, finding)
        if window is None:
            return False
        self._site.maintenance.hold(window, sighting, finding, known=True)
        return True

    def newcomer(self, sighting: Sighting, finding: Finding) -> bool:
        """Hold the news that an asset is there, where its path itself is none."""
        window = self._window(sighting, finding)
        if window is None:
            return False
        self._site.maintenance.tell(window, finding, sighting.flow.start, sighting.flow.end)
        self._keep_news(sighting.newcomer)
        return True

    def sweeps(self, sighting: Sighting, sweep: Sweep, finding: Finding | None) -> bool:
        """Hold one more try of a sweep that has no alert yet."""
        if sweep.alert in self._site.alerting.alerts:
            return False
        window = self._window(sighting, finding)
        if window is None or finding is None:
            return False
        self._sweep(window, sighting, finding)
        return True

    def unkept(self, sighting: Sighting, finding: Finding | None) -> bool:
        """Hold what has no path that is kept: one of a crowd, what is past a bound."""
        window = self._window(sighting, finding)
        if window is None or finding is None:
            return False
        self._site.maintenance.tell(window, finding, sighting.flow.start, sighting.flow.end)
        return True

    def told(self, sighting: Sighting) -> None:
        """What is decided outside of a window tells that an asset is there: it is no news any more."""
        asset = sighting.newcomer
        if asset is not None and asset.record.news_held:
            asset.record.news_held = False
            self._site.inventory.changed_assets.add(asset.id)

    def _sweep(self, window: Window, sighting: Sighting, finding: Finding) -> None:
        """It is counted on as one from here on, so that its tries make no paths."""
        self._site.maintenance.tell(window, finding, sighting.flow.start, sighting.flow.end)
        if sighting.sweep is not None and sighting.sweep.alert != window.marker:
            sighting.sweep.alert = window.marker
            self._site.scan_tracker.dirty = True

    def _window(self, sighting: Sighting, finding: Finding | None) -> Window | None:
        if finding is not None and finding.kind in NEVER_HELD:
            return None
        return self._site.maintenance.covering(sighting)

    def _keep_news(self, newcomer: Asset | None) -> None:
        if newcomer is not None:
            newcomer.record.news_held = True
            self._site.inventory.changed_assets.add(newcomer.id)


def close_windows(site: Site, clock: float) -> bool:
    """Close the windows that are over by the site's clock: each tells what it held. Whether paths were forgotten.

    Tries that nobody answered are: there is nothing to keep of them, and what comes later is judged as a whole.
    """
    over = site.maintenance.over(clock)
    if not over:
        return False
    markers = {window.marker for window in over}
    for window in over:
        told = site.maintenance.close(window, clock, site.graph.paths)
        if told is not None:
            site.alerting.publish_digest(told)
    tries = [path for path in site.graph.paths.values() if path.alert in markers and not path.answered]
    for path in sorted(tries, key=lambda each: each.key):
        site.graph.forget(path)
    return bool(tries)
