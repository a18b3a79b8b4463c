"""A register of conduits: each declared way between two zones with what uses it, and what is used without one.

For zones and conduits as IEC 62443-3-2 asks for them, and as evidence of what communicates (NERC CIP-015-1).
"""

from msgspec import Struct

from schemas.asset_change import Side
from schemas.overview.matrix import CellPolicy


class ConduitEntry(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One declared conduit, or all that goes from one zone to another by one service without one.

    `name` is None where none is declared; then `declared_services` is empty, and `owner` and `reason` are None. Of the
    paths that use it: how many, by service (the most first), how many were answered and how many alerted and are not
    learnt; `days` on which the one of most days spoke; first and last seen in seconds UTC, None where none does. A path
    that several conduits hold counts for the first that was declared.
    """

    site: str
    from_zone: str | None
    to_zone: str | None
    from_side: Side | None
    to_side: Side | None
    policy: CellPolicy
    name: str | None = None
    declared_services: tuple[str, ...] = ()
    owner: str | None = None
    reason: str | None = None
    expires: float | None = None
    expired: bool = False
    services: dict[str, int] = {}
    paths: int = 0
    answered: int = 0
    alerted: int = 0
    flows: int = 0
    days: int = 0
    first_seen: float | None = None
    last_seen: float | None = None

    @property
    def declared(self) -> bool:
        """Whether somebody has declared it."""
        return self.name is not None
