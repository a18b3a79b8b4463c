"""What goes between the places of the graph: paths of two assets taken together, and what is said of them."""

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from replay.report.data import ReportedPath, SiteReport
from weir.report.crossings.lanes import place_of

Standing = Literal["alerted", "undeclared", "declared", "other"]
"""The worst of the paths between two: alerted and not learnt; crosses to another side with no conduit; has one; other.
"""

STANDINGS: tuple[Standing, ...] = ("alerted", "undeclared", "declared", "other")


class Edge(Struct, frozen=True, kw_only=True):
    """All paths from one asset to another, by their numbers in the report's list of assets.

    `counts` are paths by `STANDINGS`; `services` each once, the most flows first.
    """

    initiator: int
    responder: int
    crosses: bool
    counts: tuple[int, ...]
    services: tuple[str, ...]


def standing(path: ReportedPath) -> Standing:
    """What is said of one path."""
    if path.alerted:
        return "alerted"
    if path.declared:
        return "declared"
    return "undeclared" if path.crosses else "other"


def edges(site: SiteReport) -> tuple[Edge, ...]:
    """Between assets of different places, in the order of the assets."""
    numbers = {asset.id: number for number, asset in enumerate(site.assets)}
    places = [place_of(asset) for asset in site.assets]
    between: dict[tuple[int, int], list[ReportedPath]] = {}
    for each in site.paths:
        pair = (numbers[each.path.initiator], numbers[each.path.responder])
        if places[pair[0]] != places[pair[1]]:
            between.setdefault(pair, []).append(each)
    return tuple(_edge(pair, between[pair]) for pair in sorted(between))


def talking(found: Sequence[Edge]) -> frozenset[int]:
    """The assets that an edge begins or ends at."""
    return frozenset(end for edge in found for end in (edge.initiator, edge.responder))


def _edge(pair: tuple[int, int], paths: Sequence[ReportedPath]) -> Edge:
    said = [standing(path) for path in paths]
    busiest = sorted(paths, key=lambda each: (-each.path.flows, each.path.service))
    return Edge(
        initiator=pair[0],
        responder=pair[1],
        crosses=any(each.crosses for each in paths),
        counts=tuple(said.count(each) for each in STANDINGS),
        services=tuple(each.path.service for each in busiest),
    )
