"""Groups profiles that are alike: a small agglomeration by Jaccard's index, in whole numbers and in a fixed order.

Equal profiles are one from the start, so that a zone of 5,000 desks costs what its few ways of working cost. No
scikit-learn: to import its clustering takes 3.2 s and 113 MB more than the core does, and 250 MB of disk (measured),
for groups of which each zone has a handful; and its results depend on its version.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec import Struct

Habit = tuple[bool, str, str]
"""Whether it is answered (else begun), the service, and the place of those at the other end."""

MOST_PROFILES = 96
"""Different profiles of a zone that are compared with each other, the most common first; others join what they are most
like. All pairs of so many take 0.1 s."""


class Profile(Struct, frozen=True):
    """What one asset does, and the role that an inventory gives it; None: none."""

    habits: frozenset[Habit]
    role: str | None


class Group(Struct):
    """Members by asset id, how many of them have each habit, and the declared role of those that have one."""

    role: str | None
    members: list[str]
    counts: Counter[Habit]

    @property
    def core(self) -> frozenset[Habit]:
        """The habits of at least half of the members."""
        size = len(self.members)
        return frozenset(habit for habit, count in self.counts.items() if 2 * count >= size)


def grouped(profiles: Mapping[str, Profile]) -> list[Group]:
    """The groups of one zone's assets, the largest first. Assets of different declared roles are never together."""
    alike: dict[tuple[str, tuple[Habit, ...]], list[str]] = {}
    for asset, profile in sorted(profiles.items()):
        alike.setdefault((profile.role or "", tuple(sorted(profile.habits))), []).append(asset)
    ordered = sorted(alike.items(), key=lambda item: (-len(item[1]), item[0]))
    groups = [
        Group(role or None, members, Counter(dict.fromkeys(habits, len(members))))
        for (role, habits), members in ordered
    ]
    kept, rest = _merged(groups[:MOST_PROFILES]), groups[MOST_PROFILES:]
    for group in rest:
        best = _nearest(group, kept)
        if best is None:
            kept.append(group)
        else:
            _join(best, group)
    return sorted(kept, key=lambda group: (-len(group.members), min(group.members)))


def _merged(groups: list[Group]) -> list[Group]:
    """Join the two most alike until none are alike any more; of equals the earlier ones."""
    groups = list(groups)
    while True:
        cores = [group.core for group in groups]
        best: tuple[int, int, int, int] | None = None
        for one in range(len(groups)):
            for other in range(one + 1, len(groups)):
                shared, all_ = _overlap(cores[one], cores[other])
                if not _may_join(groups[one], groups[other], shared, all_):
                    continue
                if best is None or shared * best[1] > best[0] * all_:
                    best = (shared, all_, one, other)
        if best is None:
            return groups
        _join(groups[best[2]], groups.pop(best[3]))


def _nearest(group: Group, groups: Iterable[Group]) -> Group | None:
    best: tuple[int, int, Group] | None = None
    core = group.core
    for other in groups:
        shared, all_ = _overlap(core, other.core)
        if _may_join(group, other, shared, all_) and (best is None or shared * best[1] > best[0] * all_):
            best = (shared, all_, other)
    return None if best is None else best[2]


def _overlap(one: frozenset[Habit], other: frozenset[Habit]) -> tuple[int, int]:
    shared = len(one & other)
    return shared, len(one) + len(other) - shared


def _may_join(one: Group, other: Group, shared: int, all_: int) -> bool:
    """Whether they share at least half of what either does, and no two inventories' roles speak against it."""
    if one.role is not None and other.role is not None:
        # What an inventory gives one role belongs together, however it behaves.
        return one.role == other.role
    return 2 * shared >= all_


def _join(one: Group, other: Group) -> None:
    one.role = one.role or other.role
    one.members = sorted([*one.members, *other.members])
    one.counts.update(other.counts)
