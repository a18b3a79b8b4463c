"""The watched paths of a site, each with its level, and what is told of them: what drift remembers."""

from collections.abc import Iterable

from models.baseline.path import Path
from models.event_time.calendar import DAY_S, HOUR_S
from models.findings.levels.changed_together import Group
from models.findings.levels.lasting import Change
from models.findings.levels.pace import UNEVEN, hour, is_polled, spread
from models.findings.levels.records import (
    Kept,
    Level,
    Told,
    accept,
    begun,
    is_forgotten,
    is_watched,
    learn_day,
)
from models.findings.memory import Memory
from models.findings.protocol import Moment
from schemas.state import KEY_SEPARATOR

MOST_PATHS = 8_192
"""Paths with a level in a site, 810 octets each with all days and weeks, 254 of them stored (measured): 7 MB. Past it
no further path is watched."""

MOST_TOLD, MEMBERS_KEPT = 64, 50
"""Changes that are told at once, and paths that are kept by key of each: past any analyst's day."""

TOLD, DECLARED = "@told", "@declared"

PathKey = tuple[str, str, str]
Entry = tuple[str, Path, Level]
"""A watched path: its key in the memory, the path itself, and its level."""


class WatchedPaths:
    """Of one site."""

    def __init__(self) -> None:
        self.memory = Memory(Kept, version=1, most=MOST_PATHS + MOST_TOLD + 1)

    def all(self, moment: Moment) -> list[Entry]:
        """All watched paths, by key; those that are gone are dropped."""
        found: list[Entry] = []
        for key, kept in list(self.memory.items()):
            if kept.level is None:
                continue
            path = moment.paths.get(_ends(key))
            if path is None:
                self.memory.drop(key)
            else:
                found.append((key, path, kept.level))
        return found

    def hour(self, entries: Iterable[Entry], moment: Moment) -> None:
        """An hour is over: follow the pace of those that spoke in it."""
        for key, path, level in entries:
            if path.last_seen < moment.time - HOUR_S or not is_polled(path):
                continue
            excused = spread(path) >= UNEVEN and _announced(path, moment)
            if hour(level.pace, path, excused=excused):
                self.changed(key, level)

    def day(self, moment: Moment, day: int) -> list[Entry]:
        """A local day is over: learn it of all watched paths, and watch those that have come to be known."""
        entries = []
        for key, path, level in self.all(moment):
            learn_day(level, path, day, moment.time)
            if is_forgotten(level):
                self.memory.drop(key)
            else:
                self.changed(key, level)
                entries.append((key, path, level))
        self._watch(moment, day)
        if moment.learning:
            self.memory.put(DECLARED, Kept(declared_until=day + 1))
        return entries

    def was_declared(self, day: int) -> bool:
        """Whether a local day was learnt by declaration."""
        known = self.memory.get(DECLARED)
        return known is not None and known.declared_until is not None and day <= known.declared_until

    def accept(self, entry: Entry, change: Change) -> None:
        """What has changed is usual from now on, where nothing else speaks against its path."""
        key, path, level = entry
        if path.status == "learnt" and path.alert is None:
            accept(level, change)
            self.changed(key, level)

    def accept_pace(self, key: str) -> None:
        """A path's uneven pace is usual from now on."""
        known = self.memory.get(key)
        if known is not None and known.level is not None:
            known.level.pace.steady = known.level.pace.uneven = 0
            self.memory.put(key, known)

    def changed(self, key: str, level: Level) -> None:
        """A level was changed in place: it is written with the next checkpoint."""
        self.memory.put(key, Kept(level=level))

    def told(self) -> list[tuple[str, Told]]:
        """All that is told, by key."""
        return [(key, kept.told) for key, kept in self.memory.where(_is_told) if kept.told is not None]

    def keep_told(self, told: Told) -> bool:
        """Keep what is told; whether there was room. Of the same cause there is one: the newer takes its place."""
        key = KEY_SEPARATOR.join((TOLD, *told.cause))
        if self.memory.get(key) is None and len(self.told()) >= MOST_TOLD:
            return False
        self.memory.put(key, Kept(told=told))
        return True

    def members(self, told: Told, moment: Moment) -> list[Entry]:
        """The paths of what is told that still are, its first one first."""
        found: list[Entry] = []
        for key in told.members:
            known, path = self.memory.get(key), moment.paths.get(_ends(key))
            if known is not None and known.level is not None and path is not None:
                found.append((key, path, known.level))
        return found

    def forget(self, asset: str) -> None:
        """Its paths are watched anew, and what is told of them is over."""
        for key, kept in list(self.memory.items()):
            members = [key] if kept.told is None else kept.told.members
            if any(asset in member.split(KEY_SEPARATOR, 2)[:2] for member in members):
                self.memory.drop(key)

    def correct(self, first: float, last: float) -> None:
        """What was learnt at wrong times begins anew."""
        for key, kept in list(self.memory.items()):
            time = last if kept.level is None else kept.level.at
            time = time if kept.told is None else kept.told.at
            if kept.declared_until is not None or not first <= time <= last:
                self.memory.drop(key)

    def _watch(self, moment: Moment, day: int) -> None:
        """Paths that have spoken on two days are watched, as long as there is room."""
        new = [
            path
            for path in moment.paths.values()
            if path.days > 1 and path.last_seen >= moment.time - 2 * DAY_S and is_watched(path)
        ]
        for path in sorted(new, key=_key_of):
            key = key_of(path)
            if self.memory.get(key) is None:
                if len(self.memory) >= MOST_PATHS:
                    return
                self.changed(key, begun(path, day, moment.time))


def first_members(first: Path, group: Group) -> list[str]:
    """The paths of a group that are kept, by key: the one that it is told by, then others."""
    others = (path for path in group.members if path.key != first.key)
    return [key_of(first), *(key_of(path) for path in others)][:MEMBERS_KEPT]


def key_of(path: Path) -> str:
    """The key under which a path is kept."""
    return KEY_SEPARATOR.join(path.key)


def _key_of(path: Path) -> PathKey:
    return path.key


def _ends(key: str) -> PathKey:
    initiator, responder, service = key.split(KEY_SEPARATOR, 2)
    return initiator, responder, service


def _announced(path: Path, moment: Moment) -> bool:
    """Whether work on an end of a path was announced at the beginning or the end of the hour."""
    ends = (path.initiator_asset, path.responder_asset)
    return any(moment.in_window(end, time) for end in ends for time in (moment.time - HOUR_S, moment.time))


def _is_told(kept: Kept) -> bool:
    return kept.told is not None
