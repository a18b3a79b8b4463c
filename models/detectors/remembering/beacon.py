"""A path across the boundary begins to speak in beats: always after the same time, as programs do that call home.

What was in beats since it is known is how that machine works, and no news. So a path is told that was there for days
without a beat, or that is held with an alert anyway. Fast beats are read from the running figures that each path has,
slow ones from when it was last heard in each hour; neither costs a flow anything.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

from msgspec import Struct

from models.baseline.path import Path
from models.event_time.calendar import DAY_S, HOUR_S
from models.findings.memory import Memory
from models.findings.protocol import Condition, Hour, Moment, News, Over
from models.findings.sighting import GUARDED, Finding, Words, placed, span
from schemas.alert import Advice, Technique
from schemas.asset_change import Side
from schemas.attack import AlertKind
from schemas.services.names import OT_SERVICES

POINTS: dict[Side | None, float] = {"external": 45.0, "it": 32.0, "dmz": 30.0, "ot": 30.0, None: 30.0}
"""By the side that is called: on the internet medium, since somebody may wait there; else a lead. A convention."""

SHORTEST_S, LONGEST_S = 20.0, 12 * HOUR_S
"""Between two beats. Faster is polling; slower has too few beats in the days that are kept."""

JITTER = 0.1
"""By such a share of the time between two beats they may differ: programs that call home add some on purpose. A
convention."""

ABOUT = 0.3
"""What differs by so much from the start is a machine's work as well: within a tenth by chance later, it is no news. On
a simulated plant a gateway that asks every six hours, give or take a sixth, was told without it. A convention."""

FAST_BEATS = 40
"""Beats before fast ones are told: two memories of a path's running figures (`SMOOTHING` in `models/baseline/path.py`).
Of a path that was used irregularly before, some 200 pass until its figures are steady."""

SLOW_BEATS = 12
"""The same of slow ones, an hour apart or more. People's work that meets 11 times in a row within a tenth is rare: if
each fell anywhere, once in 10^7 (0.2 ** 11 is 2 in 10^8)."""

STEADY_SHARE = 0.8
"""Of the times between slow beats are one beat long; others two or three, where some were missed."""

WITHOUT_BEAT_S = 3 * DAY_S
"""So long a learnt path was there without a beat. A convention."""

MISSED = 3.0
"""After so many beats without a word it is over."""

QUIET_S = MISSED * LONGEST_S
"""What has said nothing for so long is looked at anew when it comes again."""

MOST_RECORDS = 16_384
"""Paths across the boundary that are looked at in a site, some 200 octets each: 3 MB. Past it the next ones are not,
until some of these are quiet."""

BEGAN = "@began"
"""The record that says since when paths are looked at."""

Key = tuple[str, str, str]


class Beats(Struct, array_like=True):
    """When a path was last heard in its last hours with traffic, since when it is looked at, and what is known of it.

    Times are seconds UTC. `usual`: it was in beats from the start. `told_every_s`: it is told with beats so far apart;
    0: it is not.
    """

    since: float
    heard: list[float] = []
    usual: bool = False
    told_every_s: float = 0.0
    told_since: float = 0.0


class Beacon:
    """Fires once beats are sure; goes on while they do, and is over when they stop."""

    kind: AlertKind = "beacon"
    words = Words(
        techniques=(Technique("T0885", "TA0101"),),
        advice=Advice(
            "{initiator}",
            "See which program on {initiator} opens these connections, and who set it up; ask {initiator's owner}. An "
            "update check or a monitor is harmless: declare the conduit, or say `weir verdict expected`. If nobody "
            "knows it, isolate {initiator}: a program that calls home waits for orders (M0937 Filter Network Traffic).",
        ),
    )

    def __init__(self) -> None:
        self.memory = Memory(Beats, version=1, most=MOST_RECORDS)

    def on_hour(self, hour: Hour) -> News:
        """What has come into beats, what still is, and what has stopped."""
        began = self._began(hour.time)
        for name, path in hour.spoke:
            if not _crosses(path):
                continue
            known = self.memory.get(name)
            if known is None:
                if len(self.memory) >= MOST_RECORDS:
                    continue
                # Of what is older than this record nobody knows whether it was in beats before.
                known = Beats(since=path.first_seen if path.first_seen >= began else hour.time - HOUR_S)
            if known.usual:
                continue
            if not known.heard or path.last_seen > known.heard[-1]:
                # The first Ticks of two hours may both come before the next beat.
                known.heard = [*known.heard[-SLOW_BEATS:], path.last_seen]
            self._look(path, known, hour)
            self.memory.put(name, known)
        yield from self._told(hour)
        self._drop_quiet(hour)

    def _began(self, time: float) -> float:
        known = self.memory.get(BEGAN)
        if known is None:
            known = Beats(since=time - HOUR_S)
            self.memory.put(BEGAN, known)
        return known.since

    def _drop_quiet(self, moment: Moment) -> None:
        """Give room: only what was in beats from the start is remembered for as long as its path is there."""
        quiet_from = moment.time - QUIET_S
        # What was heard since is not looked up: that is most of them.
        for name, known in self.memory.where(lambda one: not one.told_every_s and one.since < quiet_from):
            if name == BEGAN or (known.heard and known.heard[-1] >= quiet_from):
                continue
            path = moment.paths.get(_key(name))
            if path is None or (not known.usual and path.last_seen < quiet_from):
                self.memory.drop(name)

    def forget(self, asset: str) -> None:
        """Its paths are new."""
        for name in [name for name, _ in self.memory.items() if asset in name.split("|")[:2]]:
            self.memory.drop(name)

    def correct(self, first: float, last: float) -> None:
        """What was looked at at wrong times begins anew."""
        for name, known in list(self.memory.items()):
            if known.since < first or any(not first <= time <= last for time in known.heard):
                self.memory.drop(name)

    def _look(self, path: Path, known: Beats, moment: Moment) -> None:
        """Whether a path is in beats now: then it is told, or it is how it works."""
        if known.told_every_s:
            return
        every_s = _fast(path, ABOUT) or _slow(path, known.heard, ABOUT)
        if every_s is None:
            return
        beats = FAST_BEATS if every_s < HOUR_S else SLOW_BEATS
        begun = moment.time - beats * every_s
        if moment.learning:
            known.usual, known.heard = True, []
            return
        if path.status == "learnt" and begun - known.since < WITHOUT_BEAT_S:
            known.usual, known.heard = True, []
            return
        if _fast(path, JITTER) is None and _slow(path, known.heard, JITTER) is None:
            return
        known.told_every_s, known.told_since = every_s, max(begun, path.first_seen)

    def _told(self, moment: Moment) -> Iterable[Condition | Over]:
        """What is told, each hour again, and what is over."""
        for name, known in self.memory.where(lambda one: one.told_every_s > 0.0):
            path = moment.paths.get(_key(name))
            if path is None or moment.time - path.last_seen > MISSED * known.told_every_s + HOUR_S:
                known.told_every_s, known.heard = 0.0, []
                self.memory.put(name, known)
                yield Over(_key(name), moment.time)
            else:
                yield self._condition(path, known, moment.time)

    def _condition(self, path: Path, known: Beats, time: float) -> Condition:
        initiator, responder = path.initiator_asset, path.responder_asset
        every_s = round(known.told_every_s / 60.0) * 60.0 if known.told_every_s >= 120.0 else known.told_every_s
        every, lasted = span(every_s), span(path.last_seen - known.told_since)
        before = span(known.told_since - known.since)
        rhythmless = known.told_since - known.since >= WITHOUT_BEAT_S
        why = f"where it had no such rhythm in {before} before" if rhythmless else "on a path that had an alert already"
        finding = Finding(
            kind=self.kind,
            points=POINTS[responder.side],
            cause=path.key,
            title=f"Calls in beats: {initiator.label} -> {responder.label} ({path.service}), every {every}",
            text=(
                f"{placed(initiator)} has called {placed(responder)} by {path.service} every {every} for {lasted}, "
                f"{why}"
            ),
            words=self.words,
            seen=float(round(known.told_every_s)),
            unit="s",
        )
        ends = (initiator, responder)
        return Condition(finding, known.told_since, time, initiator, path, (ends,))


def _crosses(path: Path) -> bool:
    """Whether beats matter on it: it leads from one side to another, and OT or the DMZ is an end.

    Within the plant's own networks an OT protocol's beats are polling: that somebody new polls is told as what it
    crosses.
    """
    sides = path.initiator_asset.side, path.responder_asset.side
    polls = path.service in OT_SERVICES and "external" not in sides
    return sides[0] != sides[1] and not GUARDED.isdisjoint(sides) and path.answered and not polls


def _fast(path: Path, jitter: float) -> float | None:
    """Seconds between the fast beats of a path; None where it has none. Its sizes are alike, too."""
    gap_s = path.gap_s
    if not SHORTEST_S <= gap_s < HOUR_S or path.last_seen - path.first_seen < FAST_BEATS * gap_s:
        return None
    steady = path.gap_var <= (jitter * gap_s) ** 2 and path.octets_var <= (jitter * path.octets) ** 2
    return gap_s if steady else None


def _slow(path: Path, heard: Sequence[float], jitter: float) -> float | None:
    """Seconds between slow beats; None where there are none, or too few to say."""
    if len(heard) <= SLOW_BEATS:
        return None
    if path.gap_s < (1.0 - 2.0 * jitter) * (1.0 - jitter) * HOUR_S:
        # Most paths speak more often than what is told at all, and are left out by the last condition below.
        return None
    gaps = [later - earlier for earlier, later in pairwise(heard)]
    every_s = median(gaps)
    # What speaks more often than once an hour was heard right before each hour: those are no beats.
    if not (1.0 - jitter) * HOUR_S <= every_s <= LONGEST_S or path.gap_s < (1.0 - 2.0 * jitter) * every_s:
        return None
    beats = [max(1, round(gap / every_s)) for gap in gaps]
    near = all(abs(gap - beat * every_s) <= jitter * every_s for gap, beat in zip(gaps, beats, strict=True))
    one = sum(beat == 1 for beat in beats)
    return every_s if near and max(beats) <= MISSED and one >= STEADY_SHARE * len(beats) else None


def _key(name: str) -> Key:
    initiator, responder, service = name.split("|")
    return initiator, responder, service
