"""Where everything of the graph stands: lanes by Purdue level, in them zones, in these roles, in these assets.

Places depend on names alone, so they stay where they are from one report to the next, and whatever is opened: to open
a zone moves what is below it down, and nothing to the side.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from msgspec import Struct

from replay.report.data import SiteReport
from schemas.asset_change import Side
from schemas.asset_summary import AssetSummary
from weir.report.told import SIDE_NAMES, natural

View = Literal["together", "ot", "it"]

USUAL_LEVEL: dict[Side | None, float] = {"external": 6.0, "it": 4.0, "dmz": 3.5, "ot": 2.0, None: -1.0}
"""Where a zone stands that says no level: as the Purdue model (PERA, ISA-95) has these sides; the internet on
top, and below all what could be anywhere."""

LANE_NAMES: dict[float, str] = {
    6.0: "Internet",
    5.0: "Enterprise",
    4.0: "Site business",
    3.5: "DMZ",
    3.0: "Site operations",
    2.0: "Supervision",
    1.0: "Control",
    0.0: "Process",
    -1.0: "Level not known",
}
"""As ISA-95 and NIST SP 800-82 name the levels."""

SUMMED: dict[View, tuple[Side | None, ...]] = {"together": (), "ot": ("it", "external"), "it": ("ot",)}
"""Sides that stand as one box where the other is looked at."""

COLUMNS = 6
"""Boxes side by side: 1,200 units hold them, a laptop's width."""


class Group(Struct, frozen=True, kw_only=True):
    """Assets of a place that do alike, by their places in the report's list; `key` is unique on the page."""

    key: str
    name: str
    assets: tuple[int, ...]


class Box(Struct, frozen=True, kw_only=True):
    """A zone, or what stands in none of a side, or a whole side. `level` None: its assets' side says where it is.

    `groups` hold the assets that talk to another place; `within` is how many talk within it alone. A whole side has
    none and can't be opened.
    """

    key: str
    name: str
    side: Side | None
    level: float | None
    groups: tuple[Group, ...]
    within: int
    opens: bool = True


class Lane(Struct, frozen=True, kw_only=True):
    """One level, with its boxes in rows of `COLUMNS`."""

    level: float
    name: str
    rows: tuple[tuple[Box, ...], ...]


Place = tuple[str | None, Side | None]
"""A zone (None: none is declared) and a side; with a zone the side is left out."""


def place_of(asset: AssetSummary) -> Place:
    """Where an asset stands in the graph."""
    return (asset.zone, None) if asset.zone is not None else (None, asset.side)


def lanes(site: SiteReport, talking: frozenset[int], view: View, prefix: str) -> tuple[Lane, ...]:
    """The lanes of a view, the highest level first. `talking` are assets that talk to another place, by number.

    `prefix` makes keys unique on the page.
    """
    members: dict[Place, list[int]] = {}
    for number, asset in enumerate(site.assets):
        members.setdefault(place_of(asset), []).append(number)
    declared = {zone.name: zone for zone in site.zones}
    summed: dict[Side | None, list[int]] = {}
    boxes: list[tuple[float, Box]] = []
    roles = {(role.zone, member.asset): role.id for role in site.roles for member in role.members}
    for place, numbers in sorted(members.items(), key=lambda each: natural(f"{each[0][0] or ''} {each[0][1] or ''}")):
        zone = declared.get(place[0] or "")
        side = zone.side if zone is not None else site.assets[numbers[0]].side
        if side in SUMMED[view]:
            summed.setdefault(side, []).extend(numbers)
            continue
        shown = [each for each in numbers if each in talking]
        if not shown:
            continue
        level = zone.level if zone is not None else None
        box = Box(
            key=f"{prefix}z{len(boxes)}",
            name=place[0] if place[0] is not None else SIDE_NAMES[side],
            side=side,
            level=level,
            groups=_groups(site.assets, shown, roles, f"{prefix}z{len(boxes)}"),
            within=len(numbers) - len(shown),
        )
        boxes.append((USUAL_LEVEL[side] if level is None else level, box))
    for side, numbers in summed.items():
        shown = [each for each in numbers if each in talking]
        if shown:
            boxes.append((USUAL_LEVEL[side], _whole(side, shown, len(numbers) - len(shown), prefix)))
    levels = sorted({level for level, _ in boxes}, reverse=True)
    return tuple(
        Lane(
            level=level,
            name=LANE_NAMES.get(level, f"Level {level:g}"),
            rows=_rows([box for at, box in boxes if at == level]),
        )
        for level in levels
    )


def _whole(side: Side | None, shown: Sequence[int], within: int, prefix: str) -> Box:
    key = f"{prefix}side-{side or 'unknown'}"
    group = Group(key=f"{key}g0", name="all", assets=tuple(sorted(shown)))
    return Box(key=key, name=SIDE_NAMES[side], side=side, level=None, groups=(group,), within=within, opens=False)


def _groups(
    assets: Sequence[AssetSummary], shown: Iterable[int], roles: Mapping[tuple[str | None, str], str], key: str
) -> tuple[Group, ...]:
    """By the role that Weir found, else the one that was declared; the others last."""
    found: dict[str, list[int]] = {}
    for number in shown:
        asset = assets[number]
        role = roles.get((asset.zone, asset.id), asset.role or "")
        found.setdefault(role.rpartition("/")[2], []).append(number)

    def by_name(number: int) -> tuple[object, ...]:
        asset = assets[number]
        return (natural(asset.name or asset.declared_id or asset.id), asset.id)

    return tuple(
        Group(key=f"{key}g{place}", name=name or "no role", assets=tuple(sorted(found[name], key=by_name)))
        for place, name in enumerate(sorted(found, key=lambda name: (not name, natural(name))))
    )


def _rows(boxes: Sequence[Box]) -> tuple[tuple[Box, ...], ...]:
    return tuple(tuple(boxes[start : start + COLUMNS]) for start in range(0, len(boxes), COLUMNS))
