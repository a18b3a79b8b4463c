"""The roles of a site as they were last formed, with what their members do by now."""

from collections.abc import Iterable, Mapping

from models.baseline.asset import Asset
from models.queries.listed_path import ListedPath
from models.roles.profile import Habit, Place, Profile, Way, core, place_of, profiles
from schemas.overview.roles import Role, RoleHabit, RoleMember


def roles(site: str, assets: Mapping[str, Asset], paths: Iterable[ListedPath]) -> list[Role]:
    """All roles of a site, by place, size and id. In none are assets that came after they were formed."""
    found: dict[tuple[Place, str], list[Asset]] = {}
    for asset_id in sorted(assets):
        asset = assets[asset_id]
        if asset.record.role_id is not None and not asset.record.external:
            found.setdefault((place_of(asset), asset.record.role_id), []).append(asset)
    by_place = profiles(assets, _ways(paths)) if found else {}
    listed = [
        (place, _role(site, place, role_id, members, by_place.get(place, {})))
        for (place, role_id), members in found.items()
    ]
    return [role for _, role in sorted(listed, key=lambda each: (each[0], -len(each[1].members), each[1].id))]


def _ways(paths: Iterable[ListedPath]) -> Iterable[Way]:
    for path in paths:
        if path.stored.status == "learnt" and path.stored.answered:
            yield path.initiator, path.responder, path.stored.service


def _role(site: str, place: Place, role_id: str, members: list[Asset], known: Mapping[str, Profile]) -> Role:
    own = [known.get(each.id) or Profile(frozenset(), each.record.role) for each in members]
    shared = core(own)
    declared = sorted({each.record.role for each in members if each.record.role is not None})
    return Role(
        site=site,
        id=role_id,
        habits=tuple(
            RoleHabit(serves=serves, service=service, place=where, members=count)
            for (serves, service, where), count in shared.items()
        ),
        members=tuple(_member(asset, shared.keys(), profile) for asset, profile in zip(members, own, strict=True)),
        zone=place.zone,
        side=members[0].side,
        # Two: the inventory has said something else since.
        declared=declared[0] if len(declared) == 1 else None,
    )


def _member(asset: Asset, shared: Iterable[Habit], profile: Profile) -> RoleMember:
    record = asset.record
    ips = tuple(ip.rpartition("/")[2] for ip in record.ips)
    differs = len(frozenset(shared) ^ profile.habits)
    return RoleMember(asset=asset.id, differs=differs, name=record.name or record.declared_id, ips=ips)
