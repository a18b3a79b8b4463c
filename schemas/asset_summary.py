"""An asset as others read it: `weir assets list`."""

from msgspec import Struct

from schemas.asset_change import Side


class AssetSummary(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One asset. `readiness` is 0 to 1 at the site's latest event time; None for shared roles and internet peers.

    `services_served` are those that it answered, at least once. `heard`: it sent or answered something; False where
    nobody met it, or others tried it and it stayed silent. `last_seen` 0: no flow had it as an end.
    """

    id: str
    site: str
    first_seen: float
    last_seen: float
    peers: int
    services_served: tuple[str, ...]
    services_used: tuple[str, ...]
    paths: int
    alive: bool
    name: str | None = None
    declared_id: str | None = None
    ips: tuple[str, ...] = ()
    macs: tuple[str, ...] = ()
    role: str | None = None
    vendor: str | None = None
    zone: str | None = None
    purdue_level: float | None = None
    side: Side | None = None
    side_inferred: bool = False
    criticality: int | None = None
    owner: str | None = None
    readiness: float | None = None
    external: bool = False
    heard: bool = False
    note: str | None = None

    @property
    def declared(self) -> bool:
        """Whether an inventory names it."""
        return self.declared_id is not None
