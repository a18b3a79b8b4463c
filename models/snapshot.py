"""A site's state as records and back: a head an asset, chunks of 8 paths, and a few records of the site.

Only what changed is written. A record of an unknown version or shape is never guessed at: it is named
in the problems, and what it held goes back to learning. No pickles: River objects by an allow-list.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from models import baseline, river_codec
from models.alerting import AlertState
from models.asset import Asset, AssetRecord
from models.crowds import Crowd
from models.digest import FirstLookDigest
from models.judgement import StandingVerdicts
from models.path import CHUNK, StoredPath, path_from, stored_fields
from models.placing import place
from models.site import Site
from models.sweeps import Sweep
from models.watermark import Mark
from models.windows import WindowStatistics
from models.zones import ZoneIndex, ZoneMap
from schemas.flow import Flow
from schemas.state import KEY_SEPARATOR, STATE_VERSION, StateRecord

HEAD = "head"
PARKED_PER_RECORD = 256
"""Flows a record: some 300 bytes each keep it below a tenth of Kafka's 1 MB."""

_MARKS, _ZONES, _WATCH, _STANDING, _ALERT, _PARKED = "@marks", "@zones", "@watch", "@standing", "@alert", "@parked"
_EPISODES, _ROUTERS = "@episodes", "@routers"

T = TypeVar("T")


class StoredMarks(Struct, array_like=True):
    """Clocks and marks; parked flows are records of their own."""

    clock: float
    began: float
    tick_time: float | None
    next_quiet_check: float
    marks: list[Mark]


class StoredWatch(Struct, array_like=True):
    """What is being gathered: sweeps, crowds, the digest. In order, since the oldest gives way."""

    sweeps: list[Sweep]
    crowds: list[Crowd]
    digest: FirstLookDigest


class StoredParked(Struct, array_like=True):
    """Some parked flows of one sensor."""

    sensor: str
    flows: list[Flow]


def _out(value: Any) -> Any:  # noqa: ANN401 - msgspec's hook signature
    if isinstance(value, WindowStatistics):
        if value.stored is None:
            value.stored = msgspec.Raw(msgspec.msgpack.encode(river_codec.dump(value)))
        return value.stored
    msg = f"{type(value).__name__} is not stored"
    raise NotImplementedError(msg)


def _in(kind: type, value: Any) -> Any:  # noqa: ANN401 - msgspec's hook signature
    if kind is WindowStatistics:
        return river_codec.load(msgspec.convert(value, river_codec.StoredStatistics))
    msg = f"{kind.__name__} is not stored"
    raise NotImplementedError(msg)


_encoder = msgspec.msgpack.Encoder(enc_hook=_out)


def encode(value: object) -> bytes:
    """A value with the state's version before it."""
    return _encoder.encode((STATE_VERSION, value))


def decode(data: bytes, kind: type[T]) -> T:
    """The value again. Raises ValueError for another version, a wrong shape, or damaged bytes."""
    try:
        version, value = msgspec.msgpack.decode(data, type=tuple[int, msgspec.Raw])
        if version != STATE_VERSION:
            msg = f"state version {version}, this Weir reads {STATE_VERSION}"
            raise ValueError(msg)
        return msgspec.msgpack.decode(value, type=kind, dec_hook=_in)
    except msgspec.MsgspecError as error:
        msg = f"damaged state: {error}"
        raise ValueError(msg) from error


def changed_records(site: Site) -> list[StateRecord]:
    """Everything that changed since the last call, sorted by key; deletions have no value."""
    records: dict[str, bytes | None] = {}
    _changed_assets(site, records)
    _changed_site(site, records)
    _changed_alerts(site, records)
    return [StateRecord(f"{site.name}{KEY_SEPARATOR}{key}", records[key]) for key in sorted(records)]


def restore(site: Site, records: Sequence[StateRecord]) -> list[str]:
    """Put records back, in any order. Returns a line for each that could not be read."""
    problems: list[str] = []
    parts: dict[str, bytes] = {}
    for record in records:
        if record.value is not None:
            parts[record.key.partition(KEY_SEPARATOR)[2]] = record.value
    zone_map = _read(parts, _ZONES, ZoneMap, problems)
    if zone_map is not None:
        site.zones = ZoneIndex(zone_map)
    for key in sorted(parts):
        if key.endswith(KEY_SEPARATOR + HEAD):
            head = _read(parts, key, AssetRecord, problems)
            if head is not None:
                asset = Asset(head)
                site.inventory.adopt_restored(asset)
                place(asset, site.zones)
    for key in sorted(parts):
        if not key.startswith("@") and not key.endswith(KEY_SEPARATOR + HEAD):
            _restore_chunk(site, key, parts, problems)
    _restore_site(site, parts, problems)
    site.inventory.changed_assets.clear()
    site.inventory.rebound = False
    return problems


def _changed_assets(site: Site, records: dict[str, bytes | None]) -> None:
    graph, inventory = site.graph, site.inventory
    changed = inventory.changed_assets
    for window in site.dirty_windows:
        window.dirty = False
        changed.add(window.asset)
    site.dirty_windows.clear()
    chunks = set(graph.emptied)
    for path in graph.dirty:
        path.dirty = False
        chunks.add((path.initiator, path.slot // CHUNK))
    graph.dirty.clear()
    graph.emptied.clear()
    for asset_id in changed:
        asset = inventory.assets.get(asset_id)
        if asset is not None:
            records[f"{asset_id}{KEY_SEPARATOR}{HEAD}"] = encode(asset.record)
    for asset_id, number in chunks:
        slots = inventory.assets[asset_id].slots
        first = number * CHUNK
        paths = [stored_fields(graph.paths[slots[slot]]) for slot in range(first, first + CHUNK) if slot in slots]
        records[f"{asset_id}{KEY_SEPARATOR}{number}"] = encode(paths) if paths else None
    changed.clear()


def _changed_site(site: Site, records: dict[str, bytes | None]) -> None:
    watermarks = site.watermarks
    if watermarks.marks or watermarks.tick_time is not None:
        marks = [msgspec.structs.replace(mark, parked=[]) for mark in watermarks.sensors()]
        records[_MARKS] = encode(
            StoredMarks(site.clock, site.began, watermarks.tick_time, site.next_quiet_check, marks)
        )
    if site.parked_dirty:
        _changed_parked(site, records)
        site.parked_dirty = False
    if site.zones_dirty:
        records[_ZONES] = encode(site.zones.map)
        site.zones_dirty = False
    if site.sweeps.dirty or site.crowds.dirty or site.digest_dirty:
        watch = StoredWatch(
            list(site.sweeps.by_initiator.values()), list(site.crowds.by_responder.values()), site.digest
        )
        records[_WATCH] = encode(watch)
        site.sweeps.dirty = site.crowds.dirty = site.digest_dirty = False
    if site.judgement.dirty:
        records[_STANDING] = encode(site.judgement.standing)
        site.judgement.dirty = False
    if len(site.inventory.routers) != site.routers_stored:
        records[_ROUTERS] = encode(sorted(site.inventory.routers))
        site.routers_stored = len(site.inventory.routers)


def _changed_parked(site: Site, records: dict[str, bytes | None]) -> None:
    """All parked flows anew; the records that are no longer needed go."""
    number = 0
    for mark in site.watermarks.sensors():
        for first in range(0, len(mark.parked), PARKED_PER_RECORD):
            some = StoredParked(mark.sensor, mark.parked[first : first + PARKED_PER_RECORD])
            records[f"{_PARKED}{KEY_SEPARATOR}{number:04d}"] = encode(some)
            number += 1
    for unused in range(number, site.parked_stored):
        records[f"{_PARKED}{KEY_SEPARATOR}{unused:04d}"] = None
    site.parked_stored = number


def _changed_alerts(site: Site, records: dict[str, bytes | None]) -> None:
    alerting = site.alerting
    for alert_id in alerting.removed:
        records[f"{_ALERT}{KEY_SEPARATOR}{alert_id}"] = None
    for alert_id in alerting.changed:
        alert = alerting.alerts.get(alert_id)
        if alert is not None:
            records[f"{_ALERT}{KEY_SEPARATOR}{alert_id}"] = encode(alert)
    alerting.changed.clear()
    alerting.removed.clear()
    if alerting.episodes_dirty:
        records[_EPISODES] = encode(list(alerting.episodes.items()))
        alerting.episodes_dirty = False


def _restore_chunk(site: Site, key: str, parts: dict[str, bytes], problems: list[str]) -> None:
    """Put a chunk's paths back. One written when chunks were larger is to be written anew, as several, all at once."""
    number = key.rpartition(KEY_SEPARATOR)[2]
    for stored in _read(parts, key, list[StoredPath], problems) or []:
        initiator = site.inventory.assets.get(stored.initiator)
        responder = site.inventory.assets.get(stored.responder)
        if initiator is None or responder is None:
            ends = f"{stored.initiator} {stored.responder} {stored.service}"
            problems.append(f"path {ends}: one of its assets is not in the state; it is learnt anew")
            continue
        path = path_from(stored, initiator, responder)
        name = path.key
        initiator.slots[path.slot] = name
        site.graph.paths[name] = path
        if number.isdecimal() and path.slot // CHUNK != int(number):
            site.graph.touch(path)
            site.graph.emptied.add((path.initiator, int(number)))
        if path.status == "learnt":
            baseline.relink(path, initiator, responder)


def _restore_site(site: Site, parts: dict[str, bytes], problems: list[str]) -> None:
    stored = _read(parts, _MARKS, StoredMarks, problems)
    if stored is not None:
        site.clock, site.began, site.next_quiet_check = stored.clock, stored.began, stored.next_quiet_check
        site.watermarks.tick_time = stored.tick_time
        site.watermarks.marks = {mark.sensor: mark for mark in stored.marks}
    watch = _read(parts, _WATCH, StoredWatch, problems)
    if watch is not None:
        site.sweeps.by_initiator = {sweep.initiator: sweep for sweep in watch.sweeps}
        site.crowds.by_responder = {crowd.responder: crowd for crowd in watch.crowds}
        site.digest = watch.digest
    standing = _read(parts, _STANDING, StandingVerdicts, problems)
    if standing is not None:
        site.judgement.standing = standing
    routers = _read(parts, _ROUTERS, list[str], problems)
    site.inventory.routers = set(routers or ())
    site.routers_stored = len(site.inventory.routers)
    site.alerting.episodes = dict(_read(parts, _EPISODES, list[tuple[str, int]], problems) or [])
    for key in sorted(parts):
        if key.startswith(_ALERT + KEY_SEPARATOR):
            alert = _read(parts, key, AlertState, problems)
            if alert is not None:
                site.alerting.alerts[alert.id] = alert
                if alert.status not in {"expected", "closed"}:
                    site.alerting.by_cause[alert.cause] = alert.id
        elif key.startswith(_PARKED + KEY_SEPARATOR):
            some = _read(parts, key, StoredParked, problems)
            site.parked_stored += 1
            if some is not None and some.sensor in site.watermarks.marks:
                site.watermarks.marks[some.sensor].parked += some.flows


def _read(parts: dict[str, bytes], key: str, kind: type[T], problems: list[str]) -> T | None:
    data = parts.get(key)
    if data is None:
        return None
    try:
        return decode(data, kind)
    except ValueError as error:
        problems.append(f"{key}: {error}")
        return None
