"""Puts together assets of one place that do alike: agglomerative clustering of their profiles, by SciPy.

Equal profiles are one item from the start, and so are all assets to which the inventory gives one role; so a zone of
5,000 desks costs what its different ways of working cost. The distance of two items is Jaccard's, 1 - shared / either.
Linkage is average: complete linkage, which asks all of a cluster to be alike, made 27 roles of 300 desks of six kinds
that each left out a tenth of their habits, average linkage 12 (measured). No chance is in it, and the order of items is
fixed. The bound lies a little beside fractions that profiles can have, so that how a sum is rounded does not decide.
What leaves this module are ids of assets, no figure.

SciPy's is what scikit-learn's `AgglomerativeClustering` calls with such distances; to import it costs 0.3 s and 32 MB,
scikit-learn 0.9 s and 93 MB (measured), for the same clusters (tested). It is imported here alone, and only once two
items may come together.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from models.roles.profile import Habit, Profile, core

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Distances = NDArray[np.float64]

MOST_ITEMS = 256
"""Items of a place that are compared with each other, the most common first; others join the nearest of them. All pairs
of so many are a matrix of 0.5 MB."""

FURTHEST = 0.5
"""Items further apart are of different roles: they share less than half of what either does. A convention."""

_APART = float(MOST_ITEMS * MOST_ITEMS)
"""The distance of two items that the inventory gives different roles: a mean over all pairs with one such stays above
the bound."""

_JUST_ABOVE = 1e-6
"""Added to the bound, so that how a mean is rounded does not decide. Fractions of so few habits differ by more."""


class Cluster(Struct, frozen=True):
    """The assets of a place that do alike, by id, and the role that the inventory gives those of them that have one."""

    role: str | None
    members: tuple[str, ...]


class _Item(Struct, frozen=True):
    role: str | None
    members: tuple[str, ...]
    habits: frozenset[Habit]


def clusters(profiles: Mapping[str, Profile]) -> list[Cluster]:
    """The clusters of one place's assets, the largest first. Assets of different declared roles are never together."""
    items = _items(profiles)
    kept, rest = items[:MOST_ITEMS], items[MOST_ITEMS:]
    if len(kept) < 2:
        return [Cluster(item.role, item.members) for item in items]
    labels = _labels(_distances(kept, kept))
    together: dict[int, list[_Item]] = {}
    for item, label in zip(kept, labels, strict=True):
        together.setdefault(label, []).append(item)
    for number, item in enumerate(_joined(rest, kept, labels, together)):
        together[-1 - number] = [item]
    found = [_cluster(some) for some in together.values()]
    return sorted(found, key=lambda cluster: (-len(cluster.members), cluster.members[0]))


def _items(profiles: Mapping[str, Profile]) -> list[_Item]:
    """What is one from the start, the most common first."""
    declared: dict[str, list[str]] = {}
    alike: dict[frozenset[Habit], list[str]] = {}
    for asset in sorted(profiles):
        profile = profiles[asset]
        if profile.role is None:
            alike.setdefault(profile.habits, []).append(asset)
        else:
            declared.setdefault(profile.role, []).append(asset)
    items = [_Item(None, tuple(members), habits) for habits, members in alike.items()]
    for role, members in declared.items():
        items.append(_Item(role, tuple(members), frozenset(core(profiles[each] for each in members))))
    return sorted(items, key=lambda item: (-len(item.members), item.role or "", item.members[0]))


def _distances(rows: Sequence[_Item], columns: Sequence[_Item]) -> "Distances":
    import numpy as np  # noqa: PLC0415 - with SciPy: who restores a state to list it needs neither

    numbers: dict[Habit, int] = {}
    for item in (*columns, *rows):
        for habit in item.habits:
            numbers.setdefault(habit, len(numbers))

    def incidences(items: Sequence[_Item]) -> "NDArray[np.float32]":
        # Counts of habits are small whole numbers, which even so short a float holds exactly.
        found = np.zeros((len(items), len(numbers)), dtype=np.float32)
        for row, item in enumerate(items):
            found[row, [numbers[habit] for habit in item.habits]] = 1.0
        return found

    one, other = incidences(rows), incidences(columns)
    shared = (one @ other.T).astype(np.float64)
    either = one.sum(axis=1)[:, np.newaxis] + other.sum(axis=1)[np.newaxis, :] - shared
    # Items without a habit that their members share are alike to none.
    distances: Distances = 1.0 - shared / np.maximum(either, 1.0)
    roles = [item.role for item in columns]
    for row, item in enumerate(rows):
        if item.role is not None:
            distances[row, [n for n, role in enumerate(roles) if role is not None and role != item.role]] = _APART
    return distances


def _labels(distances: "Distances") -> list[int]:
    """The cluster of each item."""
    import numpy as np  # noqa: PLC0415 - see above

    np.fill_diagonal(distances, 0.0)
    within = int((distances <= FURTHEST).sum()) - len(distances)
    if not within:
        return list(range(len(distances)))
    from scipy.cluster.hierarchy import fcluster, linkage  # noqa: PLC0415 - see the module's docstring
    from scipy.spatial.distance import squareform  # noqa: PLC0415

    tree = linkage(squareform(distances, checks=False), method="average")
    return [int(label) for label in fcluster(tree, FURTHEST + _JUST_ABOVE, criterion="distance")]


def _joined(
    rest: Sequence[_Item], kept: Sequence[_Item], labels: Sequence[int], together: dict[int, list[_Item]]
) -> list[_Item]:
    """Let others join the cluster of the item nearest to them, of equals the more common. Returns who is near none."""
    alone: list[_Item] = []
    if not rest:
        return alone
    for item, row in zip(rest, _distances(rest, kept), strict=True):
        best = int(row.argmin())
        if item.role is None and float(row[best]) <= FURTHEST:
            together[labels[best]].append(item)
        else:
            alone.append(item)
    return alone


def _cluster(items: Sequence[_Item]) -> Cluster:
    role = next((item.role for item in items if item.role is not None), None)
    return Cluster(role, tuple(sorted(member for item in items for member in item.members)))
