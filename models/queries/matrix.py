"""What talks to what, from side to side and from zone to zone."""

from collections.abc import Iterable

from msgspec import Struct, field

from models.baseline.asset import Asset
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
    """What is counted of one pair."""

    paths: int = 0
    answered: int = 0
    flows: int = 0
    services: dict[str, int] = field(default_factory=dict)
    policy: CellPolicy = "quiet"
    declared: int = 0
    alerted: int = 0
    unreviewed: int = 0
    first_seen: float = float("inf")
    last_seen: float = 0.0
    inferred: bool = False

    def add(self, path: ListedPath, policy: CellPolicy, *, declared: bool) -> None:
        stored = path.stored
        self.paths += 1
        self.answered += stored.answered
        self.flows += path.flows
        self.services[stored.service] = self.services.get(stored.service, 0) + 1
        self.policy = max(self.policy, policy, key=_STRICTNESS.index)
        self.declared += declared
        self.alerted += path.alerted
        self.unreviewed += path.unreviewed
        self.first_seen = min(self.first_seen, stored.first_seen)
        self.last_seen = max(self.last_seen, stored.last_seen)
        self.inferred = self.inferred or path.initiator.side_inferred or path.responder.side_inferred


def matrix(site: str, paths: Iterable[ListedPath], zones: ZoneIndex, policy: Policy) -> list[MatrixCell]:
    """The cells that hold a path: pairs of sides first, then pairs of zones where any zone is declared.

    A conduit is asked at the time of the path's last flow, as the core does.
    """
    asked = _Asked(zones, policy)
    sides: dict[tuple[_Place, _Place], _Cell] = {}
    pairs: dict[tuple[_Place, _Place], _Cell] = {}
    for path in paths:
        initiator, responder = path.initiator, path.responder
        action, declared = asked.action(initiator, responder), asked.declared(path)
        side = (None, initiator.side), (None, responder.side)
        cell = sides.get(side)
        if cell is None:
            cell = sides[side] = _Cell()
        cell.add(path, action, declared=declared)
        if zones.declared:
            pair = (initiator.zone, initiator.side), (responder.zone, responder.side)
            cell = pairs.get(pair)
            if cell is None:
                cell = pairs[pair] = _Cell()
            cell.add(path, action, declared=declared)
    found = [_told(site, key, sides[key], by_zone=False) for key in sorted(sides, key=_order)]
    return found + [_told(site, key, pairs[key], by_zone=True) for key in sorted(pairs, key=_order)]


class _Asked:
    """What the policy and the conduits say, each asked once for all paths that are alike."""

    def __init__(self, zones: ZoneIndex, policy: Policy) -> None:
        self._zones = zones
        self._policy = policy
        self._actions: dict[tuple[Side | None, Side | None, bool], CellPolicy] = {}

    def action(self, initiator: Asset, responder: Asset) -> CellPolicy:
        key = initiator.side, responder.side, initiator.side_inferred or responder.side_inferred
        known = self._actions.get(key)
        if known is None:
            known = action_between(self._policy, initiator, responder, has_dmz=self._zones.has_dmz)
            self._actions[key] = known
        return known

    def declared(self, path: ListedPath) -> bool:
        if not self._zones.map.conduits:
            return False
        stored = path.stored
        began, reached = path.initiator.zone, path.responder.zone
        return self._zones.conduit_for_service(began, reached, stored.service, stored.last_seen)


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
