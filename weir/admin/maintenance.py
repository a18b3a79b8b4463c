"""Announced maintenance on its way to the running shell: what it is of and when is checked before it is handed over."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from models.event_time.calendar import Calendar
from models.maintenance.occurrences import LONGEST_S, next_weekly
from models.maintenance.site_maintenance import SiteMaintenance
from models.queries.site_windows import SiteWindows
from models.verdicts.standing import canonical
from schemas.asset_change import AssetChange, Weekly
from schemas.codec import ASSET_CHANGES, encode_lines
from schemas.maintenance import MaintenanceWindow, weekly_of, window_id
from weir.admin.reader import StateReader
from weir.errors import UserError

SOURCE = "weir-maintenance"
"""Where a change comes from that this command makes."""


class Place(NamedTuple):
    """What the work is on, as it was typed: an asset or a zone, an initiator, or one of the first two by the third."""

    asset: str | None
    zone: str | None
    initiator: str | None


class Times(NamedTuple):
    """When, as it was typed and read: seconds UTC. `lasting_s` counts from the begin."""

    begin: float | None = None
    until: float | None = None
    lasting_s: float | None = None
    weekly: str | None = None


class Announced(NamedTuple):
    """What was handed over: where to, the window's id and time, and what the person should know."""

    change: AssetChange
    window: str
    begins: float
    ends: float
    where: str
    notes: tuple[str, ...]


def start(  # noqa: PLR0913 - what a person says, by name
    reader: StateReader,
    place: Place,
    times: Times,
    *,
    site: str,
    time_zone: str,
    who: str,
    reason: str | None,
    now: float,
) -> Announced:
    """Check a window and hand it over. Raises UserError."""
    if (place.asset is not None and place.zone is not None) or not any(place):
        msg = "name what the work is on: --asset, --zone or --initiator (--initiator also beside one of the other two)"
        raise UserError(msg)
    known = _known(reader, place, site)
    weekly, begin, expires = _times(times, now)
    change = _change(
        place, site=site, time=now, change="maintenance-started", starts=begin, expires=expires, weekly=weekly,
        owner=who, reason=reason,
    )  # fmt: skip
    calendar = Calendar(time_zone)
    found = (
        (begin or now, expires or 0.0)
        if weekly is None
        else next_weekly(weekly, calendar, begin or now, expires or float("inf"))
    )
    if found is None:
        msg = "no time of these weeks lies before --until"
        raise UserError(msg)
    _check_apart(known.windows, change, calendar)
    where = reader.give_change(change)
    waiting = reader.nobody_takes()
    return Announced(change, window_id(change), *found, where, () if waiting is None else (waiting,))


def end(  # noqa: PLR0913 - what a person says, by name
    reader: StateReader, wanted: str | None, place: Place, *, own_site: str, site: str | None, now: float
) -> tuple[MaintenanceWindow, Announced]:
    """End the window whose id begins with `wanted`, or the one that runs on a place. Raises UserError."""
    windows = [window for each in reader.announced(site) for window in each.windows]
    if (wanted is None) == (not any(place)):
        msg = "name the window by its id in `weir maintenance list`, or by --asset, --zone or --initiator"
        raise UserError(msg)
    if wanted is None:
        where = site or own_site
        subject, on = _subject(place)
        found = [one for one in windows if one.site == where and (one.subject, one.on) == (subject, on)]
        running = [one for one in found if one.begins <= now] or found
        found = running[:1] if len(running) == 1 else found
    else:
        found = [one for one in windows if one.id.startswith(wanted)]
    if len(found) != 1:
        what = "no window" if not found else f"{len(found)} windows ({', '.join(one.id for one in found[:5])})"
        msg = f"{what} of that name; `weir maintenance list` shows those that are announced"
        raise UserError(msg)
    [window] = found
    ended = AssetChange(
        site=window.site, time=now, source=SOURCE, subject=window.subject, change="maintenance-ended",
        id=window.on, initiator=window.initiator, window=window.id,
    )  # fmt: skip
    change = _checked(ended)
    where = reader.give_change(change)
    waiting = reader.nobody_takes()
    given = Announced(
        change, window.id, window.begins, min(now, window.ends), where, () if waiting is None else (waiting,)
    )
    return window, given


def _times(times: Times, now: float) -> tuple[Weekly | None, float | None, float | None]:
    """Weekly times, begin and end. Raises UserError."""
    try:
        weekly = None if times.weekly is None else weekly_of(times.weekly)
    except ValueError as error:
        msg = f"--weekly: {error}"
        raise UserError(msg) from error
    if times.until is not None and times.lasting_s is not None:
        msg = "--until and --for both say when it ends: give one of them"
        raise UserError(msg)
    begin = times.begin
    until = times.until if times.lasting_s is None else (begin or now) + times.lasting_s
    if weekly is not None and times.lasting_s is not None:
        msg = "a weekly window lasts as --weekly says: give no --for, and --until for the last week"
        raise UserError(msg)
    if weekly is None and until is None:
        msg = "say when it ends: --for 4h, or --until 2026-03-05T16:00:00Z"
        raise UserError(msg)
    if begin is not None and weekly is None and begin < now - 3_600.0:
        msg = "--from lies more than an hour in the past: what alerted then is not taken back by a window"
        raise UserError(msg)
    if until is not None and until <= now:
        msg = "it would be over already: its end lies in the past"
        raise UserError(msg)
    if until is not None and until <= (begin or now):
        msg = "it ends before it begins"
        raise UserError(msg)
    if weekly is None and until is not None and until - (begin or now) > LONGEST_S:
        msg = f"a window lasts at most {LONGEST_S / 86_400.0:.0f} days: what lasts longer is how the plant is"
        raise UserError(msg)
    return weekly, begin, until


def _known(reader: StateReader, place: Place, site: str) -> SiteWindows:
    """What the site knows. Raises UserError for an asset or a zone that it does not, with the nearest name."""
    try:
        known = next((each for each in reader.announced(site) if each.site == site), None)
    except UserError:
        known = None
    if known is None:
        msg = f"site {site!r} has no state yet, so nothing of it is known; name another with --site"
        raise UserError(msg)
    if place.zone is not None and place.zone not in known.zones:
        there = f"; declared are {', '.join(known.zones[:10])}" if known.zones else ", nor is any other"
        msg = f"zone {place.zone!r} is not declared in site {site}{_nearest(place.zone, known.zones)}{there}"
        raise UserError(msg)
    for name in (place.asset, place.initiator):
        if name is not None and canonical(name) not in known.names:
            near = _nearest(name, sorted(known.names))
            msg = f"no asset of site {site} is called {name!r}{near}; `weir assets list` shows those there are"
            raise UserError(msg)
    return known


def _check_apart(windows: Iterable[MaintenanceWindow], change: AssetChange, calendar: Calendar) -> None:
    """Raises UserError where a window on the same subject overlaps, as the core would refuse it."""
    for one in windows:
        site = SiteMaintenance(change.site, calendar)
        weekly = None if one.weekly is None else weekly_of(one.weekly)
        known = AssetChange(
            site=one.site, time=one.begins, source=SOURCE, subject=one.subject, change="maintenance-started",
            id=one.on, initiator=one.initiator, weekly=weekly, starts=one.begins,
            expires=one.ends if weekly is None else one.until,
        )  # fmt: skip
        site.apply(known, 0.0, (one.on,))
        if site.apply(change, change.time, (change.id,)) is not None:
            msg = (
                f"window {one.id} on {one.on} overlaps it: end that first with `weir maintenance end {one.id}`, "
                "or choose another time"
            )
            raise UserError(msg)


def _subject(place: Place) -> tuple[str, str]:
    if place.zone is not None:
        return "zone", place.zone
    return ("asset", place.asset) if place.asset is not None else ("initiator", place.initiator or "")


def _change(place: Place, **fields: object) -> AssetChange:
    subject, on = _subject(place)
    narrowed = place.initiator if subject != "initiator" else None
    try:
        return _checked(
            AssetChange(source=SOURCE, subject=subject, id=on, initiator=narrowed, **fields)  # type: ignore[arg-type]  # checked by reading it back
        )
    except ValueError as error:
        raise UserError(str(error)) from error


def _checked(change: AssetChange) -> AssetChange:
    try:
        return ASSET_CHANGES.decode_one(encode_lines([change]).strip())
    except ValueError as error:
        raise UserError(str(error)) from error


def _nearest(name: str, names: Sequence[str]) -> str:
    near = get_close_matches(name, names, n=1)
    return f"; did you mean {near[0]!r}?" if near else ""
