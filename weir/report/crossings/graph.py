"""The graph of crossings as the page draws it: where boxes stand, what leads from one to another, what each asset is.

The script draws with these figures too, so nothing moves when it takes over.
"""

from collections.abc import Sequence

from msgspec import Struct

from replay.report.data import SiteReport
from schemas.asset_summary import AssetSummary
from weir.report.crossings.edges import STANDINGS, Edge, edges, talking
from weir.report.crossings.lanes import COLUMNS, Box, Lane, View, lanes
from weir.report.packed import joined
from weir.report.told import SIDE_NAMES, plural, text

VIEWS: tuple[View, ...] = ("together", "ot", "it")


class Measures(Struct, frozen=True, kw_only=True):
    """Lengths in units of the drawing. They are chosen so that six boxes fit a laptop's width."""

    left: int = 132
    width: int = 160
    height: int = 44
    gap: int = 18
    row_gap: int = 36
    chip: int = 34
    chip_gap: int = 6
    pad: int = 18
    columns: int = COLUMNS

    @property
    def whole_width(self) -> int:
        """Of the drawing."""
        return self.left + self.columns * self.width + (self.columns - 1) * self.gap + self.pad

    def column(self, place: int, boxes: int) -> int:
        """Where a box of a row begins; a row that is not full stands in the middle."""
        return self.left + place * (self.width + self.gap) + (self.columns - boxes) * (self.width + self.gap) // 2


MEASURES = Measures()


class GraphAsset(Struct, frozen=True, kw_only=True, array_like=True):
    """An asset's name, a few words below it, and all that is annotated."""

    name: str
    about: str
    said: str


class PackedEdge(Struct, frozen=True, array_like=True):
    """An edge as the script reads it: a large plant has 20,000. `services` are numbers of those of the graph."""

    initiator: int
    responder: int
    crosses: int
    counts: tuple[int, ...]
    services: tuple[int, ...]


class Graph(Struct, frozen=True, kw_only=True):
    """What the script reads. `views` are the lanes of `VIEWS`; `assets` are all, empty where one is not drawn."""

    measures: Measures
    views: dict[str, tuple[Lane, ...]]
    assets: tuple[GraphAsset | None, ...]
    services: tuple[str, ...]
    edges: tuple[PackedEdge, ...]
    standings: tuple[str, ...] = STANDINGS


class DrawnBox(Struct, frozen=True, kw_only=True):
    """A closed box at its place. `said` is all of it in words."""

    key: str
    name: str
    about: str
    said: str
    side: str
    x: int
    y: int


class DrawnLane(Struct, frozen=True, kw_only=True):
    """A lane with its boxes."""

    name: str
    level: str
    y: int
    height: int
    boxes: tuple[DrawnBox, ...]


class DrawnEdge(Struct, frozen=True, kw_only=True):
    """What leads from one closed box to another."""

    d: str
    standing: str
    said: str


MANY = 80
"""Edges from which on they are drawn faintly, so that what alerted is seen: a convention. The script has the same."""


class Drawing(Struct, frozen=True, kw_only=True):
    """All boxes closed, IT and OT together: what stands in the page before its script runs, or without it."""

    width: int
    height: int
    lanes: tuple[DrawnLane, ...]
    edges: tuple[DrawnEdge, ...]

    @property
    def many(self) -> bool:
        """Whether there are too many edges to draw each strongly."""
        return len(self.edges) > MANY


def graph(site: SiteReport, prefix: str) -> Graph:
    """All views of a site. `prefix` makes keys unique on the page."""
    found = edges(site)
    ends = talking(found)
    services = sorted({service for edge in found for service in edge.services})
    numbers = {service: number for number, service in enumerate(services)}
    return Graph(
        measures=MEASURES,
        views={view: lanes(site, ends, view, f"{prefix}{view}-") for view in VIEWS},
        assets=tuple(_asset(each) if number in ends else None for number, each in enumerate(site.assets)),
        services=tuple(map(text, services)),
        edges=tuple(_packed(edge, numbers) for edge in found),
    )


def drawing(found: Graph) -> Drawing:
    """The view of all together, closed, with what crosses from side to side."""
    at = MEASURES
    y = at.pad
    drawn: list[DrawnLane] = []
    box_of: dict[int, DrawnBox] = {}
    for lane in found.views["together"]:
        top, boxes = y, list[DrawnBox]()
        y += at.pad
        for row in lane.rows:
            for place, box in enumerate(row):
                shown = _box(box, at.column(place, len(row)), y)
                boxes.append(shown)
                box_of.update({number: shown for group in box.groups for number in group.assets})
            y += at.height + at.row_gap
        y += at.pad - at.row_gap
        drawn.append(DrawnLane(name=lane.name, level=level_text(lane.level), y=top, height=y - top, boxes=tuple(boxes)))
        y += at.pad
    return Drawing(width=at.whole_width, height=y, lanes=tuple(drawn), edges=_drawn_edges(found.edges, box_of))


def level_text(level: float) -> str:
    """A Purdue level in words; that of the internet, or of what could be anywhere, is none."""
    return f"level {level:g}" if 0 <= level <= 5 else ""


def edge_text(begin: str, end: str, counts: Sequence[int]) -> str:
    """What leads from one to another, in a sentence."""
    told = ", ".join(f"{count} {name}" for name, count in zip(STANDINGS, counts, strict=True) if count)
    return f"{begin} → {end}: {plural(sum(counts), 'path')} ({told})"


def box_text(box: Box) -> str:
    """What a box is, in a sentence."""
    count = sum(len(group.assets) for group in box.groups)
    within = (
        f", {plural(box.within, 'more')[:-1] if box.within > 1 else '1 more'} within it alone" if box.within else ""
    )
    level = "" if box.level is None else f", level {box.level:g}"
    return f"{text(box.name)}, {SIDE_NAMES[box.side]}{level}: {plural(count, 'asset')} with paths to elsewhere{within}"


def _packed(edge: Edge, numbers: dict[str, int]) -> PackedEdge:
    services = tuple(numbers[service] for service in edge.services)
    return PackedEdge(edge.initiator, edge.responder, int(edge.crosses), edge.counts, services)


def _drawn_edges(found: Sequence[PackedEdge], box_of: dict[int, DrawnBox]) -> tuple[DrawnEdge, ...]:
    between: dict[tuple[str, str], list[PackedEdge]] = {}
    by_key = {box.key: box for box in box_of.values()}
    for edge in found:
        if edge.crosses:
            pair = (box_of[edge.initiator].key, box_of[edge.responder].key)
            between.setdefault(pair, []).append(edge)
    drawn: list[DrawnEdge] = []
    for (begin, end), those in sorted(between.items()):
        counts = [sum(each) for each in zip(*(edge.counts for edge in those), strict=True)]
        worst = next(name for name, count in zip(STANDINGS, counts, strict=True) if count)
        drawn.append(
            DrawnEdge(
                d=curve(by_key[begin], by_key[end]),
                standing=worst,
                said=edge_text(by_key[begin].name, by_key[end].name, counts),
            )
        )
    # The worst are drawn last, so nothing hides them.
    return tuple(sorted(drawn, key=lambda each: -STANDINGS.index(each.standing)))


def curve(begin: DrawnBox, end: DrawnBox) -> str:
    """From box to box: down or up between lanes, in an arc above within a row. The two ways lie beside each other."""
    at, aside = MEASURES, 10
    if begin.y == end.y:
        x1, x2 = begin.x + at.width / 2, end.x + at.width / 2
        rise = 16 + min(abs(x2 - x1) / 40, 16)
        return f"M{x1:g},{begin.y} C{x1:g},{begin.y - rise:g} {x2:g},{end.y - rise:g} {x2:g},{end.y}"
    down = end.y > begin.y
    shift = aside if down else -aside
    x1, x2 = begin.x + at.width / 2 + shift, end.x + at.width / 2 + shift
    y1, y2 = (begin.y + at.height, end.y) if down else (begin.y, end.y + at.height)
    bend = (y2 - y1) / 2
    # What passes lanes in between goes around the boxes there: down on the right, up on the left.
    around = 0.0
    if abs(y2 - y1) > 3 * at.height and abs(x2 - x1) < at.width:
        around = (at.width + min(abs(y2 - y1) / 8, at.width / 2)) * (1 if down else -1)
    return f"M{x1:g},{y1:g} C{x1 + around:g},{y1 + bend:g} {x2 + around:g},{y2 - bend:g} {x2:g},{y2:g}"


def _box(box: Box, x: int, y: int) -> DrawnBox:
    count = sum(len(group.assets) for group in box.groups)
    return DrawnBox(
        key=box.key,
        name=text(box.name),
        about=plural(count + box.within, "asset"),
        said=box_text(box),
        side=box.side or "unknown",
        x=x,
        y=y,
    )


def _asset(asset: AssetSummary) -> GraphAsset:
    address = text(next(iter(asset.ips), next(iter(asset.macs), "")))
    name = text(asset.name or asset.declared_id or address or asset.id)
    ready = "" if asset.readiness is None else f"readiness {asset.readiness:.0%}"
    facts = (
        joined(map(text, asset.ips)),
        "" if not asset.macs else f"MAC {joined(map(text, asset.macs))}",
        text(asset.role),
        text(asset.vendor),
        "" if asset.zone is None else f"zone {text(asset.zone)}",
        "" if asset.purdue_level is None else f"level {asset.purdue_level:g}",
        f"{SIDE_NAMES[asset.side]}{' (inferred)' if asset.side_inferred else ''}",
        "" if asset.owner is None else f"owner {text(asset.owner)}",
        "" if asset.criticality is None else f"criticality {asset.criticality} of 5",
        ready,
        "" if asset.declared or asset.external else "in no inventory",
    )
    critical = "" if asset.criticality is None else f"c{asset.criticality}"
    return GraphAsset(
        name=name, about=" · ".join(part for part in (text(asset.role), address, critical) if part and part != name),
        said=joined(facts),
    )  # fmt: skip
