"""What talks to what, from side to side and from zone to zone."""

from collections.abc import Iterable

from msgspec import Struct, field

from models.boundary.policy import Policy, action_between
from models.boundary.zones import ZoneIndex
from models.queries.listed_path import ListedPath
from schemas.asset_change import Side
from schemas.overview.matrix import CellPolicy, MatrixCell

_Place = tuple[str | None, Side | None]
"""A zone (None: no declared one, or sides are asked for) and a side."""

_ORDER: tuple[Side | None, ...] = ("ot", "dmz", "it", "external", None)
_STRICTNESS: tuple[CellPolicy, ...] = ("quiet", "watched", "forbidden")


class _Cell(Struct):
    """What is counted of paths that are alike: both zones, both sides, and whether a side is a guess."""

    policy: CellPolicy
    inferred: bool
    paths: int = 0
    answered: int = 0
    flows: int = 0
    services: dict[str, int] = field(default_factory=dict)
    declared: int = 0
    alerted: int = 0
    unreviewed: int = 0
    first_seen: float = float("inf")
    last_seen: float = 0.0

    def add(self, path: ListedPath) -> None:
        """One path. What costs most is asked last: of paths that are not learnt without more ado."""
        stored = path.stored
        self.paths += 1
        self.answered += stored.answered
        self.flows += stored.flows_before + stored.window_flows
        self.services[stored.service] = self.services.get(stored.service, 0) + 1
        self.first_seen = min(self.first_seen, stored.first_seen)
        self.last_seen = max(self.last_seen, stored.last_seen)
        if stored.status != "learnt":
            self.alerted += path.alerted
        elif stored.learnt_by is not None:
            self.unreviewed += path.unreviewed

    def take_in(self, other: "_Cell") -> None:
        """All that another one counted."""
        self.policy = max(self.policy, other.policy, key=_STRICTNESS.index)
        self.inferred = self.inferred or other.inferred
        self.paths += other.paths
        self.answered += other.answered
        self.flows += other.flows
        for service, count in other.services.items():
            self.services[service] = self.services.get(service, 0) + count
        self.declared += other.declared
        self.alerted += other.alerted
        self.unreviewed += other.unreviewed
        self.first_seen = min(self.first_seen, other.first_seen)
        self.last_seen = max(self.last_seen, other.last_seen)


def matrix(site: str, paths: Iterable[ListedPath], zones: ZoneIndex, policy: Policy) -> list[MatrixCell]:
    """The cells that hold a path: pairs of sides first, then pairs of zones where any zone is declared.

    A conduit is asked at the time of the path's last flow, as the core does.
    """
    sides: dict[tuple[_Place, _Place], _Cell] = {}
    pairs: dict[tuple[_Place, _Place], _Cell] = {}
    for (zone, side, other_zone, other_side), cell in _alike(paths, zones, policy):
        _put(sides, ((None, side), (None, other_side)), cell)
        if zones.declared:
            _put(pairs, ((zone, side), (other_zone, other_side)), cell)
    found = [_told(site, key, sides[key], by_zone=False) for key in sorted(sides, key=_order)]
    return found + [_told(site, key, pairs[key], by_zone=True) for key in sorted(pairs, key=_order)]


def _alike(
    paths: Iterable[ListedPath], zones: ZoneIndex, policy: Policy
) -> Iterable[tuple[tuple[str | None, Side | None, str | None, Side | None], _Cell]]:
    """All paths, counted once, in cells of those that are alike."""
    cells: dict[tuple[str | None, Side | None, str | None, Side | None, bool], _Cell] = {}
    conduits = zones.map.conduits
    for path in paths:
        _, initiator, responder = path
        inferred = initiator.side_inferred or responder.side_inferred
        key = (initiator.zone, initiator.side, responder.zone, responder.side, inferred)
        cell = cells.get(key)
        if cell is None:
            action = action_between(policy, initiator, responder, has_dmz=zones.has_dmz)
            cell = cells[key] = _Cell(action, inferred)
        cell.add(path)
        if conduits:
            stored = path.stored
            cell.declared += zones.conduit_for_service(key[0], key[2], stored.service, stored.last_seen)
    return [(key[:4], cell) for key, cell in cells.items()]


def _put(cells: dict[tuple[_Place, _Place], _Cell], key: tuple[_Place, _Place], found: _Cell) -> None:
    known = cells.get(key)
    if known is None:
        known = cells[key] = _Cell(found.policy, found.inferred)
    known.take_in(found)


def _order(key: tuple[_Place, _Place]) -> tuple[int, int, str, str]:
    (zone, side), (other_zone, other_side) = key
    return _ORDER.index(side), _ORDER.index(other_side), zone or "", other_zone or ""


def _told(site: str, key: tuple[_Place, _Place], cell: _Cell, *, by_zone: bool) -> MatrixCell:
    (zone, side), (other_zone, other_side) = key
    services = sorted(cell.services.items(), key=lambda one: (-one[1], one[0]))
    return MatrixCell(
        site=site,
        by="zone" if by_zone else "side",
        initiator_side=side,
        responder_side=other_side,
        initiator_zone=zone,
        responder_zone=other_zone,
        paths=cell.paths,
        answered=cell.answered,
        flows=cell.flows,
        services=dict(services),
        policy=cell.policy,
        declared=cell.declared,
        alerted=cell.alerted,
        unreviewed=cell.unreviewed,
        first_seen=cell.first_seen,
        last_seen=cell.last_seen,
        inferred=cell.inferred,
    )
