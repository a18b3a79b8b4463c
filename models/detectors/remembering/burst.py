"""An asset of OT or the DMZ has far more connections for ten minutes and longer than it ever had.

The statistic is that of MIDAS-R (Bhatia et al., "MIDAS: Microcluster-Based Detector of Anomalies in Edge Streams", AAAI
2020; "Real-time Streaming Anomaly Detection in Dynamic Graphs", TKDD 2022): chi-squared of a window's count against
the fading mean of windows, for both ends. Alone it fires on each shift change, so what is told must be lasting and
beyond the most that ever was; a path is named where one explains it, so that both of its ends are one alert.
"""

from collections.abc import Iterable

from msgspec import Struct

from models.baseline.asset import Asset
from models.baseline.path import Path
from models.baseline.windows import WINDOW_S
from models.event_time.calendar import DAY_S
from models.findings.memory import Memory
from models.findings.protocol import AssetWindow, Condition
from models.findings.sighting import GUARDED, Finding, Words, placed, span
from schemas.alert import Advice
from schemas.attack import AlertKind

POINTS = 35.0
"""Low, as what is large (`volume.py`): a device that is asked too often may fail, and mostly a program has gone wrong.
A convention."""

WATCHED_S = 7 * DAY_S
"""Each hour of the week has been there once then. The most that ever was knows no hours, so a change of clocks is no
news."""

MIN_WINDOWS = 288
"""Windows with traffic before it says anything: as many as a day has."""

FLOOR_FLOWS = 100
"""Fewer in five minutes are never told: one in three seconds is what a panel asks of a controller (Lemay 2016 polls
each 10 s, thrice). A convention."""

TIMES_MOST = 3.0
"""Told is what is past so many times the most that ever was: a restart after which all is asked anew has shown itself,
or is over before the second window. A convention."""

SIGNIFICANT = 37.3
"""Chi-squared, one degree of freedom, that chance passes once in 10^9 windows: as many as 5,000 assets have in two
years."""

WINDOWS_IN_A_ROW = 2
"""So many windows one after the other are past all that: reconnecting after a restart takes a minute or two."""

HALVED_S = 56 * DAY_S
"""Of the most that ever was a half is left after eight weeks, as of the largest windows (`volume.py`)."""

EXPLAINS = 0.5
"""A path that has so much of a window's connections is what it is about."""

MOST_RECORDS = 4_096
"""Assets with a busiest window kept in a site, some 60 octets each; those that never had a third of `FLOOR_FLOWS` need
none. Past it nothing is told of the next ones."""


class Busiest(Struct, array_like=True):
    """An asset's most flows in a window as it was at `time`, and the run of windows that are past it.

    `run_begin` is when the first window of the run began, `run_end` when its last one ended, seconds UTC, `run_most`
    its most flows; a `run_most` of 0: none. `announced`: a window of it was one of announced work, so it is not learnt.
    """

    time: float = 0.0
    flows: float = 0.0
    run_begin: float = 0.0
    run_end: float = 0.0
    run_most: int = 0
    announced: bool = False

    def most(self, time: float) -> float:
        """What is left at a time of the most flows in a window; a third of `FLOOR_FLOWS` at least."""
        left = min(1.0, 0.5 ** ((time - self.time) / HALVED_S))
        return float(max(left * self.flows, FLOOR_FLOWS / TIMES_MOST))

    def learn(self, time: float, flows: float) -> None:
        """So many flows in a window are usual from now on."""
        self.flows = max(flows, self.most(time))
        self.time = max(time, self.time)


class Burst:
    """Fires on the second window in a row that is far past all before. What it tells is learnt once it is over."""

    kind: AlertKind = "burst"
    words = Words(
        advice=Advice(
            "{initiator}",
            "See which program on {initiator} asks so often, and whether it was restarted, reconfigured or is broken; "
            "ask {initiator's owner} whether that was meant. Controllers can fail under it: if nobody meant it, stop "
            "the program, and look at what was asked in the sensor's protocol logs.",
        )
    )

    def __init__(self) -> None:
        self.memory = Memory(Busiest, version=1, most=MOST_RECORDS)

    def on_asset_window(self, window: AssetWindow) -> Iterable[Condition]:
        """Tell what goes on far above what is usual; learn the rest."""
        asset, flows = window.asset, window.flows
        # Nearly all windows have less: nothing is kept of their assets, and they cost nothing more.
        if flows <= FLOOR_FLOWS / TIMES_MOST or asset.side not in GUARDED or asset.shared:
            return ()
        known = self.memory.get(asset.id)
        if known is None:
            if len(self.memory) >= MOST_RECORDS:
                return ()
            known = Busiest()
        goes_on = known.run_most > 0 and known.run_end == window.begin
        is_past = _is_past(window, known.most(window.begin))
        if known.run_most and not (goes_on and is_past):
            # The run is over: this window is compared with it, too.
            if not known.announced:
                known.learn(known.run_end, known.run_most)
            known.run_begin, known.run_end, known.run_most, known.announced = 0.0, 0.0, 0, False
            self.memory.put(asset.id, known)
            is_past = _is_past(window, known.most(window.begin))
        if not is_past:
            if flows > known.most(window.begin) and not window.announced:
                known.learn(window.begin, flows)
                self.memory.put(asset.id, known)
            return ()
        known.run_begin = known.run_begin if known.run_most else window.begin
        known.run_end, known.run_most = window.begin + WINDOW_S, max(known.run_most, flows)
        known.announced = known.announced or window.announced
        self.memory.put(asset.id, known)
        lasting = known.run_end - known.run_begin >= WINDOWS_IN_A_ROW * WINDOW_S
        return (self._condition(window, known),) if lasting else ()

    def forget(self, asset: str) -> None:
        """Its record goes."""
        self.memory.drop(asset)

    def correct(self, first: float, last: float) -> None:
        """A run at wrong times begins anew."""
        for key, known in list(self.memory.items()):
            if known.time > last or (known.run_most and not first <= known.run_begin <= last):
                self.memory.drop(key)

    def _condition(self, window: AssetWindow, known: Busiest) -> Condition:
        path = _main_path(window)
        asset = window.asset if path is None else path.initiator_asset
        usual = known.most(window.begin)
        ways = () if path is None else ((path.initiator_asset, path.responder_asset),)
        return Condition(self._finding(window, known, path, usual), known.run_begin, known.run_end, asset, path, ways)

    def _finding(self, window: AssetWindow, known: Busiest, path: Path | None, usual: float) -> Finding:
        asset, lasted = window.asset, span(known.run_end - known.run_begin)
        watched = span(window.begin - asset.record.first_seen)
        most = f"{usual:,.0f}" if usual > FLOOR_FLOWS / TIMES_MOST else f"no more than {usual:,.0f}"
        if path is None:
            title = f"{asset.label} has far more connections than usual: {window.flows:,} in five minutes"
            what = f"{placed(asset)} had {window.flows:,} connections in five minutes"
        else:
            way = f"{path.initiator_asset.label} -> {path.responder_asset.label} ({path.service})"
            title = f"Burst of connections: {way}"
            what = (
                f"{asset.label} had {window.flows:,} connections in five minutes, most of them from "
                f"{placed(path.initiator_asset)} to {placed(path.responder_asset)} by {path.service}"
            )
        return Finding(
            kind=self.kind,
            points=POINTS,
            cause=(asset.id,) if path is None else path.key,
            title=title,
            text=f"{what}, and so for {lasted}; in {watched} of watching, its busiest five minutes had {most}",
            words=self.words,
            seen=float(window.flows),
            usual=float(round(usual)),
            unit="connections",
        )


def chi_squared(flows: float, mean: float) -> float:
    """MIDAS-R's statistic of a window's count against the fading mean of windows, both above 0."""
    return (flows - mean) ** 2 / mean


def _is_past(window: AssetWindow, most: float) -> bool:
    """Whether a window is far past all that was."""
    usual = window.usual
    if window.flows < max(FLOOR_FLOWS, TIMES_MOST * most):
        return False
    if usual is None or usual.windows < MIN_WINDOWS or window.begin - window.asset.record.first_seen < WATCHED_S:
        return False
    return chi_squared(window.flows, max(1.0, usual.flows_per_window)) >= SIGNIFICANT


def _main_path(window: AssetWindow) -> Path | None:
    """The asset's path that has most of its connections, by the pace of its last twenty; None where none has.

    Only a steady pace tells of five minutes: what comes in volleys does not. What speaks twice as often as it should by
    its share of the window is found, too: paces fade.
    """
    spoke = (path for path in _paths_of(window) if path.last_seen >= window.begin and path.gap_s > 0.0)
    found = [path for path in spoke if path.gap_var <= path.gap_s * path.gap_s]
    best = min(found, key=lambda path: (path.gap_s, path.key), default=None)
    return best if best is not None and WINDOW_S / best.gap_s >= EXPLAINS * window.flows else None


def _paths_of(window: AssetWindow) -> Iterable[Path]:
    asset: Asset = window.asset
    yield from (asset.slots[slot] for slot in sorted(asset.slots))
    for peer in sorted(asset.peers_in):
        for service in sorted(asset.services_in):
            path = window.paths.get((peer, asset.id, service))
            if path is not None:
                yield path
