"""What an asset does, as the learnt paths tell: its habits, and the profiles of all assets, place by place."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from models.baseline.asset import Asset
from schemas.asset_change import Side

Way = tuple[Asset, Asset, str]
"""Initiator, responder and service of a path that is learnt and answered."""

Habit = tuple[bool, str, str]
"""Whether it is answered (else begun), the service, and the place of those at the other end."""

UNDECLARED = "undeclared"
"""The place of an asset in no zone, of whose side nothing is known either."""

_SIDES: dict[Side | None, str] = {"external": "internet", None: UNDECLARED}


class Profile(Struct, frozen=True):
    """What one asset does, and the role that an inventory gives it; None: none."""

    habits: frozenset[Habit]
    role: str | None


class Place(Struct, frozen=True, order=True):
    """Where assets are compared with each other: a zone, or a side where no zone is declared."""

    name: str
    declared: bool

    @property
    def zone(self) -> str | None:
        """The zone; None where none is declared."""
        return self.name if self.declared else None


def place_of(asset: Asset) -> Place:
    """The place of an asset."""
    if asset.zone is not None:
        return Place(asset.zone, declared=True)
    return Place(_SIDES.get(asset.side) or asset.side or UNDECLARED, declared=False)


def profiles(assets: Mapping[str, Asset], ways: Iterable[Way]) -> dict[Place, dict[str, Profile]]:
    """The profiles of all assets that do something, by place and id. Peers on the internet have none."""
    habits: dict[str, set[Habit]] = {}
    for initiator, responder, service in ways:
        habits.setdefault(initiator.id, set()).add((False, service, place_of(responder).name))
        habits.setdefault(responder.id, set()).add((True, service, place_of(initiator).name))
    by_place: dict[Place, dict[str, Profile]] = {}
    for asset_id in sorted(habits):
        asset = assets.get(asset_id)
        if asset is not None and not asset.record.external:
            profile = Profile(frozenset(habits[asset_id]), asset.record.role)
            by_place.setdefault(place_of(asset), {})[asset_id] = profile
    return by_place


def core(members: Iterable[Profile]) -> dict[Habit, int]:
    """The habits that at least half of some assets have, with how many of them do; the most common first."""
    counts: dict[Habit, int] = {}
    size = 0
    for profile in members:
        size += 1
        for habit in profile.habits:
            counts[habit] = counts.get(habit, 0) + 1
    shared = [(habit, count) for habit, count in counts.items() if 2 * count >= size]
    return dict(sorted(shared, key=lambda each: (-each[1], not each[0][0], each[0][1], each[0][2])))
