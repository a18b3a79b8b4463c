"""When a known path carries far more than it ever did: by quarters of a day, each way, in several connections.

A quarter of a day is told from what a path usually moves in one, so an outage of an hour and what is sent after it make
no difference, and what is slow adds up. It costs a flow nothing: the totals that each path has are read once an hour.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from models.baseline.asset import Asset
from models.baseline.path import SMOOTHING, Path
from models.event_time.calendar import DAY_S, HOUR_S
from models.findings.amounts.records import FADING, HALVED_S, Kept, PathAmounts, WayFigures
from models.findings.memory import Memory
from models.findings.protocol import Hour, Moment
from models.findings.sighting import GUARDED
from schemas.asset_change import Side

BLOCK_S = 6 * HOUR_S
"""A quarter of a day, UTC: long enough that polls, pushes and their gaps even out. A convention."""

WATCHED_S = 7 * DAY_S
"""Each day of the week has been there once then."""

MIN_BLOCKS = 14
"""Quarters with traffic before it says anything of a path: a nightly job has been there for two weeks then."""

FLOOR_OCTETS = 10_000_000.0
"""Less than this in a quarter of a day is never told: 4 kbit/s. A convention."""

SPREADS = 6.0
"""Above the mean of the logarithms by so many standard deviations, as of devices (`volume.py`)."""

TIMES_OUTWARD, TIMES_MOST_OUTWARD = 2.5, 1.5
"""Told is what is past so many times what is typical, and the most of either way: what leaves OT, or the DMZ towards IT
or the internet, counts double. A second sensor that sees all a second time stays below. A restore is no more than the
copy was, the other way. A convention."""

TIMES, TIMES_MOST = 2 * TIMES_OUTWARD, 2 * TIMES_MOST_OUTWARD
"""The same of all other ways."""

MANY = 3.0
"""So many large connections among the last twenty: a monthly report, a firmware and a restore are one each."""

MORE = 1.5
"""By so much its connections are larger, or more, than they are on average: else the large ones are over. A
convention."""

SIBLINGS = 2
"""Where so many or more paths of the same service share an end with it, and half of them have risen as well, it is
that service's load and no path's news."""

LEAST_OCTETS = 100_000
"""What moved less than this in all needs no record yet: a controller's polls do in eight hours."""

MOST_PATHS = 16_384
"""Paths kept in a site, some 300 octets each: 5 MB. Past it nothing is told of the next ones, until some were quiet for
four weeks."""

QUIET_S = 28 * DAY_S

PREFIX = "@path|"

_OUT: dict[Side, int] = {"ot": 0, "dmz": 1, "it": 2, "external": 3}


@dataclass(frozen=True)
class Excess:
    """What a path moved one way since `begin`, seconds UTC, and what is usual of it in a quarter of a day, in octets.

    `bound` is the most that is no news. `alone`: it may be a single connection.
    """

    path: Path
    sent: bool
    octets: float
    bound: float
    typical: float
    most: float
    begin: float
    watched_s: float
    alone: bool = False

    @property
    def ends(self) -> tuple[Asset, Asset]:
        """Who sent, and who received."""
        ends = (self.path.initiator_asset, self.path.responder_asset)
        return ends if self.sent else (ends[1], ends[0])

    @property
    def is_outward(self) -> bool:
        """Whether it left OT, or the DMZ towards IT or the internet."""
        return is_outward(*self.ends)


class PathVolumes:
    """Of one site, in the memory of the detector that tells them."""

    def __init__(self, memory: Memory[Kept]) -> None:
        self._memory = memory
        self._ended_to: float | None = None
        """All quarters up to this one have ended, seconds UTC; None: not looked up yet."""

    def hour(self, hour: Hour) -> list[Excess]:
        """The paths that are past what is usual, by key. Begins to look at new ones, ends quarters that are over."""
        block = hour.time // BLOCK_S * BLOCK_S
        found, new = [], []
        for key, path in hour.spoke:
            if not _counts(path):
                continue
            kept = self._memory.get(PREFIX + key)
            if kept is None:
                new.append((key, path))
            else:
                found += self._look(path, kept, hour.paths, hour.time)
        if block != self._ended_to:
            self._end_quarters(hour, block)
            self._ended_to = block
        if new:
            room = MOST_PATHS - len(self._memory.where(_is_of_a_path))
            for key, path in new[: max(0, room)]:
                self._memory.put(PREFIX + key, Kept(path=_begun(path, since=hour.time, begin=block)))
        return found

    def look(
        self, path: Path, paths: Mapping[tuple[str, str, str], Path], time: float, *, alone: bool = False
    ) -> list[Excess]:
        """By how much a path is past what is usual at a time, the way that is further; none where it is not.

        `paths` are all of the site, by initiator, responder and service. What was told in the quarter before is told
        on while it goes on at that pace. `alone`: one connection is enough, of what leaves OT, or the DMZ towards IT.
        """
        kept = self._memory.get(_name(path)) if _counts(path) else None
        return [] if kept is None else self._look(path, kept, paths, time, alone=alone)

    def _look(
        self, path: Path, kept: Kept, paths: Mapping[tuple[str, str, str], Path], time: float, *, alone: bool = False
    ) -> list[Excess]:
        known = kept.path
        if known is None:
            return []
        goes_on = known.told >= known.begin - BLOCK_S
        share = min(1.0, (time - known.begin) / BLOCK_S) if goes_on else 1.0
        if max(_moved(path, known)) <= share * FLOOR_OCTETS:
            # So it is of nearly all.
            return []
        several = _in_several(path, known)
        if not (several or alone or known.told == known.begin):
            return []
        ways = (_excess(path, known, sent=sent) for sent in (True, False))
        past = [way for way in ways if way is not None and way.octets > share * way.bound]
        if not several:
            past = [replace(way, alone=True) for way in past if way.is_outward]
        if not past or any(self._risen_too(siblings, past[0]) for siblings in _siblings(path, paths)):
            return []
        if known.told != known.begin:
            known.told = known.begin
            self._memory.put(_name(path), kept)
        return [max(past, key=lambda way: way.octets / way.bound)]

    def forget(self, asset: str) -> None:
        """The paths of an asset are new."""
        for name, _ in list(self._memory.items()):
            if name.startswith(PREFIX) and asset in name.split("|")[1:3]:
                self._memory.drop(name)

    def correct(self, first: float, last: float) -> None:
        """What was counted at wrong times begins anew; seconds UTC."""
        for name, kept in list(self._memory.items()):
            known = kept.path
            if known is not None and not (first <= known.since and known.begin <= last):
                self._memory.drop(name)

    def _known(self, path: Path) -> PathAmounts | None:
        kept = self._memory.get(_name(path))
        return None if kept is None else kept.path

    def _risen_too(self, siblings: Iterable[Path], excess: Excess) -> bool:
        known = [(each, kept) for each in siblings if (kept := self._known(each)) is not None]
        ways = [way for each, kept in known if (way := _excess(each, kept, sent=excess.sent)) is not None]
        return len(ways) >= SIBLINGS and 2 * sum(way.octets > TIMES_OUTWARD * way.typical for way in ways) >= len(ways)

    def _end_quarters(self, moment: Moment, block: float) -> None:
        """Learn the quarters of a day that are over, of all paths."""
        for name, kept in self._memory.where(_is_of_a_path):
            known = kept.path
            if known is None or known.begin >= block:
                continue
            path = moment.paths.get(_key(name))
            if path is None or path.flows < known.flows or moment.time - path.last_seen > QUIET_S:
                self._memory.drop(name)
                continue
            ends = (path.initiator_asset, path.responder_asset)
            if not any(moment.in_window(end, moment.time) for end in ends):
                _learn(path, known, bounded=not moment.learning)
            known.begin, known.flows = block, path.flows
            known.initiator_octets, known.responder_octets = path.initiator_octets, path.responder_octets
            self._memory.put(name, kept)


def _is_of_a_path(kept: Kept) -> bool:
    return kept.path is not None


def is_outward(sender: Asset, receiver: Asset) -> bool:
    """Whether what is sent leaves OT, or the DMZ towards IT or the internet."""
    if sender.side is None or receiver.side is None:
        return False
    return _OUT[sender.side] < _OUT[receiver.side]


def _begun(path: Path, *, since: float, begin: float) -> PathAmounts:
    return PathAmounts(since, begin, path.flows, path.initiator_octets, path.responder_octets)


def _excess(path: Path, known: PathAmounts, *, sent: bool) -> Excess | None:
    """What was moved one way in this quarter beside what is usual; None while there is not enough history."""
    figures = known.sent if sent else known.received
    watched_s = known.begin - known.since
    if figures.blocks < MIN_BLOCKS or watched_s < WATCHED_S:
        return None
    ends = (path.initiator_asset, path.responder_asset)
    outward = is_outward(*(ends if sent else reversed(ends)))
    times, times_most = (TIMES_OUTWARD, TIMES_MOST_OUTWARD) if outward else (TIMES, TIMES_MOST)
    usual = _backlog(known) * max(times * figures.typical, times_most * known.most)
    bound = max(FLOOR_OCTETS, figures.at(SPREADS), usual)
    moved = _moved(path, known)[0 if sent else 1]
    return Excess(path, sent, moved, bound, figures.typical, known.most, known.begin, watched_s)


def _backlog(known: PathAmounts) -> float:
    """How many usual quarters may come at once, 1 or more: after an outage what was kept meanwhile is sent."""
    return max(1.0, (known.begin - known.active) / BLOCK_S / known.apart) if known.active else 1.0


def _moved(path: Path, known: PathAmounts) -> tuple[int, int]:
    """Octets of initiator and responder since the quarter began."""
    return path.initiator_octets - known.initiator_octets, path.responder_octets - known.responder_octets


def _in_several(path: Path, known: PathAmounts) -> bool:
    """Whether it is more than a large connection or two, by the running figures of a path's last twenty.

    If a share p of them has the size s and the others have none, the mean is p s and the variance p (1 - p) s^2.
    """
    mean, var = path.octets, path.octets_var
    if mean <= 0.0 or mean * mean / (mean * mean + var) < MANY * SMOOTHING:
        return False
    if path.flows - known.flows >= MORE * known.flows_mean:
        return True
    moved_usually = (known.sent.typical if known.sent.blocks else 0.0) + (
        known.received.typical if known.received.blocks else 0.0
    )
    return mean * known.flows_mean >= MORE * moved_usually


def _learn(path: Path, known: PathAmounts, *, bounded: bool) -> None:
    """The quarter is over. Past the bound it counts as the bound, so that what lasts is accepted little by little."""
    if known.since > known.begin:
        # It was looked at in the midst of its first one.
        return
    flows, moved = path.flows - known.flows, _moved(path, known)
    known.most = max(known.most * 0.5 ** (BLOCK_S / HALVED_S), known.newest)
    known.newest = 0.0
    if not flows:
        return
    ways: tuple[tuple[bool, WayFigures], ...] = ((True, known.sent), (False, known.received))
    bounds = [_excess(path, known, sent=sent) for sent, _ in ways] if bounded else [None, None]
    for (_, figures), octets, excess in zip(ways, moved, bounds, strict=True):
        taken = float(octets) if excess is None else min(float(octets), excess.bound)
        if taken > 0.0:
            figures.learn(taken)
            known.newest = max(known.newest, taken)
    count = max(known.sent.blocks, known.received.blocks, 1)
    weight = max(FADING, 1.0 / count)
    known.flows_mean += weight * (flows - known.flows_mean)
    if known.active:
        known.apart += weight * ((known.begin - known.active) / BLOCK_S - known.apart)
    known.active = known.begin


def _siblings(path: Path, paths: Mapping[tuple[str, str, str], Path]) -> tuple[list[Path], list[Path]]:
    """The other paths of the same service from its initiator, and those to its responder."""
    initiator, responder = path.initiator_asset, path.responder_asset
    out = [each for each in initiator.slots.values() if each.service == path.service and each is not path]
    keys = ((peer, responder.id, path.service) for peer in responder.peers_in if peer != initiator.id)
    return out, [paths[key] for key in keys if key in paths]


def _counts(path: Path) -> bool:
    """Whether its amounts are looked at: OT or the DMZ is an end, it is usual, and has moved something."""
    guarded = path.initiator_asset.side in GUARDED or path.responder_asset.side in GUARDED
    return guarded and path.status == "learnt" and path.initiator_octets + path.responder_octets >= LEAST_OCTETS


def _name(path: Path) -> str:
    return PREFIX + "|".join(path.key)


def _key(name: str) -> tuple[str, str, str]:
    initiator, responder, service = name.removeprefix(PREFIX).split("|")
    return initiator, responder, service
