"""Zones and conduits: what an engineer declared of the plant's map.

Zones are found by address, the longest prefix first, within a realm. Learnt from AssetChange alone.
"""

from ipaddress import ip_network

from msgspec import Struct, field

from models.identity.addresses import Address
from schemas.asset_change import AssetChange, Side
from schemas.networks import network_of
from schemas.services.names import OT_SERVICES
from schemas.services.patterns import ANY_SERVICE, conduit_service, covers

DMZ_LEVEL = 3.5

MAX_ZONES = 4_096
MAX_CONDUITS = 16_384
"""More than any plant's map holds; they bound what a wrong file can cost."""


class Zone(Struct, array_like=True, frozen=True):
    """One declared zone. `side` None: neither the zone nor its level told."""

    name: str
    level: float | None
    side: Side | None
    cidrs: tuple[str, ...]
    realm: str
    criticality: int | None = None


class Conduit(Struct, array_like=True, frozen=True):
    """A declared way from one zone to another, for some services or (`*`) all, until `expires` if given."""

    from_zone: str
    to_zone: str
    services: tuple[str, ...]
    expires: float | None
    owner: str | None = None
    reason: str | None = None


class ZoneMap(Struct, array_like=True):
    """All zones and conduits of one site."""

    zones: dict[str, Zone] = field(default_factory=dict)
    conduits: dict[str, Conduit] = field(default_factory=dict)


def side_of_level(level: float | None) -> Side | None:
    """The side a Purdue level lies on: up to 3 plant, between 3 and 4 the DMZ, from 4 office."""
    if level is None:
        return None
    if level <= 3.0:
        return "ot"
    return "dmz" if level < 4.0 else "it"


_Prefixes = list[tuple[int, dict[int, str]]]


class ZoneIndex:
    """Finds zones by address; built anew whenever the map changes."""

    def __init__(self, zone_map: ZoneMap) -> None:
        self.map = zone_map
        self._tables: dict[tuple[str, int], _Prefixes] = {}
        self.rebuild()

    @property
    def declared(self) -> bool:
        """Whether any zone is declared; where none is, sides are inferred."""
        return bool(self.map.zones)

    @property
    def has_dmz(self) -> bool:
        """Whether the map knows a DMZ, so that something can bypass it."""
        return any(zone.side == "dmz" for zone in self.map.zones.values())

    def find(self, address: Address, realm: str) -> Zone | None:
        """The zone of an address: longest prefix first; a realm's own zones before those of no realm."""
        value, bits = address.value, 32 if address.version == 4 else 128
        for key in (realm, "") if realm else ("",):
            for length, networks in self._tables.get((key, address.version), ()):
                name = networks.get(value >> (bits - length))
                if name is not None:
                    return self.map.zones[name]
        return None

    def conduit_for(  # noqa: PLR0913 - facts of one flow
        self,
        from_zone: str | None,
        to_zone: str | None,
        service: str,
        time: float,
        *,
        transport: str,
        port: int | None,
        sensor_word: str | None = None,
    ) -> bool:
        """Whether a declared conduit holds a path between two zones; `port` is the responder's.

        `sensor_word` is what the flow's sensor calls the service.
        """
        found = self._holding(
            from_zone, to_zone, service, time, transport=transport, port=port, sensor_word=sensor_word
        )
        return found is not None

    def declares_service_into(self, to_zone: str | None, service: str, time: float) -> bool:
        """Whether a conduit into a zone names a service, and not only all: then it says who may use it there."""
        return any(
            conduit.to_zone == to_zone
            and (conduit.expires is None or time < conduit.expires)
            and any(pattern != ANY_SERVICE and covers(pattern, service, "", None) for pattern in conduit.services)
            for conduit in self.map.conduits.values()
        )

    def names_masters_of(self, to_zone: str | None, time: float) -> bool:
        """Whether a conduit into a zone names an OT protocol."""
        return any(self.declares_service_into(to_zone, service, time) for service in sorted(OT_SERVICES))

    def conduit_for_service(self, from_zone: str | None, to_zone: str | None, service: str, time: float) -> bool:
        """Whether a declared conduit holds a known path: by its port, or by those that its service usually has."""
        return self.conduit_of_service(from_zone, to_zone, service, time) is not None

    def conduit_of_service(self, from_zone: str | None, to_zone: str | None, service: str, time: float) -> str | None:
        """The id of the first conduit that holds a known path; None where none does."""
        transport, _, number = service.partition("/")
        port = int(number) if number.isascii() and number.isdigit() else None
        return self._holding(from_zone, to_zone, service, time, transport=transport, port=port)

    def _holding(  # noqa: PLR0913 - facts of one flow
        self,
        from_zone: str | None,
        to_zone: str | None,
        service: str,
        time: float,
        *,
        transport: str,
        port: int | None,
        sensor_word: str | None = None,
    ) -> str | None:
        for name, conduit in self.map.conduits.items():
            if conduit.from_zone != from_zone or conduit.to_zone != to_zone:
                continue
            if conduit.expires is not None and time >= conduit.expires:
                continue
            if any(covers(pattern, service, transport, port, sensor_word) for pattern in conduit.services):
                return name
        return None

    def apply(self, change: AssetChange) -> str | None:
        """Take a change of a zone or conduit. Returns why it was refused, None when it was taken."""
        if change.subject == "zone":
            return self._apply_zone(change)
        return self._apply_conduit(change)

    def rebuild(self) -> None:
        """Index the map."""
        tables: dict[tuple[str, int], dict[int, dict[int, str]]] = {}
        for name in sorted(self.map.zones):
            zone = self.map.zones[name]
            for cidr in zone.cidrs:
                network = ip_network(network_of(cidr, strict=False))
                bits = network.max_prefixlen - network.prefixlen
                lengths = tables.setdefault((zone.realm, network.version), {})
                lengths.setdefault(network.prefixlen, {})[int(network.network_address) >> bits] = name
        self._tables = {
            key: [(length, lengths[length]) for length in sorted(lengths, reverse=True)]
            for key, lengths in tables.items()
        }

    def _apply_zone(self, change: AssetChange) -> str | None:
        zones = self.map.zones
        if change.change == "retired":
            zones.pop(change.id, None)
        elif change.change == "declared":
            for cidr in change.cidrs:
                try:
                    network_of(cidr, strict=False)
                except ValueError:
                    return f"zone {change.id!r}: {cidr!r} is no network; write it as 10.0.0.0/24"
            if len(zones) >= MAX_ZONES and change.id not in zones:
                return f"zone {change.id!r}: a site holds at most {MAX_ZONES} zones"
            level = change.level if change.level is not None else change.purdue_level
            side = change.side or side_of_level(level)
            zones[change.id] = Zone(change.id, level, side, change.cidrs, change.realm, change.criticality)
        else:
            return _other(change)
        self.rebuild()
        return None

    def _apply_conduit(self, change: AssetChange) -> str | None:
        conduits = self.map.conduits
        if change.from_zone is None or change.to_zone is None:
            return "a conduit names from_zone and to_zone"
        name = change.id or f"{change.from_zone}>{change.to_zone}"
        if change.change == "retired":
            conduits.pop(name, None)
            return None
        if change.change != "declared":
            return _other(change)
        if len(conduits) >= MAX_CONDUITS and name not in conduits:
            return f"conduit {name!r}: a site holds at most {MAX_CONDUITS} conduits"
        try:
            services = tuple(map(conduit_service, change.services)) or (ANY_SERVICE,)
        except ValueError as error:
            return f"conduit {name!r}: {error}"
        conduits[name] = Conduit(
            change.from_zone, change.to_zone, services, change.expires, change.owner, change.reason
        )
        return None


def _other(change: AssetChange) -> str:
    return f"{change.change!r} does not go with a {change.subject}: use declared or retired"
