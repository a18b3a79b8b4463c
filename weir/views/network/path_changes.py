"""What differs between the paths of two days, and an asset as it was, as sections."""

from schemas.overview.path_changes import AssetThen, PathChanges
from schemas.path import PathRecord
from weir.views.documents import Section
from weir.views.terminal import TimeZoneOf, counted, when

MOST_ROWS = 50
"""Of each list on a terminal, unless more are asked for; `--json` has all."""

_HEADINGS = ("from", "to", "service", "status", "first seen", "last seen", "days", "flows")
_NUMBERS = frozenset({6, 7})


def sections(
    changes: PathChanges, first: str, second: str, time_zone_of: TimeZoneOf, *, most: int = MOST_ROWS
) -> list[Section]:
    """A sentence with the figures, and each list that is not empty; `first` and `second` are the days as given."""
    figures = (
        f"{len(changes.new):,} new, {len(changes.gone):,} gone, {len(changes.changed):,} changed, "
        f"{len(changes.silent):,} silent, {changes.alike:,} alike."
    )
    lists = (
        ("New", "", changes.new),
        ("Gone", "dropped since, or under another name", changes.gone),
        ("Silent", f"not used in the last {changes.silent_after_days} days", changes.silent),
    )
    found = [Section(title=f"Paths, {first} -> {second}", text=(figures,))]
    found += [
        Section(
            title=f"{title}: {counted(len(paths), 'path')}",
            text=(*((f"{said[0].upper()}{said[1:]}.",) if said else ()), *_left(len(paths), most)),
            headings=_HEADINGS,
            rows=tuple(_row(path, time_zone_of) for path in paths[:most]),
            numbers=_NUMBERS,
        )
        for title, said, paths in lists
        if paths
    ]
    if changes.changed:
        found.append(
            Section(
                title=f"Changed: {counted(len(changes.changed), 'path')}",
                text=_left(len(changes.changed), most),
                headings=("from", "to", "service", "what changed"),
                rows=tuple((*_ends(each.after), "; ".join(each.what)) for each in changes.changed[:most]),
            )
        )
    return found


def asset_sections(asset: AssetThen, day: str, time_zone_of: TimeZoneOf, *, most: int) -> list[Section]:
    """Where it stood, and its paths in both directions: the busiest first, at most so many."""
    zone = time_zone_of(asset.site)
    seen = f"Its paths were seen from {when(asset.first_seen, zone)} to {when(asset.last_seen, zone)} ({zone})."
    place = f"{asset.asset}: zone {asset.zone or 'unknown'}, side {asset.side or 'unknown'}, site {asset.site}."
    found = [Section(title=f"{asset.name or asset.asset}, as of {day}", text=(place, seen))]
    for title, paths in (("It began", asset.began), ("It was asked", asset.asked)):
        if paths:
            busiest = sorted(paths, key=lambda path: -path.flows)[:most]
            found.append(
                Section(
                    title=f"{title}: {counted(len(paths), 'path')}",
                    text=_left(len(paths), most, "--peers N and --json have more."),
                    headings=_HEADINGS,
                    rows=tuple(_row(path, time_zone_of) for path in busiest),
                    numbers=_NUMBERS,
                )
            )
    return found


def _row(path: PathRecord, time_zone_of: TimeZoneOf) -> tuple[str, ...]:
    zone = time_zone_of(path.site)
    return (
        *_ends(path),
        path.status,
        when(path.first_seen, zone),
        when(path.last_seen, zone),
        str(path.days),
        f"{path.flows:,}",
    )


def _ends(path: PathRecord) -> tuple[str, str, str]:
    return (
        _end(path.initiator_name or path.initiator, path.initiator_zone),
        _end(path.responder_name or path.responder, path.responder_zone),
        path.service,
    )


def _end(name: str, zone: str | None) -> str:
    return name if zone is None else f"{name} ({zone})"


def _left(count: int, most: int, where: str = "--limit N and --json have more.") -> tuple[str, ...]:
    return () if count <= most else (f"The first {most} of them; {where}",)
