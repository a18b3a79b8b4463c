"""The paths as they were on another day, from what was told of each with its first use of each day and its changes.

A path is told with its first flow of a day, and whenever its status, its names or its places change; so what is known
of it at a time is its latest line before that. Of what happened within a day the lines tell no more than that.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec
from msgspec import Struct

from schemas.overview.path_changes import AssetThen, ChangedPath, PathChanges, PathsThen
from schemas.path import PathRecord
from streams.read_model.wanted import PathsWanted

DAY_S = 86_400.0

SILENT_AFTER_DAYS = 7
"""A path that is used once a week is not silent; a convention."""


class _Line(Struct, frozen=True, gc=False):
    """The part of a path's line that tells whether it counts: the rest is decoded for those alone that do."""

    site: str
    initiator: str
    responder: str
    service: str
    first_seen: float
    last_seen: float
    as_of: float = 0.0


_LINES = msgspec.json.Decoder(_Line)
_RECORDS = msgspec.json.Decoder(PathRecord)


def paths_then(lines: Iterable[bytes], until: Callable[[str], float]) -> PathsThen:
    """The paths of each site as they were at the time, seconds UTC, that `until` gives for it.

    `lines` are encoded records of paths, those of one path in the order in which they were told. Raises
    `msgspec.MsgspecError` for what is none.
    """
    latest: dict[tuple[str, str, str, str], tuple[float, bytes]] = {}
    begins: float | None = None
    ends: dict[str, float] = {}
    for raw in lines:
        line = _LINES.decode(raw)
        # A line of before records bore their time is of a flow, or of a change somewhat later.
        time = line.as_of or line.last_seen
        begins = time if begins is None or time < begins else begins
        end = ends.get(line.site)
        if end is None:
            end = ends[line.site] = until(line.site)
        if time > end or line.first_seen > end:
            continue
        key = (line.site, line.initiator, line.responder, line.service)
        known = latest.get(key)
        if known is None or time >= known[0]:
            latest[key] = time, raw
    found = (_RECORDS.decode(latest[key][1]) for key in sorted(latest))
    return PathsThen(paths=tuple(path for path in found if not path.retired), begins=begins)


def matching(paths: Iterable[PathRecord], wanted: PathsWanted, names: frozenset[str]) -> list[PathRecord]:
    """Those that are wanted, in the order wanted, all pages. `names` are all that the asset wanted is called now."""
    found = [path for path in paths if _is_wanted(path, wanted, names)]
    match wanted.order:
        case "first-seen":
            found.sort(key=lambda path: -path.first_seen)
        case "last-seen":
            found.sort(key=lambda path: -path.last_seen)
        case "flows":
            found.sort(key=lambda path: -path.flows)
        case "key":
            pass
    return found


def _is_wanted(path: PathRecord, wanted: PathsWanted, names: frozenset[str]) -> bool:
    sides = (path.initiator_side, path.responder_side)
    called = {path.initiator, path.responder, path.initiator_name, path.responder_name}
    status = "learnt" if wanted.status == "unreviewed" else wanted.status
    return (
        wanted.site in {None, path.site}
        and (wanted.asset is None or not called.isdisjoint(names))
        and status in {None, path.status}
        and (wanted.status != "unreviewed" or path.unreviewed)
        and wanted.service in {None, path.service}
        and (wanted.since is None or path.last_seen >= wanted.since)
        and (wanted.until is None or path.first_seen <= wanted.until)
        and (wanted.side is None or wanted.side in {side or "unknown" for side in sides})
        and wanted.zone in {None, path.initiator_zone, path.responder_zone}
        and (not wanted.crossing or (None not in sides and sides[0] != sides[1]))
    )


def path_changes(
    before: Sequence[PathRecord],
    after: Sequence[PathRecord],
    before_at: Callable[[str], float],
    after_at: Callable[[str], float],
) -> PathChanges:
    """What differs between the paths of two times; `before_at` and `after_at` give these for a site, seconds UTC."""
    first = {path.key: path for path in before}
    second = {path.key: path for path in after}
    both = [(first[key], path) for key, path in second.items() if key in first]
    changed = [(what, one, other) for one, other in both if (what := tuple(_differences(one, other)))]
    span_s = SILENT_AFTER_DAYS * DAY_S
    silent = tuple(
        other
        for one, other in both
        if one.last_seen >= before_at(one.site) - span_s and other.last_seen < after_at(other.site) - span_s
    )
    return PathChanges(
        new=tuple(path for key, path in second.items() if key not in first),
        gone=tuple(path for key, path in first.items() if key not in second),
        changed=tuple(ChangedPath(what=what, before=one, after=other) for what, one, other in changed),
        silent=silent,
        silent_after_days=SILENT_AFTER_DAYS,
        alike=len(both) - len(changed),
    )


def _differences(before: PathRecord, after: PathRecord) -> Iterator[str]:
    if before.status != after.status:
        yield f"{before.status} -> {after.status}"
    elif before.unreviewed != after.unreviewed:
        yield "reviewed" if before.unreviewed else "to review"
    if after.answered and not before.answered:
        yield "answered now"
    ends = (
        ("initiator", before.initiator_name, after.initiator_name),
        ("responder", before.responder_name, after.responder_name),
        ("initiator's zone", before.initiator_zone, after.initiator_zone),
        ("responder's zone", before.responder_zone, after.responder_zone),
        ("initiator's side", before.initiator_side, after.initiator_side),
        ("responder's side", before.responder_side, after.responder_side),
    )
    for what, one, other in ends:
        if one != other:
            yield f"{what}: {one or 'none'} -> {other or 'none'}"


def assets_then(paths: Sequence[PathRecord], names: frozenset[str]) -> list[AssetThen]:
    """The assets that one of these `names` is the id or the name of, by site and id, with their paths."""
    ends: dict[tuple[str, str], None] = {}
    for path in paths:
        for asset, name in ((path.initiator, path.initiator_name), (path.responder, path.responder_name)):
            if asset in names or name in names:
                ends[path.site, asset] = None
    return [_asset_then(site, asset, paths) for site, asset in sorted(ends)]


def _asset_then(site: str, asset: str, paths: Sequence[PathRecord]) -> AssetThen:
    began = tuple(path for path in paths if path.site == site and path.initiator == asset)
    asked = tuple(path for path in paths if path.site == site and path.responder == asset)
    latest = max((*began, *asked), key=lambda path: max(path.as_of, path.last_seen))
    is_initiator = latest.initiator == asset
    return AssetThen(
        site=site,
        asset=asset,
        name=latest.initiator_name if is_initiator else latest.responder_name,
        zone=latest.initiator_zone if is_initiator else latest.responder_zone,
        side=latest.initiator_side if is_initiator else latest.responder_side,
        first_seen=min(path.first_seen for path in (*began, *asked)),
        last_seen=max(path.last_seen for path in (*began, *asked)),
        began=began,
        asked=asked,
    )
