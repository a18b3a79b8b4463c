"""An initiator or a responder of OT or the DMZ has far more connections for ten minutes than it ever had.

Plain bounds say that there is a burst (`busiest.py`). Whose it is, is decided as MIDAS-R scores an edge: by the
greatest of the statistics of its path, its initiator and its responder (`fading_count.py`). So a program that asks one
controller too often is one alert of their path, one that asks all of them is one alert of its host, and many that ask
one controller are one alert of that controller.
"""

from collections.abc import Iterable, Iterator
from math import log10

from models.baseline.asset import Asset
from models.baseline.path import Path
from models.event_time.calendar import DAY_S
from models.findings.bursts.busiest import FEWEST_KEPT, Busiest
from models.findings.bursts.fading_count import FadingCount, step_of
from models.findings.bursts.role_paths import ANSWERED, BEGUN, Role, since, total, totals
from models.findings.bursts.surge import Surge, told_of
from models.findings.memory import Memory
from models.findings.protocol import AssetWindow, Condition
from models.findings.sighting import GUARDED, Finding, Words
from schemas.alert import Advice
from schemas.attack import AlertKind

POINTS = 35.0
"""Low, as what is large (`volume.py`): a device that is asked too often may fail, and mostly a program has gone wrong.
A convention."""

MOST_MORE_POINTS = 4.0
"""A point more for each power of ten of the statistic past `SIGNIFICANT`, so many at most, so that what stands out most
is listed first and none is more than low. A convention."""

WATCHED_S = 7 * DAY_S
"""Each hour of the week has been there once then. The most that ever was knows no hours, so a change of clocks is no
news."""

MIN_WINDOWS = 288
"""Windows with traffic before it says anything: as many as a day has."""

SIGNIFICANT = 37.3
"""Chi-squared, one degree of freedom, that chance passes once in 10^9 windows: as many as 5,000 assets have in two
years."""

EXPLAINS = 0.5
"""Paths that stand out more than their end and have so much of its connections explain it: they are told in its place.
Half: most of it."""

ALIKE = 0.9
"""A path stands out as its end does where its statistic is so much of that: one that has all of its end's connections
differs from it by those at the border of two windows. A convention."""

MOST_RECORDS = 8_192
"""Initiators and responders with a busiest window kept in a site, some 80 octets each: 0.7 MB. Those that never had a
third of `FLOOR_FLOWS` need none. Past it nothing is told of the next ones."""


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
    words_of_a_responder = Words(
        advice=Advice(
            "{initiator}",
            "See what those that ask {initiator} have in common: a program that was rolled out or restarted on all, "
            "or one sender behind many addresses. Ask {initiator's owner} whether it copes, since controllers can "
            "fail under it; if nobody meant it, let the firewall hold back who has no business there.",
        )
    )

    def __init__(self) -> None:
        self.memory = Memory(Busiest, version=2, most=MOST_RECORDS)

    def on_asset_window(self, window: AssetWindow) -> Iterable[Condition]:
        """Tell what goes on far above what is usual; learn the rest."""
        # Nearly all windows have less: nothing is kept of their assets, and they cost nothing more.
        if window.flows <= FEWEST_KEPT or window.asset.side not in GUARDED or window.asset.shared:
            return
        if window.begun > FEWEST_KEPT:
            yield from self._heard(window, BEGUN, window.begun)
        if window.answered > FEWEST_KEPT:
            yield from self._heard(window, ANSWERED, window.answered)

    def forget(self, asset: str) -> None:
        """Its records go."""
        for name in [name for name, _ in self.memory.items() if name.rpartition("|")[0] == asset]:
            self.memory.drop(name)

    def correct(self, first: float, last: float) -> None:
        """A run at wrong times begins anew."""
        for name, known in list(self.memory.items()):
            wrong = known.run_most and not first <= known.run_begin <= last
            if wrong or known.time > last or known.count.last > step_of(last):
                self.memory.drop(name)

    def _heard(self, window: AssetWindow, role: Role, connections: int) -> Iterator[Condition]:
        """One role of an asset: what bursts in it, told where it stands out most."""
        asset, name = window.asset, _name(window.asset, role)
        known = self.memory.get(name)
        if known is None:
            if len(self.memory) >= MOST_RECORDS:
                return
            known = Busiest(FadingCount(0, 0))
        known.count.first = step_of(asset.record.first_seen)
        lasting = known.hear(window.begin, connections, ready=_is_ready(window), announced=window.announced)
        noted = known.noted
        if known.run_most:
            known.noted = totals(asset, role, window.paths)
        self.memory.put(name, known)
        if lasting:
            yield from self._told(window, role, connections, known, noted)

    def _told(
        self, window: AssetWindow, role: Role, connections: int, known: Busiest, noted: dict[str, int]
    ) -> Iterator[Condition]:
        """The paths that stand out more than their end and explain it; or it, where none do."""
        asset, count = window.asset, known.count
        count.total = max(count.total, total(asset, role, window.paths))
        spoke = tuple(sorted(since(noted, asset, role, window.paths), key=_most_first))
        own = Surge(known, count.statistic(), connections, asset, role, spoke)
        explaining: list[Surge] = []
        explained = 0
        for path, part in spoke:
            if explained >= EXPLAINS * connections:
                break
            # Of the windows before, a path had the share that it has of this one.
            late = FadingCount(count.first, count.last, count.late * part / connections, float(path.flows))
            surge = Surge(known, late.statistic(), part, asset, role, spoke, path)
            if surge.statistic >= ALIKE * own.statistic:
                explaining.append(surge)
                explained += part
        if explained < EXPLAINS * connections:
            yield self._condition(window, own)
            return
        for surge in explaining:
            if ALIKE * self._other_end(window, surge) <= surge.statistic:
                yield self._condition(window, surge)

    def _other_end(self, window: AssetWindow, surge: Surge) -> float:
        """The statistic of a path's other end, which may not have been heard yet; 0 where that has no burst."""
        path, begin = surge.path, window.begin
        if path is None:
            return 0.0
        other, role = _other(path, surge.role)
        known, sums = self.memory.get(_name(other, role)), other.window
        in_it = 0 if sums.begin != begin else sums.begun if role == BEGUN else sums.answered
        if known is None or not known.lasts(begin, in_it):
            return 0.0
        count = FadingCount(known.count.first, known.count.last, known.count.late, known.count.total)
        if count.last != step_of(begin):
            count.add(step_of(begin), in_it)
        count.total = max(count.total, total(other, role, window.paths))
        return count.statistic()

    def _condition(self, window: AssetWindow, surge: Surge) -> Condition:
        path, known = surge.path, surge.known
        asset = surge.asset if path is None else path.initiator_asset
        about = [each for each, _ in surge.spoke] if path is None else [path]
        ways = tuple((each.initiator_asset, each.responder_asset) for each in about)
        return Condition(self._finding(window, surge), known.run_begin, known.run_end, asset, path, ways)

    def _finding(self, window: AssetWindow, surge: Surge) -> Finding:
        path = surge.path
        title, text = told_of(surge, window)
        cause = (surge.asset.id, surge.role) if path is None else path.key
        asked = path is None and surge.role == ANSWERED
        return Finding(
            kind=self.kind,
            points=POINTS + min(MOST_MORE_POINTS, float(int(log10(surge.statistic / SIGNIFICANT)))),
            cause=cause,
            title=title,
            text=text,
            words=self.words_of_a_responder if asked else self.words,
            seen=float(surge.connections),
            usual=float(round(surge.known.most(window.begin))),
            unit="connections",
        )


def _is_ready(window: AssetWindow) -> bool:
    """Whether the asset was watched for long enough to say what is usual."""
    usual = window.usual
    watched = window.begin - window.asset.record.first_seen >= WATCHED_S
    return watched and usual is not None and usual.windows >= MIN_WINDOWS


def _name(asset: Asset, role: Role) -> str:
    return f"{asset.id}|{role}"


def _other(path: Path, role: Role) -> tuple[Asset, Role]:
    """A path's end that is not the one in this role, and its own role."""
    return (path.responder_asset, ANSWERED) if role == BEGUN else (path.initiator_asset, BEGUN)


def _most_first(spoke: tuple[Path, int]) -> tuple[int, tuple[str, str, str]]:
    return -spoke[1], spoke[0].key
