"""Which devices of a zone behave alike: `weir assets roles`."""

from msgspec import Struct

from schemas.asset_change import Side


class RoleHabit(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What members of a role do: answer (`serves`) or begin (else) a service with hosts of one place.

    `place` is a zone, or a side where no zone is declared. `members` is how many of them do it.
    """

    service: str
    place: str
    serves: bool
    members: int


class RoleMember(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One device of a role. `differs` is how many habits it has that its role lacks, or lacks that its role has."""

    asset: str
    differs: int
    name: str | None = None
    ips: tuple[str, ...] = ()


class Role(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Devices of one zone that do alike.

    `id` is the zone and what told the role there when it was first formed: the role that the inventory declares, else
    its most common habit. It stays while members come and go. `habits` are those that at least half of the members
    have, the most common first.
    """

    site: str
    id: str
    habits: tuple[RoleHabit, ...]
    members: tuple[RoleMember, ...]
    zone: str | None = None
    side: Side | None = None
    declared: str | None = None
