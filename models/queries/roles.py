"""Which assets of a zone do alike, from their learnt paths and what an inventory says of them."""

from collections.abc import Iterable, Mapping

from models.baseline.asset import Asset
from models.queries.listed_path import ListedPath
from models.queries.role_groups import Group, Habit, Profile, grouped
from schemas.asset_change import Side
from schemas.overview.roles import Role, RoleHabit, RoleMember

_SIDES: dict[Side | None, str] = {"external": "internet", None: "undeclared"}


def roles(site: str, assets: Mapping[str, Asset], paths: Iterable[ListedPath]) -> list[Role]:
    """All roles of a site, by zone and id. In none are peers on the internet, and assets of which nothing is learnt."""
    habits: dict[str, set[Habit]] = {}
    for path in paths:
        stored = path.stored
        if stored.status != "learnt" or not stored.answered:
            continue
        habits.setdefault(stored.initiator, set()).add((False, stored.service, _place(path.responder)))
        habits.setdefault(stored.responder, set()).add((True, stored.service, _place(path.initiator)))
    by_zone: dict[tuple[str, Side | None, bool], dict[str, Profile]] = {}
    for asset_id, own in habits.items():
        asset = assets[asset_id]
        if asset.record.external:
            continue
        place = (asset.zone or "", asset.side, asset.zone is not None)
        by_zone.setdefault(place, {})[asset_id] = Profile(frozenset(own), asset.record.role)
    found: list[Role] = []
    for place in sorted(by_zone, key=lambda place: (place[0], place[1] or "")):
        zone = place[0] if place[2] else None
        taken: dict[str, int] = {}
        # Of two with one name the one whose first member came first keeps it, however many join the other.
        groups = sorted(grouped(by_zone[place]), key=lambda group: _oldest(group, assets))
        found += [_role(site, zone, place[1], group, by_zone[place], assets, taken) for group in groups]
    return sorted(found, key=lambda role: (role.zone or "", role.side or "", -len(role.members), role.id))


def _oldest(group: Group, assets: Mapping[str, Asset]) -> tuple[float, str]:
    return min((assets[each].record.first_seen, each) for each in group.members)


def _place(asset: Asset) -> str:
    return asset.zone or _SIDES.get(asset.side) or asset.side or "undeclared"


def _role(  # noqa: PLR0913, PLR0917 - a group, and where it stands
    site: str,
    zone: str | None,
    side: Side | None,
    group: Group,
    profiles: Mapping[str, Profile],
    assets: Mapping[str, Asset],
    taken: dict[str, int],
) -> Role:
    core = group.core
    habits = sorted(core, key=lambda habit: (-group.counts[habit], not habit[0], habit[1], habit[2]))
    name = group.role or (f"{'serves' if habits[0][0] else 'uses'}-{habits[0][1]}" if habits else "mixed")
    taken[name] = number = taken.get(name, 0) + 1
    return Role(
        site=site,
        id=f"{zone or side or 'undeclared'}/{name}" + (f"#{number}" if number > 1 else ""),
        habits=tuple(
            RoleHabit(serves=serves, service=service, place=place, members=group.counts[serves, service, place])
            for serves, service, place in habits
        ),
        members=tuple(_member(assets[each], len(core ^ profiles[each].habits)) for each in group.members),
        zone=zone,
        side=side,
        declared=group.role,
    )


def _member(asset: Asset, differs: int) -> RoleMember:
    record = asset.record
    ips = tuple(ip.rpartition("/")[2] for ip in record.ips)
    return RoleMember(asset=asset.id, differs=differs, name=record.name or record.declared_id, ips=ips)
