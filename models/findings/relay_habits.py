"""Who goes on from a relay to whom, by day, so that a usual user on a usual way stands out who never met there.

All ways are usual, so only their combination can be news. It is known for sure only where one person alone had a
session on the relay when the next one began: what is told and what is counted is that, and what several may have done
is neither.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from msgspec import Struct, field

from models.baseline.surprise import surprise_bits
from models.event_time.calendar import DAY_S

FEWEST_DAYS = 10
"""Of either end, before what it never did says something: as long as an asset takes to be ready."""

LEAST_BITS = 3.0
"""Of the less surprised end: once in eight. One that goes to a second host now and then is less surprising. A
convention."""

BY_CHANCE = 0.01
"""Where who goes as often as this one would still have missed the target with more than this probability, it says
nothing that it did: one day in five to a server leaves one user in nine who did not go there in ten days. A year of a
simulated plant told five addresses of a VPN pool so, each another person's every day. A convention."""

A_STRANGER = "stranger"
"""Stands first in the cause of a chain that is told since its steps were never together."""

MOST_USERS, MOST_TARGETS = 64, 32
"""Kept of one relay: those who came first stay. More than share a jump host."""


class Stranger(NamedTuple):
    """A combination that never was.

    On how many days the user went on from this relay, and to how many hosts; on how many days the target was reached
    from there, and by how many users; and the surprise of the end that is less surprised.
    """

    user_days: int
    user_targets: int
    target_days: int
    target_users: int
    bits: float


class RelayHabits(Struct, array_like=True):
    """Of one relay: on how many days each user went on to each target, and the last such day (of UTC)."""

    days: dict[str, dict[str, int]] = field(default_factory=dict)
    last_day: dict[str, int] = field(default_factory=dict)

    def stranger(self, user: str, target: str) -> Stranger | None:
        """What is odd about this user at this target.

        None where they met before, where one of them is little known, and where it may be chance that they never met.
        """
        own = self.days.get(user, {})
        theirs = {each: targets[target] for each, targets in self.days.items() if target in targets}
        if user in theirs or sum(own.values()) < FEWEST_DAYS or sum(theirs.values()) < FEWEST_DAYS:
            return None
        others = sum(sum(targets.values()) for each, targets in self.days.items() if each != user)
        if (1.0 - sum(theirs.values()) / others) ** sum(own.values()) > BY_CHANCE:
            return None
        bits = min(_bits(own), _bits(theirs))
        if bits < LEAST_BITS:
            return None
        return Stranger(sum(own.values()), len(own), sum(theirs.values()), len(theirs), bits)

    def count(self, user: str, target: str, time: float) -> None:
        """One more session of a user that went on to a target; a day counts once."""
        own = self.days.get(user)
        if own is None:
            if len(self.days) >= MOST_USERS:
                return
            own = self.days[user] = {}
        if target not in own and len(own) >= MOST_TARGETS:
            return
        day, key = int(time // DAY_S), f"{user} {target}"
        if self.last_day.get(key, -1) < day:
            own[target] = own.get(target, 0) + 1
            self.last_day[key] = day

    def users_of(self, target: str) -> list[str]:
        """Who went on to a target, those of most days first."""
        days = {user: targets[target] for user, targets in self.days.items() if target in targets}
        return sorted(days, key=lambda user: (-days[user], user))

    def without(self, assets: Iterable[str]) -> "RelayHabits":
        """The same without what is about some assets."""
        gone = set(assets)
        days = {
            user: {target: count for target, count in targets.items() if target not in gone}
            for user, targets in self.days.items()
            if user not in gone
        }
        kept = {f"{user} {target}" for user, targets in days.items() for target in targets}
        return RelayHabits(days, {key: day for key, day in self.last_day.items() if key in kept})


def _bits(counts: Mapping[str, int]) -> float:
    """The surprise of one more kind, by days (`models/baseline/surprise.py`)."""
    values = list(counts.values())
    found = surprise_bits(draws=sum(values), kinds=len(values), once=values.count(1), twice=values.count(2))
    return 0.0 if found is None else found
