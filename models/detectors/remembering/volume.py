"""An asset of OT or the DMZ sends or gets far more in five minutes than it ever did, or a path in a quarter of a day.

A path is told where one explains it, so that both of its ends are one alert; what paths usually carry is counted in
`models/findings/amounts/`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import log2

from models.baseline.windows import WINDOW_S
from models.event_time.calendar import DAY_S
from models.findings.amounts.path_volumes import FLOOR_OCTETS as PATH_FLOOR_OCTETS
from models.findings.amounts.path_volumes import MOST_PATHS, Excess, PathVolumes
from models.findings.amounts.records import FADING, HourFigures, Kept
from models.findings.memory import Memory
from models.findings.protocol import AssetWindow, Condition, Hour, News
from models.findings.sighting import GUARDED, Finding, Words, placed, span
from schemas.alert import Advice
from schemas.attack import AlertKind

POINTS = 35.0
"""Low: more than usual is a lead, since it does not tell yet what was moved or where to. A convention."""

POINTS_OUTWARD, POINTS_INTERNET = 40.0, 45.0
"""Of a path out of OT, or out of the DMZ to IT, and of one to the internet: medium, since what has left is gone. A
convention."""

POINTS_A_DOUBLING, MOST_FOR_FAR = 2.0, 14.0
"""More points of a path for each time that the bound was doubled, and the most of them: what is a hundred times as much
is no busy day. A convention."""

WATCHED_S = 14 * DAY_S
"""Each hour of the week has been there twice then: a weekly backup has shown itself."""

MIN_WINDOWS = 288
"""Windows with traffic before it says anything: as many as a day has."""

FLOOR_OCTETS = 1_000_000.0
"""Less than this in five minutes is never told: 27 kbit/s, what a screen of a remote session takes. A convention."""

TIMES_TAIL = 3.0
"""Told is what is past so many times the 95 % quantile of the asset's windows. A convention."""

SPREADS = 6.0
"""And past the mean by so many standard deviations, of this hour's windows where there are some, else of all: whatever
the distribution, at most one window in 37 lies there (Cantelli's inequality)."""

TIMES_MOST = 2.0
"""And past so many times the most that was ever moved in a window: rare jobs are known by their size once they were
seen, whatever their hour. Without it 35 days of a simulated plant had 208 alerts, on sessions that end at shift change,
since a connection counts where it ends. A convention."""

LASTS_S = 3_600.0
"""Of an asset the second window within an hour is told: a patch, a firmware, a restore are one connection, and a
connection counts where it ends. On simulated plants of 28 days each of these was told without it. A convention."""

MIN_HOUR_WINDOWS = 6
"""Windows of an hour of the week before its own figures count: half of one such hour."""

MOST_RECORDS = 4_096 + MOST_PATHS
"""Days of the week and largest windows kept in a site, eight of an asset: 512 assets that never rest. Some 15 MB (176
bytes an hour, measured). Past it nothing is told of the next assets. The rest is for paths (`path_volumes.py`)."""


@dataclass(frozen=True)
class _Usual:
    """What is usual one way: of all windows mean, deviation and 95 % quantile; of this hour, None where it has few."""

    mean: float
    deviation: float
    tail: float
    hour_mean: float | None
    hour_deviation: float | None
    most_ever: float

    @property
    def most(self) -> float:
        """The most octets that are no news."""
        # Once this hour has figures of its own, last night's backup does not widen the morning's bound.
        mean = self.mean if self.hour_mean is None else self.hour_mean
        deviation = self.deviation if self.hour_deviation is None else self.hour_deviation
        by_hour = max(TIMES_TAIL * mean, mean + SPREADS * deviation)
        return max(FLOOR_OCTETS, TIMES_TAIL * self.tail, by_hour, TIMES_MOST * self.most_ever)


_PATH_WORDS = Words(
    advice=Advice(
        "the sensor's logs",
        "Look for the largest connections from {initiator} to {responder} in these hours, and ask {initiator's owner} "
        "whether a backup, an update or a copy of data was planned. If not, find out what was copied, and who had it "
        "done.",
    )
)


class Volume:
    """Fires on a window far above what is usual, each way by itself. What it tells is learnt as the most that is usual.

    So one large transfer does not move the bound, and a lasting change is accepted little by little.
    """

    kind: AlertKind = "volume"
    words = Words(
        advice=Advice(
            "the sensor's logs",
            "Look for the largest connections of {initiator} in those five minutes, and ask {initiator's owner} "
            "whether a backup, an update or a copy of data was planned. If not, find out what was copied and where it "
            "went.",
        )
    )

    def __init__(self) -> None:
        self.memory = Memory(Kept, version=2, most=MOST_RECORDS)
        self._paths = PathVolumes(self.memory)

    def on_hour(self, hour: Hour) -> News:
        """Tell which paths have carried far more in this quarter of a day than they ever did."""
        return [self._path_condition(excess, hour.time) for excess in self._paths.hour(hour)]

    def on_asset_window(self, window: AssetWindow) -> Iterable[Condition]:
        """Tell what was moved where it is far above what is usual; then learn it."""
        asset = window.asset
        if asset.side not in GUARDED or asset.shared:
            return
        weekday, number = divmod(window.hour_of_week, 24)
        key = f"{asset.id}|{weekday}"
        day = self._kept(key)
        if day is None:
            return
        hour = day.hours.get(number) or HourFigures()
        sent, received = float(window.sent_octets), float(window.received_octets)
        if max(sent, received) > FLOOR_OCTETS / TIMES_MOST:
            # Nearly all windows move less: they are only learnt.
            largest = self._kept(f"{asset.id}|most")
            if largest is None:
                return
            usual_sent, usual_received = _usual(window, hour, largest)
            ways = (("sent", sent, usual_sent), ("received", received, usual_received))
            told = self._told(window, largest, ways)
            yield from told
            if window.announced or (not told and any(_is_past(octets, usual) for _, octets, usual in ways)):
                # A first window that is past says nothing yet: the second one is compared with what was before both.
                return
            sent = sent if usual_sent is None else min(sent, usual_sent.most)
            received = received if usual_received is None else min(received, usual_received.most)
            if largest.grow(window.begin, sent, received):
                self.memory.put(f"{asset.id}|most", largest)
        if window.announced:
            return
        day.hours[number] = _learnt(hour, sent, received)
        self.memory.put(key, day)

    def _told(
        self, window: AssetWindow, largest: Kept, ways: Iterable[tuple[str, float, _Usual | None]]
    ) -> list[Condition]:
        """What is told of a window: the paths that explain it, else the asset, each way in which it is past.

        `ways` are both: their name, the octets, and what is usual.
        """
        explained = self._explained(window, alone=False)
        told: list[Condition] = []
        for way, octets, usual in ways:
            if usual is None or not _is_past(octets, usual):
                continue
            is_second = largest.is_second(way, window.begin, LASTS_S)
            self.memory.put(f"{window.asset.id}|most", largest)
            if not explained and way == "sent":
                explained = self._explained(window, alone=True)
            if not explained and is_second:
                found = self._finding(window, way, octets, usual)
                told.append(Condition(found, window.begin, window.begin + WINDOW_S, window.asset))
        return told + explained

    def _kept(self, key: str) -> Kept | None:
        """The record of a key, a new one where there is room; None where there is none."""
        found = self.memory.get(key)
        return Kept() if found is None and len(self.memory) < MOST_RECORDS - 1 else found

    def forget(self, asset: str) -> None:
        """Its records go."""
        for key in [key for key, _ in self.memory.items() if key.startswith(f"{asset}|")]:
            self.memory.drop(key)
        self._paths.forget(asset)

    def correct(self, first: float, last: float) -> None:
        """An asset's figures have no times."""
        self._paths.correct(first, last)

    def _explained(self, window: AssetWindow, *, alone: bool) -> list[Condition]:
        """The paths of a busy window that are past what they ever carried: told in the window and not at the hour.

        `alone`: also by a single connection, of what leaves.
        """
        if max(window.sent_octets, window.received_octets) < PATH_FLOOR_OCTETS:
            return []
        spoke = [path for path in window.own_paths() if path.last_seen >= window.begin]
        end = window.begin + WINDOW_S
        past = [each for path in spoke for each in self._paths.look(path, window.paths, end, alone=alone)]
        return [self._path_condition(each, end) for each in past]

    def _path_condition(self, excess: Excess, time: float) -> Condition:
        path, (sender, receiver) = excess.path, excess.ends
        moved, typical = _size(excess.octets), _size(excess.typical)
        points = POINTS
        if excess.is_outward and not excess.alone:
            points = POINTS_INTERNET if receiver.side == "external" else POINTS_OUTWARD
        far = (
            0.0 if excess.alone else min(MOST_FOR_FAR, POINTS_A_DOUBLING * log2(max(1.0, excess.octets / excess.bound)))
        )
        within = span(max(WINDOW_S, time - excess.begin))
        finding = Finding(
            kind=self.kind,
            points=round(points + far, 1),
            cause=(*path.key, "sent" if excess.sent else "received"),
            title=f"Far more than usual: {sender.label} sent {receiver.label} {moved} by {path.service}",
            text=(
                f"{placed(sender)} sent {placed(receiver)} {moved} by {path.service} within {within}; in "
                f"{span(excess.watched_s)} of watching, six hours of this path had {typical} as a rule, and "
                f"{_size(max(excess.most, excess.typical))} at most"
            ),
            words=_PATH_WORDS,
            seen=float(f"{excess.octets / 1e6:.3g}"),
            usual=float(f"{excess.typical / 1e6:.3g}"),
            unit="MB",
        )
        ends = (path.initiator_asset, path.responder_asset)
        return Condition(finding, excess.begin, time, path.initiator_asset, path, (ends,))

    def _finding(self, window: AssetWindow, way: str, octets: float, usual: _Usual) -> Finding:
        asset, moved = window.asset, _size(octets)
        before = span(window.begin - asset.record.first_seen)
        # One way is kept beside the other, however little it was: below half the floor larger ones were not kept.
        least_kept = FLOOR_OCTETS / TIMES_MOST
        most = _size(usual.most_ever) if usual.most_ever > least_kept else f"less than {_size(least_kept)}"
        hour = f", and {_size(usual.hour_mean)} is the average at this hour of the week" if usual.hour_mean else ""
        return Finding(
            kind=self.kind,
            points=POINTS,
            cause=(asset.id, way),
            title=f"{asset.label} {way} far more than usual: {moved} in five minutes",
            text=(
                f"{placed(asset)} {way} {moved} in five minutes; in {before} of watching, its busiest five minutes "
                f"had {most}{hour}"
            ),
            words=self.words,
            seen=float(f"{octets / 1e6:.3g}"),
            usual=float(f"{(usual.most_ever or FLOOR_OCTETS / TIMES_MOST) / 1e6:.3g}"),
            unit="MB",
        )


def _usual(window: AssetWindow, hour: HourFigures, largest: Kept) -> tuple[_Usual | None, _Usual | None]:
    """What is usual of sending and of receiving; None while there is not enough history."""
    all_windows = window.usual
    watched_s = window.begin - window.asset.record.first_seen
    if all_windows is None or all_windows.windows < MIN_WINDOWS or watched_s < WATCHED_S:
        return None, None
    known = hour.windows >= MIN_HOUR_WINDOWS
    sent_most, received_most = largest.most(window.begin)
    return (
        _Usual(
            all_windows.sent_mean.get(),
            all_windows.sent_var.get() ** 0.5,
            all_windows.sent_tail.get() or 0.0,
            hour.sent_mean if known else None,
            hour.sent_var**0.5 if known else None,
            sent_most,
        ),
        _Usual(
            all_windows.received_mean.get(),
            all_windows.received_var.get() ** 0.5,
            all_windows.received_tail.get() or 0.0,
            hour.received_mean if known else None,
            hour.received_var**0.5 if known else None,
            received_most,
        ),
    )


def _is_past(octets: float, usual: _Usual | None) -> bool:
    """Whether it is more than is usual, where that is known."""
    return usual is not None and octets > usual.most


def _learnt(hour: HourFigures, sent: float, received: float) -> HourFigures:
    """The figures with one window more; the first ones count alike."""
    hour.windows += 1
    weight = max(FADING, 1.0 / hour.windows)
    delta = sent - hour.sent_mean
    hour.sent_mean += weight * delta
    hour.sent_var = (1.0 - weight) * (hour.sent_var + weight * delta * delta)
    delta = received - hour.received_mean
    hour.received_mean += weight * delta
    hour.received_var = (1.0 - weight) * (hour.received_var + weight * delta * delta)
    return hour


def _size(octets: float) -> str:
    """An amount as people say it."""
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if octets >= size:
            return f"{octets / size:.3g} {unit}"
    return f"{octets:.0f} bytes"
