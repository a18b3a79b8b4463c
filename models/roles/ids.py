"""Gives each cluster the id of its role, and lets it keep that from day to day, whoever comes and goes.

Of a role that the inventory declares the id says so. Another's is that of yesterday's role with which it has the most
members in common; where it has none, it is named by its most common habit.
"""

from collections.abc import Mapping, Sequence

from models.roles.clusters import Cluster
from models.roles.profile import Place, Profile, core

MIXED = "mixed"
"""The name of a role whose members have no habit that half of them share."""


def role_ids(
    place: Place, found: Sequence[Cluster], profiles: Mapping[str, Profile], before: Mapping[str, str | None]
) -> list[str]:
    """The id of each cluster found in one place. `before` has the last role id of each asset; None: it had none."""
    begin = f"{place.name}/"
    ids = {number: begin + cluster.role for number, cluster in enumerate(found) if cluster.role is not None}
    taken = set(ids.values())
    shared: list[tuple[int, str, int]] = []
    for number, cluster in enumerate(found):
        if cluster.role is None:
            shared += [(-count, old, number) for old, count in _roles_before(cluster, before, begin).items()]
    # The most in common first; of equals the earlier name, then the larger cluster.
    for _, old, number in sorted(shared):
        if number not in ids and old not in taken:
            ids[number] = old
            taken.add(old)
    # A role that is gone leaves its name to nobody on the day on which it goes.
    taken.update(old for old in before.values() if old is not None)
    for number, cluster in enumerate(found):
        if number not in ids:
            ids[number] = _free(begin + _name(cluster, profiles), taken)
            taken.add(ids[number])
    return [ids[number] for number in range(len(found))]


def _roles_before(cluster: Cluster, before: Mapping[str, str | None], begin: str) -> dict[str, int]:
    """How many members had which role of this place."""
    counts: dict[str, int] = {}
    for member in cluster.members:
        old = before.get(member)
        if old is not None and old.startswith(begin):
            counts[old] = counts.get(old, 0) + 1
    return counts


def _name(cluster: Cluster, profiles: Mapping[str, Profile]) -> str:
    habit = next(iter(core(profiles[each] for each in cluster.members)), None)
    if habit is None:
        return MIXED
    return f"{'serves' if habit[0] else 'uses'}-{habit[1]}"


def _free(name: str, taken: set[str]) -> str:
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}#{number}"
    return found
