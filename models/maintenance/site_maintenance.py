"""All windows of a site: announced, ended, found for a path, and closed with a digest.

A window is over when the site's clock is `GRACE_S` past its end: for so long the rows of what began in it are waited
for. What comes later counts as outside of it.
"""

from collections.abc import Collection, Mapping

from models.baseline.asset import Asset
from models.baseline.path import Path
from models.event_time.calendar import Calendar
from models.event_time.watermark import LIVE_S
from models.findings.sighting import Finding, Sighting
from models.maintenance import digest
from models.maintenance.gathered import Gathered
from models.maintenance.occurrences import LASTING_S, LONGEST_S, meet, next_weekly
from models.maintenance.window import NEVER, Window
from models.verdicts.word import PathKey
from schemas.alert import Alert
from schemas.asset_change import AssetChange
from schemas.attack import AlertKind
from schemas.flow import Flow
from schemas.maintenance import window_id

GRACE_S = LIVE_S
"""As long as the site's clock waits for a sensor that lags."""

MAX_WINDOWS = 1_024
"""Windows of one site, those to come included: past any plant's plan of a year. Past it a new one is refused."""

NEVER_HELD: frozenset[AlertKind] = frozenset({"external-path", "pivot", "bridge", "sensor-silent"})
"""What alerts in a window as outside of it: ways from the internet, chains into OT, and that nothing is seen at all."""


class SiteMaintenance:
    """`changed` and `removed` are ids of windows since the last checkpoint."""

    def __init__(self, site: str, calendar: Calendar) -> None:
        self._site = site
        self._calendar = calendar
        self.windows: dict[str, Window] = {}
        self.changed: set[str] = set()
        self.removed: set[str] = set()
        self._ordered: list[Window] = []
        self._by_marker: dict[str, Window] = {}
        self._due = NEVER

    def apply(self, change: AssetChange, clock: float, zones: Collection[str]) -> str | None:
        """Take what is said of maintenance. Returns why it was refused, None when it was taken."""
        if change.subject in {"conduit", "site"}:
            return f"maintenance is of an asset, a zone or an initiator, not of a {change.subject}"
        if change.change == "maintenance-ended":
            return self._end(change, clock)
        return self._start(change, clock, zones)

    def _start(self, change: AssetChange, clock: float, zones: Collection[str]) -> str | None:
        if change.subject == "zone" and change.id not in zones:
            known = ", ".join(sorted(zones)[:10])
            return f"zone {change.id!r} is not declared{f'; these are: {known}' if known else ', nor is any other'}"
        window, refused = self._window(change, clock)
        if window is None or window.id in self.windows:
            return refused
        overlapping = self.overlapping(window)
        if overlapping is not None:
            return f"{window.named}: it overlaps window {overlapping.id}; end that first (maintenance-ended)"
        if len(self.windows) >= MAX_WINDOWS:
            return f"{window.named}: a site holds at most {MAX_WINDOWS:,} windows"
        self._put(window)
        return None

    def put_back(self, window: Window) -> None:
        """A window as it was stored."""
        self.windows[window.id] = window
        self._order()

    def covering(self, sighting: Sighting) -> Window | None:
        """The window that covers what was seen, the earliest; None where none does."""
        flow = sighting.flow
        for window in self._ordered:
            if window.begin > flow.end:
                break
            if window.spans(flow.start, flow.end) and self._covers(window, sighting):
                return window
        return None

    def about(self, asset: Asset, start: float, end: float) -> Window | None:
        """The window in which an asset's own doings lie, from one time to another; None where there is none."""
        for window in self._ordered:
            if window.begin > end:
                break
            if window.spans(start, end):
                named = window.on, window.initiator
                found = window.about(asset)
                self._noted(window, named)
                if found:
                    return window
        return None

    def goes_on(self, alert: str | None, flow: Flow) -> bool:
        """Whether a path is in the time of the window that holds it, which stands as its `alert`, with this flow."""
        window = self._by_marker.get(alert or "")
        return window is not None and window.spans(flow.start, flow.end)

    def holds(self, path: Path) -> bool:
        """Whether a window that is not over holds a path: its digest will list it."""
        return path.status == "held" and path.alert in self._by_marker

    def hold(
        self, window: Window, sighting: Sighting, finding: Finding | None, *, known: bool = False, again: bool = False
    ) -> None:
        """Keep for the digest what is held in a window. `known` and `again` as `Gathered.add` has them."""
        window.gathered = window.gathered or Gathered()
        window.gathered.add(sighting, finding, known=known, again=again)
        self.changed.add(window.id)

    def tell(self, window: Window, finding: Finding, start: float, end: float) -> None:
        """Keep for the digest what is held and has no path of its own."""
        window.gathered = window.gathered or Gathered()
        window.gathered.tell("|".join((finding.kind, *finding.cause)), finding.text, start, end)
        self.changed.add(window.id)

    def over(self, clock: float) -> list[Window]:
        """The windows that are over by the site's clock, in the order of their ends."""
        if clock < self._due:
            return []
        over = [each for each in self._ordered if clock >= each.end + GRACE_S]
        return sorted(over, key=lambda each: (each.end, each.id))

    def close(self, window: Window, clock: float, paths: Mapping[PathKey, Path]) -> Alert | None:
        """Tell what was held, and go on to the window's next time, if it has one."""
        told = self._digest(window, paths)
        self._by_marker.pop(window.marker, None)
        found = None
        if window.weekly is not None:
            after = max(clock - GRACE_S, window.end)
            until = window.until or NEVER
            found = next_weekly(window.weekly, self._calendar, after, until, begun=window.begin)
        if found is None:
            self._drop(window)
        else:
            window.begin, window.end = found
            self._note(window)
        return told

    def finish(self, paths: Mapping[PathKey, Path]) -> list[Alert]:
        """A recording has ended: tell what was held until now."""
        begun = [each for each in self._ordered if each.gathered is not None]
        return [alert for window in begun if (alert := self._digest(window, paths)) is not None]

    def _covers(self, window: Window, sighting: Sighting) -> bool:
        named = window.on, window.initiator
        found = window.covers(sighting.initiator, sighting.responder)
        self._noted(window, named)
        return found

    def _noted(self, window: Window, named: tuple[str, str | None]) -> None:
        """The asset that a window names was met: it is about that one from now on."""
        if (window.on, window.initiator) != named:
            self.changed.add(window.id)

    def overlapping(self, window: Window) -> Window | None:
        """A window on the same subject, for the same initiator, whose time overlaps this one's."""
        for other in self._ordered:
            same = (other.subject, other.named, other.initiator_named) == (
                window.subject, window.named, window.initiator_named,
            )  # fmt: skip
            if same and self._overlap(window, other):
                return other
        return None

    def _overlap(self, one: Window, other: Window) -> bool:
        first, second = sorted((one, other), key=lambda each: each.weekly is not None)
        if first.weekly is not None and second.weekly is not None:
            lasts = first.begin < (second.until or NEVER) and second.begin < (first.until or NEVER)
            return lasts and meet(first.weekly, second.weekly)
        if second.weekly is None:
            return first.begin < second.end and second.begin < first.end
        found = next_weekly(second.weekly, self._calendar, max(first.begin, second.begin), second.until or NEVER)
        return found is not None and found.begin < first.end

    def _window(self, change: AssetChange, clock: float) -> tuple[Window | None, str | None]:
        """The window that is announced, None where it is over or refused; and why it is refused."""
        begin = change.time if change.starts is None else change.starts
        ends, until = change.expires, None
        if change.weekly is not None:
            until = change.expires
            found = next_weekly(change.weekly, self._calendar, max(begin, clock), until or NEVER)
            if found is None:
                return None, None
            begin, ends = found
        end = begin + LASTING_S if ends is None else ends
        if end <= begin:
            return None, f"maintenance of {change.id!r} ends before it begins"
        if end - begin > LONGEST_S:
            return None, f"maintenance of {change.id!r} lasts longer than {LONGEST_S / 86_400.0:.0f} days"
        if end + GRACE_S <= clock:
            return None, None
        window = Window(
            id=window_id(change), subject=change.subject, on=change.id, named=change.id, begin=begin, end=end,
            until=until, weekly=change.weekly, initiator=change.initiator, initiator_named=change.initiator,
            who=change.owner, reason=change.reason,
        )  # fmt: skip
        return window, None

    def _end(self, change: AssetChange, clock: float) -> str | None:
        """End what runs, at the time of the statement; one that is named by its id comes no more, either."""
        now = max(change.time, clock)
        if change.window is not None:
            window = self.windows.get(change.window)
            if window is None:
                return f"no window {change.window!r} is announced"
            window.weekly = None
            if window.begin > now:
                self._drop(window)
                return None
            window.end = min(window.end, now)
            self._note(window)
            return None
        running = [
            each
            for each in self._ordered
            if each.subject == change.subject
            and change.id in {each.named, each.on}
            and each.begin <= now < each.end
            and change.initiator in {None, each.initiator, each.initiator_named}
        ]
        if not running:
            return f"no maintenance of {change.subject} {change.id!r} runs; one that is planned is named by its window"
        for window in running:
            window.end = now
            self._note(window)
        return None

    def _digest(self, window: Window, paths: Mapping[PathKey, Path]) -> Alert | None:
        gathered, window.gathered = window.gathered, None
        self.changed.add(window.id)
        if gathered is None:
            return None
        gathered.drop(digest.judged(gathered, window.marker, paths))
        return None if gathered.empty else digest.of_window(self._site, window, gathered, self._calendar)

    def _put(self, window: Window) -> None:
        self.windows[window.id] = window
        self.removed.discard(window.id)
        self._note(window)

    def _note(self, window: Window) -> None:
        self.changed.add(window.id)
        self._order()

    def _drop(self, window: Window) -> None:
        del self.windows[window.id]
        self.changed.discard(window.id)
        self.removed.add(window.id)
        self._order()

    def _order(self) -> None:
        self._ordered = sorted(self.windows.values(), key=lambda each: (each.begin, each.id))
        self._by_marker = {each.marker: each for each in self._ordered}
        self._due = min((each.end for each in self._ordered), default=NEVER) + GRACE_S
