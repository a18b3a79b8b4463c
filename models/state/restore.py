"""A site from its records again: zones, assets, their paths, then what else is known of the site.

A restore never raises for what a record holds and never guesses. What it leaves out is told and does not
come back. A record that is damaged, or says what cannot be beside the others, is
deleted by the next checkpoint; one of a newer Weir is set aside by it, and taken up again once readable.
"""

from collections.abc import Iterator, Sequence
from typing import TypeVar

import msgspec

from models.alerts.alert_state import AlertState
from models.alerts.digest import FirstLookDigest
from models.baseline import baseline
from models.baseline.asset import Asset, AssetRecord
from models.baseline.path import CHUNK, StoredPath, path_from
from models.baseline.stored_window import StoredWindow, put_back_window
from models.boundary.placing import place
from models.boundary.zones import ZoneIndex, ZoneMap
from models.identity.addresses import read_address
from models.identity.routers import Routers
from models.lessons.group import Group
from models.maintenance.window import Window
from models.sensors.conversations import Told
from models.sensors.overlap import StoredOverlap
from models.site import Site
from models.state.pieces import number_of
from models.state.set_aside import ASIDE, returning
from models.state.site_records import (
    ALERT,
    BUDGET,
    EPISODES,
    MAINTENANCE,
    MARKS,
    MEMORY,
    OVERLAP,
    PARKED,
    ROUTERS,
    SHARED,
    SITE_KINDS,
    TAUGHT,
    WATCH,
    WORD,
    ZONES,
    StoredMarks,
    StoredParked,
)
from models.state.snapshot import StoredBudget, StoredWatch
from models.state.state_codec import NewerState, OtherStatistics, decode
from models.state.unreadable import Unread
from models.verdicts.word import Word
from schemas.state import (
    HEAD,
    KEY_SEPARATOR,
    NEWER,
    WINDOW,
    StateRecord,
    asset_of,
    kind_of,
    part_of,
)

T = TypeVar("T")
N = TypeVar("N", AlertState, Group, Window, Word)

_KINDS = {HEAD, WINDOW, "chunk", NEWER, *SITE_KINDS}


def restore(site: Site, records: Sequence[StateRecord]) -> list[str]:
    """Put records back, in any order. Returns what could not be, a line each."""
    return _Restore(site, records).run()


class _Restore:
    def __init__(self, site: Site, records: Sequence[StateRecord]) -> None:
        self._site = site
        self._parts = {part_of(record): record.value for record in records if record.value is not None}
        self._unread = Unread()
        self._changed_assets: set[str] = set()
        self._changed_chunks: set[tuple[str, int]] = set()
        self._returning: list[str] = []
        self._displaced: list[StoredPath] = []

    def run(self) -> list[str]:
        site = self._site
        self._put_back()
        self._zones()
        by_kind: dict[str, list[str]] = {}
        for part in sorted(self._parts):
            by_kind.setdefault(kind_of(part), []).append(part)
        self._assets(by_kind)
        self._whole_site(by_kind)
        site.windows.put_back(site.inventory.assets.values(), site.graph.paths.values())
        for word in self._each(by_kind, WORD, Word):
            site.verdicts.standing.put_back(word, site.inventory.assets)
        for announced in self._each(by_kind, MAINTENANCE, Window):
            site.maintenance.put_back(announced)
        for group in self._each(by_kind, TAUGHT, Group):
            site.taught.put_back(group)
        for alert in self._each(by_kind, ALERT, AlertState):
            site.alerting.put_back(alert)
        for part in by_kind.get(PARKED, ()):
            self._parked(part)
        for part in by_kind.get(MEMORY, ()):
            self._memory(part)
        for kind in sorted(by_kind.keys() - _KINDS):
            for part in by_kind[kind]:
                self._unread.unknown(part)
        site.inventory.changed_assets.clear()
        site.inventory.changed_assets.update(self._changed_assets)
        site.graph.emptied = dict.fromkeys(sorted(self._changed_chunks))
        site.inventory.rebound = False
        return self._unread.lines()

    def _put_back(self) -> None:
        back = returning(self._parts)
        for part in [part for part in self._parts if asset_of(part) in back.assets]:
            del self._parts[part]
            self._site.unread.add(part)
        for part, data in back.parts.items():
            self._parts[part] = self._site.put_back[part] = data
            self._site.unread.add(ASIDE + part)
        self._site.unread.update(ASIDE + part for part in back.outdated)
        self._returning = [ASIDE + part for part in back.chunks]
        for asset in sorted(back.assets):
            self._unread.returned(asset)

    def _zones(self) -> None:
        zone_map = self._read(ZONES, ZoneMap)
        if zone_map is None:
            return
        try:
            self._site.zones = ZoneIndex(zone_map)
        except ValueError as error:
            self._refuse(ZONES, error)

    def _assets(self, by_kind: dict[str, list[str]]) -> None:
        for part in by_kind.get(HEAD, ()):
            self._head(part)
        aside = {asset_of(part) for part in self._site.newer}
        for kind, take in ((WINDOW, self._window), ("chunk", self._chunk)):
            for part in by_kind.get(kind, ()):
                if asset_of(part) in aside:
                    # Whole or not at all: an asset set aside keeps its window and paths, of whichever version they are.
                    self._site.newer[part] = self._parts[part]
                else:
                    take(part)
        for part in self._returning:
            if asset_of(part.removeprefix(ASIDE)) not in aside:
                self._chunk(part)
        for asset in self._site.inventory.assets.values():
            if asset.slots:
                asset.count_slots()
        self._place_displaced()

    def _place_displaced(self) -> None:
        assets, known = self._site.inventory.assets, self._site.graph.paths
        for stored in self._displaced:
            if (stored.initiator, stored.responder, stored.service) not in known:
                initiator = assets[stored.initiator]
                moved = msgspec.structs.replace(stored, slot=initiator.free_slot())
                self._take(moved, initiator, assets[stored.responder])
                self._changed_chunks.add((initiator.id, moved.slot // CHUNK))

    def _head(self, part: str) -> None:
        head = self._read(part, AssetRecord)
        if head is None:
            return
        asset = Asset(head)
        try:
            if head.id != asset_of(part):
                msg = f"damaged state: it is the head of {head.id!r}"
                raise ValueError(msg)  # noqa: TRY301 - one way out for all that cannot be
            for ip in head.ips:
                read_address(ip.rpartition("/")[2].partition("%")[0])
            place(asset, self._site.zones)
        except ValueError as error:
            self._refuse(part, error)
            return
        for address, loser in self._site.inventory.adopt_restored(asset):
            self._changed_assets.update((loser, head.id))
            self._unread.inconsistent(part, f"{address} is held by two assets; {loser}, seen less lately, loses it")

    def _window(self, part: str) -> None:
        asset = self._site.inventory.assets.get(asset_of(part) or "")
        stored = self._read(part, StoredWindow)
        if asset is None:
            # What became of its asset is told already.
            self._site.unread.add(part)
        elif stored is not None:
            put_back_window(asset, stored, self._site.nobody)

    def _chunk(self, name: str) -> None:
        part = name.removeprefix(ASIDE)
        asset_id, _, number = part.rpartition(KEY_SEPARATOR)
        if not (number.isascii() and number.isdigit() and len(number) < 5 and str(int(number)) == number):
            self._unread.unknown(name)
            return
        if name != part:
            self._site.unread.add(name)
        paths = self._read(name, list[StoredPath])
        if paths is None:
            return
        initiator = self._site.inventory.assets.get(asset_id)
        if initiator is None:
            self._unread.lost_paths(name, asset_id, len(paths))
            self._site.unread.add(name)
            return
        missing, misplaced = self._paths(initiator, int(number), paths, returns=name != part)
        for responder in sorted(missing):
            self._unread.lost_paths(name, responder, missing[responder])
        if misplaced:
            self._unread.inconsistent(name, f"{misplaced} paths that belong elsewhere, or are there already, go")
        if missing or misplaced:
            self._changed_chunks.add((asset_id, int(number)))
        if name != part:
            # All of its paths are written anew at once: a new record in its place would take the others along.
            self._changed_chunks.update((asset_id, stored.slot // CHUNK) for stored in paths)

    def _paths(
        self, initiator: Asset, chunk: int, paths: list[StoredPath], *, returns: bool
    ) -> tuple[dict[str, int], int]:
        """Take an initiator's paths. Returns how many had no responder, by its id, and how many had no place.

        Where they return from aside, one whose slot was given away meanwhile gets another when all others are there.
        """
        assets, graph, slots = self._site.inventory.assets, self._site.graph, initiator.slots
        missing: dict[str, int] = {}
        misplaced = 0
        for stored in paths:
            responder = assets.get(stored.responder)
            if responder is None:
                missing[stored.responder] = missing.get(stored.responder, 0) + 1
                continue
            key, slot = (stored.initiator, stored.responder, stored.service), stored.slot
            if stored.initiator != initiator.id or slot // CHUNK != chunk or key in graph.paths:
                misplaced += 1
            elif slot not in slots:
                self._take(stored, initiator, responder)
            elif returns:
                self._displaced.append(stored)
            else:
                misplaced += 1
        return missing, misplaced

    def _take(self, stored: StoredPath, initiator: Asset, responder: Asset) -> None:
        path = path_from(stored, initiator, responder)
        initiator.slots[path.slot] = self._site.graph.paths[path.key] = path
        if path.status == "learnt":
            baseline.learn(path, initiator, responder)

    def _whole_site(self, by_kind: dict[str, list[str]]) -> None:
        site = self._site
        stored = self._read(MARKS, StoredMarks)
        if stored is not None:
            site.clock, site.next_quiet_check = stored.clock, stored.next_quiet_check
            site.reviewed = stored.reviewed
            site.windows.closed_until = stored.windows_closed_until
            site.alerting.latest = stored.latest_revision
            site.watermarks.put_back(stored.marks, stored.began, stored.tick_time, stored.anchor, stored.floor)
            site.watermarks.trust.doubts = {doubt.collector: doubt for doubt in stored.doubts}
            site.watermarks.trust.believed = stored.ticks_believed
            if stored.sensors is not None:
                site.sensors.put_back(stored.sensors)
        overlap = self._read(OVERLAP, StoredOverlap)
        if overlap is not None:
            site.sensors.overlap.put_back(overlap)
        for some in self._pieces(by_kind, SHARED, list[Told]):
            site.sensors.conversations.put_back(some)
        for watch in self._pieces(by_kind, WATCH, StoredWatch):
            site.scan_tracker.by_initiator |= {sweep.initiator: sweep for sweep in watch.sweeps}
            site.flood_tracker.by_responder |= {crowd.responder: crowd for crowd in watch.crowds}
            site.digest = watch.digest if watch.digest.total else site.digest
        if len(site.digest.hops) != len(site.digest.names) or not set(site.digest.names) <= set(site.digest.crossings):
            site.digest, site.digest_dirty = FirstLookDigest(), True
            self._unread.inconsistent(WATCH, "the digest of the day is damaged and begins anew")
        site.inventory.held.routers = Routers(self._read(ROUTERS, list[str]) or ())
        site.routers_stored = len(site.inventory.routers)
        for episodes in self._pieces(by_kind, EPISODES, list[tuple[str, int]]):
            site.alerting.episodes |= dict(episodes)
        budget = self._read(BUDGET, StoredBudget)
        if budget is not None:
            site.alerting.gate.day, site.alerting.gate.ranks = budget.day, budget.ranks
        site.watch_stored = self._stored(by_kind, WATCH)
        site.episodes_stored = self._stored(by_kind, EPISODES)

    def _pieces(self, by_kind: dict[str, list[str]], kind: str, wanted: type[T]) -> Iterator[T]:
        """What the pieces of a part hold, in order, but for those that cannot be read."""
        for name in by_kind.get(kind, ()):
            if number_of(name) is None:
                self._unread.unknown(name)
                continue
            piece = self._read(name, wanted)
            if piece is not None:
                yield piece

    def _stored(self, by_kind: dict[str, list[str]], kind: str) -> int:
        return max(((number_of(name) or 0) + 1 for name in by_kind.get(kind, ())), default=0)

    def _each(self, by_kind: dict[str, list[str]], kind: str, wanted: type[N]) -> Iterator[N]:
        """What records of a kind hold, each named by the id of that."""
        for part in by_kind.get(kind, ()):
            one = self._read(part, wanted)
            if one is not None and part == f"{kind}{KEY_SEPARATOR}{one.id}":
                yield one
            elif one is not None:
                self._refuse(part, ValueError(f"damaged state: it is the {kind[1:]} {one.id!r}"))

    def _memory(self, part: str) -> None:
        """What a detector remembers; of another version of it, or of none that is there, nothing."""
        _, kind, key = (*part.split(KEY_SEPARATOR, 2), "", "")[:3]
        memory = next((each.memory for each in self._site.listeners.all if each.kind == kind), None)
        if memory is None:
            self._unread.unknown(part)
            return
        stored = self._read(part, tuple[int, int, msgspec.Raw])
        if stored is None:
            return
        if stored[0] != memory.version:
            self._site.unread.add(part)
            return
        try:
            memory.put_back(key, stored[1], msgspec.msgpack.decode(stored[2], type=memory.record))
        except msgspec.ValidationError as error:
            self._refuse(part, ValueError(f"damaged state: {error}"))

    def _parked(self, part: str) -> None:
        number = part.partition(KEY_SEPARATOR)[2]
        if number.isascii() and number.isdigit() and len(number) < 9:
            self._site.parked_stored = max(self._site.parked_stored, int(number) + 1)
        some = self._read(part, StoredParked)
        if some is None:
            self._site.parked_dirty = True
            return
        mark = self._site.watermarks.marks.get(some.sensor)
        if mark is None:
            self._site.parked_dirty = True
            self._site.unread.add(part)
            what = f"{len(some.flows)} flows that waited for the clock of sensor {some.sensor!r} are lost with its mark"
            self._unread.inconsistent(part, what)
            return
        mark.parked += some.flows

    def _read(self, part: str, wanted: type[T]) -> T | None:
        data = self._parts.get(part)
        if data is None:
            return None
        try:
            return decode(data, wanted, kind_of(part.removeprefix(ASIDE)))
        except OtherStatistics as error:
            self._unread.statistics(part, error)
            self._changed_assets.add(asset_of(part) or "")
            value: T = error.value
            return value
        except NewerState as error:
            self._unread.newer(part, error)
            self._site.newer[part] = data
        except ValueError as error:
            self._refuse(part, error)
        self._site.put_back.pop(part, None)
        return None

    def _refuse(self, part: str, error: ValueError) -> None:
        self._unread.damaged(part, error)
        self._site.unread.add(part)
        self._site.put_back.pop(part, None)
