"""What `weir state` does, besides asking and telling: inspect, export, import, reset, wherever the state lies."""

from collections.abc import Iterator
from functools import partial
from importlib.metadata import version
from pathlib import Path

from models.state.river_codec import RIVER_VERSION
from schemas.formats import state_export
from schemas.formats.state_export import ExportHeader
from schemas.state import STATE_VERSION, StateRecord, site_of
from streams.state import change
from streams.state.change import StateChange
from streams.state.inspection import HeldState, inspect
from weir.admin import state_files
from weir.admin.state_places import StatePlace
from weir.errors import UserError, told
from weir.settings.sections import Settings


def inspected(place: StatePlace, settings: Settings, *, site: str | None, asset: str | None) -> list[HeldState]:
    """What each partition keeps. One that can't be read says so and hides no other."""
    found: list[HeldState] = []
    partitions = place.partitions()
    for partition in partitions:
        try:
            loaded = place.load(partition)
        except UserError as error:
            if partition is None:
                raise
            found.append(HeldState(partition=partition, positions={}, sites=[], problem=str(error)))
            continue
        found.append(inspect(partition, loaded, settings.settings_for, site=site, asset=asset))
    return found


def export(  # noqa: PLR0913 - what, from where, to where
    place: StatePlace, settings: Settings, path: Path, *, site: str | None, asset: str | None, may_replace: bool
) -> ExportHeader:
    """Write what is kept of a site (None: all), or of one asset, to a file. Raises UserError where there is none."""
    chosen = [
        one
        for partition in place.partitions()
        for one in change.selected(place.load(partition), settings.settings_for, site=site, asset=asset)
    ]
    if not chosen:
        msg = f"nothing is kept of {_what(site, asset)}; `weir state inspect` shows what is"
        raise UserError(msg)
    if asset is not None and len(chosen) > 1:
        msg = f"{len(chosen)} sites have an asset {asset!r} ({', '.join(one[0] for one in chosen[:5])}): give --site"
        raise UserError(msg)
    records = [record for _, _, own in chosen for record in own]
    header = ExportHeader(
        weir=version("weir"),
        state_version=STATE_VERSION,
        river=RIVER_VERSION,
        records=len(records),
        site=chosen[0][0] if asset is not None else site,
        asset=chosen[0][1],
    )
    state_files.write(path, state_export.encode(header, records), may_replace=may_replace)
    return header


def bring_in(
    place: StatePlace, settings: Settings, path: Path, *, site: str | None, may_replace: bool
) -> Iterator[tuple[str, StateChange]]:
    """Take an export in, a commit a site; tells each. Raises UserError where the file, or a site, is not taken."""
    with told(ValueError, hint=f"{path} is not taken"):
        header, records = state_export.decode(state_files.lines_of(path))
    if header.state_version > STATE_VERSION:
        msg = (
            f"{path}: exported by a newer Weir ({header.weir}, state version {header.state_version}): upgrade this one"
        )
        raise UserError(msg)
    by_site: dict[str, list[StateRecord]] = {}
    for record in records:
        if site in {None, site_of(record)}:
            by_site.setdefault(site_of(record), []).append(record)
    if not by_site:
        msg = f"{path} holds nothing of {_what(site, None)}"
        raise UserError(msg)
    for name in sorted(by_site):
        make = partial(
            change.imported,
            records=by_site[name],
            settings_for=settings.settings_for,
            site=name,
            asset=header.asset,
            may_replace=may_replace,
        )
        yield name, place.change(name, make)


def reset(place: StatePlace, settings: Settings, *, site: str, asset: str | None, keep_declared: bool) -> StateChange:
    """One asset of a site, or with None all of it, back to learning. Raises UserError."""
    if None in place.partitions():
        # Asked first, or a folder that holds no state would be given an empty one.
        place.load(None)
    made = partial(change.reset_site, keep_declared=keep_declared)
    if asset is not None:
        made = partial(change.reset_asset, asset=asset)
    return place.change(site, lambda loaded: made(loaded, settings.settings_for, site=site))


def _what(site: str | None, asset: str | None) -> str:
    named = [f"asset {asset!r}"] if asset is not None else []
    named += [f"site {site!r}"] if site is not None else []
    return " of ".join(named) or "any site"
