"""What contradicts itself in a plant's map of zones: told with both places, so that a person can decide.

Nested networks are normal (a cell within a plant's range); the same network in two zones is not.
"""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from schemas.asset_change import Side
from schemas.formats.zones.places import ZoneEntry

MOST_CONTRADICTIONS = 5
"""Told at once: enough to see what is wrong."""

_LEVELS: dict[Side, tuple[float, float]] = {
    "ot": (0.0, 3.9),
    "dmz": (3.0, 4.0),
    "it": (3.0, 5.0),
    "external": (4.0, 5.0),
}
"""The Purdue levels that a side may have: generous at the borders, where plants differ, since IT runs servers at level
3 in some and counts its DMZ as level 4 in others."""


def contradictions(own: Sequence[ZoneEntry], beside: Iterable[ZoneEntry] = ()) -> list[str]:
    """What the entries of a file contradict, among themselves or in the files beside it, in the file's order."""
    zones: dict[tuple[str, str], ZoneEntry] = {}
    spelt: dict[tuple[str, str], ZoneEntry] = {}
    networks: dict[tuple[str, str, str], ZoneEntry] = {}
    ways: dict[tuple[str, str, str | None, str | None], ZoneEntry] = {}
    for entry in beside:
        change = entry.change
        if change.subject == "zone":
            zones.setdefault((change.site, change.id), entry)
            spelt.setdefault((change.site, _plain(change.id)), entry)
            for cidr in change.cidrs:
                networks.setdefault((change.site, change.realm, cidr), entry)
        else:
            ways.setdefault((change.site, change.id, change.from_zone, change.to_zone), entry)
    found: list[str] = []
    for entry in own:
        if entry.change.subject == "zone":
            found += _of_zone(entry, zones, spelt, networks)
    for entry in own:
        if entry.change.subject == "conduit":
            found += _of_conduit(entry, zones, ways)
    return found


def _of_zone(
    entry: ZoneEntry,
    zones: dict[tuple[str, str], ZoneEntry],
    spelt: dict[tuple[str, str], ZoneEntry],
    networks: dict[tuple[str, str, str], ZoneEntry],
) -> Iterable[str]:
    change = entry.change
    first = zones.setdefault((change.site, change.id), entry)
    alike = spelt.setdefault((change.site, _plain(change.id)), entry)
    if alike.change.id != change.id:
        yield (
            f"{entry.place}: the zone {change.id!r} is {alike.change.id!r} in {alike.place} but for case or spaces; "
            "give both one name, or put their cidrs into one list"
        )
        return
    if first is not entry:
        hint = "put its cidrs into one list" if first.change.realm == change.realm else "a zone has one realm"
        yield f"{entry.place}: the zone is declared twice, first in {first.place}; {hint}"
        return
    if change.side is not None and change.level is not None:
        least, most = _LEVELS[change.side]
        if not least <= change.level <= most:
            yield (
                f"{entry.place}: level {change.level:g} contradicts side {change.side!r}, which has levels from "
                f"{least:g} to {most:g}; leave one of them away, or mend it"
            )
    for cidr in change.cidrs:
        holder = networks.setdefault((change.site, change.realm, cidr), entry)
        if holder is not entry:
            own, other = entry.cidr_places.get(cidr, entry.place), holder.cidr_places.get(cidr, holder.place)
            yield f"{own}: {cidr} is in {other} as well; a network belongs to one zone"


def _plain(name: str) -> str:
    """A zone's name as an inventory may spell it otherwise."""
    return " ".join(name.casefold().split())


def _of_conduit(
    entry: ZoneEntry,
    zones: dict[tuple[str, str], ZoneEntry],
    ways: dict[tuple[str, str, str | None, str | None], ZoneEntry],
) -> Iterable[str]:
    change = entry.change
    first = ways.setdefault((change.site, change.id, change.from_zone, change.to_zone), entry)
    if first is not entry:
        yield f"{entry.place}: the same conduit is in {first.place}; put both into one file"
    for key, zone in (("from", change.from_zone), ("to", change.to_zone)):
        if zone is None or (change.site, zone) in zones:
            continue
        names = sorted(name for site, name in zones if site == change.site)
        near = get_close_matches(zone, names, n=1)
        if near:
            hint = f"did you mean {near[0]!r} ({zones[change.site, near[0]].place})?"
        elif names:
            hint = f"there are: {', '.join(names[:8])}{', ...' if len(names) > 8 else ''}"
        else:
            hint = "no zone is declared; give the file that declares it as well"
        yield f"{entry.place}: {key} names the zone {zone!r}, which does not exist; {hint}"
