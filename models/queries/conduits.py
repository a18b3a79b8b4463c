"""The register of conduits: what was declared and who uses it, and what is used between zones without one."""

from collections.abc import Iterable

from msgspec import Struct, field
from msgspec.structs import replace

from models.boundary.policy import Policy, action_between
from models.boundary.zones import Conduit, ZoneIndex
from models.findings.sighting import GUARDED
from models.queries.listed_path import ListedPath
from schemas.asset_change import Side
from schemas.overview.conduits import ConduitEntry
from schemas.overview.matrix import CellPolicy

_STRICTEST: tuple[CellPolicy, ...] = ("forbidden", "watched", "quiet")


_Way = tuple[str | None, str | None, Side | None, Side | None, CellPolicy, str]
"""Both zones and sides, what the policy says, and the service."""


class _Use(Struct):
    """What is counted of the paths that use a conduit, or one service between two zones."""

    services: dict[str, int] = field(default_factory=dict)
    paths: int = 0
    answered: int = 0
    alerted: int = 0
    flows: int = 0
    days: int = 0
    first_seen: float | None = None
    last_seen: float | None = None

    def add(self, path: ListedPath) -> None:
        stored = path.stored
        self.paths += 1
        self.answered += stored.answered
        self.alerted += path.alerted
        self.flows += path.flows
        self.days = max(self.days, stored.days)
        self.services[stored.service] = self.services.get(stored.service, 0) + 1
        self.first_seen = stored.first_seen if self.first_seen is None else min(self.first_seen, stored.first_seen)
        self.last_seen = stored.last_seen if self.last_seen is None else max(self.last_seen, stored.last_seen)

    def of(self, entry: ConduitEntry) -> ConduitEntry:
        """An entry with what was counted."""
        return replace(
            entry,
            services=dict(sorted(self.services.items(), key=lambda one: (-one[1], one[0]))),
            paths=self.paths,
            answered=self.answered,
            alerted=self.alerted,
            flows=self.flows,
            days=self.days,
            first_seen=self.first_seen,
            last_seen=self.last_seen,
        )


class Register:
    """Of one site at a `time`, seconds UTC."""

    def __init__(self, site: str, zones: ZoneIndex, policy: Policy, time: float) -> None:
        self._site, self._zones, self._policy, self._time = site, zones, policy, time

    def entries(self, paths: Iterable[ListedPath]) -> list[ConduitEntry]:
        """What no conduit holds first: that which alerted, then what is forbidden, then the rest; then all declared.

        Left out is what stays within a zone, and what meets neither OT nor the DMZ. Whether a conduit holds a path is
        asked at the time of the path's last flow, as the core does.
        """
        held: dict[str, _Use] = {}
        free: dict[_Way, _Use] = {}
        for path in paths:
            stored, initiator, responder = path
            name = self._zones.conduit_of_service(initiator.zone, responder.zone, stored.service, stored.last_seen)
            if name is not None:
                held.setdefault(name, _Use()).add(path)
                continue
            sides = (initiator.side, responder.side)
            if GUARDED.isdisjoint(sides) or (initiator.zone is not None and initiator.zone == responder.zone):
                continue
            policy = action_between(self._policy, initiator, responder, has_dmz=self._zones.has_dmz)
            free.setdefault((initiator.zone, responder.zone, *sides, policy, stored.service), _Use()).add(path)
        undeclared = [use.of(self._undeclared(way)) for way, use in free.items()]
        declared = [
            held.get(name, _Use()).of(self._declared(name, conduit))
            for name, conduit in self._zones.map.conduits.items()
        ]
        return sorted(undeclared, key=_worst_first) + sorted(declared, key=_by_zones)

    def _undeclared(self, way: _Way) -> ConduitEntry:
        from_zone, to_zone, from_side, to_side, policy, _ = way
        return ConduitEntry(
            site=self._site, from_zone=from_zone, to_zone=to_zone, from_side=from_side, to_side=to_side, policy=policy
        )

    def _declared(self, name: str, conduit: Conduit) -> ConduitEntry:
        ends = (self._zones.map.zones.get(conduit.from_zone), self._zones.map.zones.get(conduit.to_zone))
        from_side, to_side = (None if zone is None else zone.side for zone in ends)
        return ConduitEntry(
            site=self._site,
            from_zone=conduit.from_zone,
            to_zone=conduit.to_zone,
            from_side=from_side,
            to_side=to_side,
            policy=self._policy.action(from_side, to_side, has_dmz=self._zones.has_dmz),
            name=name,
            declared_services=conduit.services,
            owner=conduit.owner,
            reason=conduit.reason,
            expires=conduit.expires,
            expired=conduit.expires is not None and self._time >= conduit.expires,
        )


def _worst_first(entry: ConduitEntry) -> tuple[object, ...]:
    return (-entry.alerted, _STRICTEST.index(entry.policy), -entry.paths, *_by_zones(entry), *entry.services)


def _by_zones(entry: ConduitEntry) -> tuple[str, str, str]:
    return entry.from_zone or "", entry.to_zone or "", entry.name or ""
