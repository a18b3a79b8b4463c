"""A site's state as records: a head and a window an asset, chunks of paths, and a few records of the site.

Records come in the order in which things were touched, not of their keys: sorted, reaching their objects costs a
third more (measured). Only what changed is written; what could not be read when the site was
restored is deleted, unless something takes its place, and what was a newer Weir's is set aside first.
"""

from itertools import zip_longest

import msgspec
from msgspec import Struct

from models.alerts.digest import FirstLookDigest
from models.baseline.asset import Asset
from models.baseline.path import CHUNK, stored_fields
from models.baseline.stored_window import stored_window
from models.budget.day_budget import SpentDay
from models.budget.ranks import Ranks
from models.findings.flood_tracker import Crowd
from models.findings.scan_tracker import Sweep
from models.site import NO_SLOT, Site
from models.state import pieces
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
    TAUGHT,
    WATCH,
    WORD,
    ZONES,
    StoredMarks,
    StoredParked,
)
from models.state.state_codec import encode
from schemas.state import HEAD, KEY_SEPARATOR, NEWER, WINDOW, StateRecord

PARKED_PER_RECORD = 256
"""Flows a record: some 300 bytes each keep it below a tenth of Kafka's 1 MB."""


class StoredWatch(Struct, array_like=True):
    """What is being gathered: sweeps, crowds, the digest. In order, since the oldest gives way; in pieces if large."""

    sweeps: list[Sweep]
    crowds: list[Crowd]
    digest: FirstLookDigest


class StoredBudget(Struct, array_like=True):
    """What has gone out today, and the ranks of all that was found."""

    day: SpentDay
    ranks: Ranks


def changed_records(site: Site) -> list[StateRecord]:
    """Everything that changed since the last call; deletions have no value."""
    records: dict[str, bytes | None] = {}
    _changed_site(site, records)
    _changed_alerts(site, records)
    _changed_memories(site, records)
    _changed_assets(site, records)
    _left_behind(site, records)
    begin = f"{site.name}{KEY_SEPARATOR}"
    return [StateRecord(f"{begin}{part}", value) for part, value in records.items()]


def _changed_assets(site: Site, records: dict[str, bytes | None]) -> None:
    graph, inventory = site.graph, site.inventory
    assets, changed = inventory.assets, inventory.changed_assets
    for sums in site.windows.changed:
        sums.dirty = False
        _window(assets.get(sums.asset), records)
    site.windows.changed.clear()
    for path in graph.dirty:
        # Clean by now if it shares a record with one before it. Where one was forgotten lies another, or nothing.
        if path.slot == NO_SLOT:
            path.dirty = False
            _window(path.initiator_asset, records)
        elif path.dirty:
            path.dirty = False
            _chunk(path.initiator_asset, path.slot // CHUNK, records)
    graph.dirty.clear()
    for asset_id, number in graph.emptied:
        _chunk(assets[asset_id], number, records)
    graph.emptied.clear()
    # Last, so that who reads a log from its end meets some.
    for asset_id in sorted(changed):
        asset = assets.get(asset_id)
        if asset is not None:
            records[f"{asset_id}{KEY_SEPARATOR}{HEAD}"] = encode(asset.record)
            # A head may come with another window: what lies there of the one before must not outlive it.
            _window(asset, records)
    changed.clear()


def _window(asset: Asset | None, records: dict[str, bytes | None]) -> None:
    if asset is not None:
        records[f"{asset.id}{KEY_SEPARATOR}{WINDOW}"] = encode(stored_window(asset))


def _chunk(asset: Asset, number: int, records: dict[str, bytes | None]) -> None:
    slots, paths = asset.slots, []
    for slot in range(number * CHUNK, (number + 1) * CHUNK):
        path = slots.get(slot)
        if path is not None:
            path.dirty = False
            paths.append(stored_fields(path))
    records[f"{asset.id}{KEY_SEPARATOR}{number}"] = encode(paths) if paths else None


def _changed_site(site: Site, records: dict[str, bytes | None]) -> None:
    watermarks = site.watermarks
    if watermarks.marks or watermarks.tick_time is not None:
        marks = [msgspec.structs.replace(mark, parked=[]) for mark in watermarks.sensors()]
        trust = watermarks.trust
        doubts = [trust.doubts[name] for name in sorted(trust.doubts)]
        records[MARKS] = encode(
            StoredMarks(
                site.clock,
                site.began,
                watermarks.tick_time,
                site.next_quiet_check,
                marks,
                doubts,
                trust.believed,
                watermarks.anchor,
                watermarks.floor,
                site.reviewed,
                site.windows.closed_until,
                site.alerting.latest,
                site.sensors.stored(),
            )
        )
    if site.parked_dirty:
        _changed_parked(site, records)
        site.parked_dirty = False
    if site.zones_dirty:
        records[ZONES] = encode(site.zones.map)
        site.zones_dirty = False
    if site.scan_tracker.dirty or site.flood_tracker.dirty or site.digest_dirty:
        site.watch_stored = pieces.write(records, WATCH, _watch(site), site.watch_stored)
        site.scan_tracker.dirty = site.flood_tracker.dirty = site.digest_dirty = False
    if site.alerting.gate.dirty:
        records[BUDGET] = encode(StoredBudget(site.alerting.gate.day, site.alerting.gate.ranks))
        site.alerting.gate.dirty = False
    if site.sensors.overlap.dirty:
        records[OVERLAP] = encode(site.sensors.overlap.stored())
        site.sensors.overlap.dirty = False
    conversations = site.sensors.conversations
    for number in sorted(conversations.dirty):
        records[pieces.name_of(SHARED, number)] = encode(conversations.stored(number))
    conversations.dirty.clear()
    _changed_words(site, records)
    if len(site.inventory.routers) != site.routers_stored:
        records[ROUTERS] = encode(list(site.inventory.routers))
        site.routers_stored = len(site.inventory.routers)


def _changed_words(site: Site, records: dict[str, bytes | None]) -> None:
    """What people said, what that taught, and which work they announced."""
    standing = site.verdicts.standing
    for word_id in sorted(standing.removed):
        records[f"{WORD}{KEY_SEPARATOR}{word_id}"] = None
    for word_id in sorted(standing.changed):
        records[f"{WORD}{KEY_SEPARATOR}{word_id}"] = encode(standing.words[word_id])
    standing.changed.clear()
    standing.removed.clear()
    windows = site.maintenance
    for window_id in sorted(windows.removed):
        records[f"{MAINTENANCE}{KEY_SEPARATOR}{window_id}"] = None
    for window_id in sorted(windows.changed & windows.windows.keys()):
        records[f"{MAINTENANCE}{KEY_SEPARATOR}{window_id}"] = encode(windows.windows[window_id])
    windows.changed.clear()
    windows.removed.clear()
    taught = site.taught
    for group_id in sorted(taught.removed):
        records[f"{TAUGHT}{KEY_SEPARATOR}{group_id}"] = None
    for group_id in sorted(taught.changed):
        records[f"{TAUGHT}{KEY_SEPARATOR}{group_id}"] = encode(taught.groups[group_id])
    taught.changed.clear()
    taught.removed.clear()


def _watch(site: Site) -> list[StoredWatch]:
    """What is being gathered, in pieces: the digest is in the first one."""
    sweeps = pieces.split(site.scan_tracker.by_initiator.values())
    crowds = pieces.split(site.flood_tracker.by_responder.values())
    both = zip_longest(sweeps, crowds)
    return [
        StoredWatch(some or [], others or [], FirstLookDigest() if number else site.digest)
        for number, (some, others) in enumerate(both)
    ]


def _changed_parked(site: Site, records: dict[str, bytes | None]) -> None:
    """All parked flows anew; the records that are no longer needed go."""
    number = 0
    for mark in site.watermarks.sensors():
        for first in range(0, len(mark.parked), PARKED_PER_RECORD):
            some = StoredParked(mark.sensor, mark.parked[first : first + PARKED_PER_RECORD])
            records[f"{PARKED}{KEY_SEPARATOR}{number:04d}"] = encode(some)
            number += 1
    for unused in range(number, site.parked_stored):
        records[f"{PARKED}{KEY_SEPARATOR}{unused:04d}"] = None
    site.parked_stored = number


def _changed_alerts(site: Site, records: dict[str, bytes | None]) -> None:
    alerting = site.alerting
    for alert_id in sorted(alerting.removed):
        records[f"{ALERT}{KEY_SEPARATOR}{alert_id}"] = None
    for alert_id in sorted(alerting.changed):
        alert = alerting.alerts.get(alert_id)
        if alert is not None:
            records[f"{ALERT}{KEY_SEPARATOR}{alert_id}"] = encode(alert)
    alerting.changed.clear()
    alerting.removed.clear()
    if alerting.episodes_dirty:
        episodes = pieces.split(alerting.episodes.items())
        site.episodes_stored = pieces.write(records, EPISODES, episodes, site.episodes_stored)
        alerting.episodes_dirty = False


def _changed_memories(site: Site, records: dict[str, bytes | None]) -> None:
    """What detectors remember, each record with its detector's own version."""
    for detector in site.listeners.all:
        memory, begin = detector.memory, f"{MEMORY}{KEY_SEPARATOR}{detector.kind}{KEY_SEPARATOR}"
        for key in sorted(memory.removed):
            records[f"{begin}{key}"] = None
        for key in sorted(memory.changed):
            records[f"{begin}{key}"] = encode(memory.stored(key))
        memory.written()


def _left_behind(site: Site, records: dict[str, bytes | None]) -> None:
    """What the restore could not take: without this, it would come back beside what was learnt since."""
    for part, data in site.newer.items():
        records[f"{NEWER}{KEY_SEPARATOR}{part}"] = data
    for part, returned in site.put_back.items():
        records.setdefault(part, returned)
    for part in (*sorted(site.unread), *site.newer):
        records.setdefault(part, None)
    site.unread.clear()
    site.newer.clear()
    site.put_back.clear()
