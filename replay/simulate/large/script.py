"""What is planted when: attacks at least two days apart, a trap on each day after learning, by turn.

Attacks and traps are dealt from one deck each: with each seed the deck goes on where the seed before ended, so that a
few seeds in a row have them all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import msgspec

from replay.simulate.calendar import iso
from replay.simulate.large.attacks import ATTACKS
from replay.simulate.large.ground import Ground, build_ground
from replay.simulate.large.plan import LargePlan
from replay.simulate.large.stage import Announced, Call, Change, Event, Planted, Rush, Silence, Stage
from replay.simulate.large.traps import TRAPS
from replay.simulate.large.troubles.moves import moves
from replay.simulate.randomness import seeded
from replay.simulate.truth import Truth, TruthItem

DAYS_AN_ATTACK = 2
_ATTACK_HOURS, _TRAP_HOURS = (7.0, 18.0), (6.0, 20.0)
"""Local hours between which they begin."""


@dataclass(frozen=True)
class Script:
    """All of a plan that is not habit."""

    plan: LargePlan

    @cached_property
    def ground(self) -> Ground:
        """The plant on its first day."""
        return build_ground(self.plan)

    @cached_property
    def planted(self) -> tuple[Planted, ...]:
        """Attacks and traps, in the order of their days. Raises ValueError for a name that none has."""
        return tuple(
            event(self._stage(name, day, hours))
            for name, event, day, hours in (*self._dealt(ATTACKS, _ATTACK_HOURS), *self._dealt(TRAPS, _TRAP_HOURS))
        )

    def _dealt(
        self, deck: Mapping[str, Event], hours: tuple[float, float]
    ) -> list[tuple[str, Event, int, tuple[float, float]]]:
        plan, is_attack = self.plan, deck is ATTACKS
        if not (plan.attacks if is_attack else plan.traps):
            return []
        unknown = [name for name in plan.scenarios if name not in ATTACKS and name not in TRAPS]
        if unknown:
            msg = f"nothing is called {', '.join(unknown)}; there are: {', '.join((*ATTACKS, *TRAPS))}"
            raise ValueError(msg)
        days = list(range(plan.learn_days, plan.days, DAYS_AN_ATTACK if is_attack else 1))
        if plan.scenarios:
            names = [name for name in plan.scenarios if name in deck]
        else:
            order = list(deck)
            first = (plan.seed - 1) * len(days)
            names = [order[(first + turn) % len(order)] for turn in range(min(len(days), len(order)))]
        return [
            (name, deck[name], 0 if name.startswith("first-day") else days[turn % len(days)], hours)
            for turn, name in enumerate(names)
        ]

    def _stage(self, name: str, day: int, hours: tuple[float, float]) -> Stage:
        random = seeded(self.plan.seed, "large", "planted", name)
        start = self.plan.calendar.day(day).at(random.uniform(*hours))
        return Stage(name, self.ground, self.plan.calendar, day, start, random)

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """All changes of the plant in order of their days."""
        own = [change for planted in self.planted for change in planted.changes]
        return tuple(sorted((*moves(self.plan, self.ground), *own), key=lambda change: change.day))

    def ground_on(self, day: int) -> Ground:
        """The plant as it is on a day."""
        ground = self.ground
        for change in self.changes:
            if change.day <= day:
                ground = change.apply(ground)
        return ground

    @cached_property
    def calls(self) -> tuple[Call, ...]:
        """Planted connections in order of start."""
        return tuple(sorted((call for one in self.planted for call in one.calls), key=lambda call: call.start))

    @property
    def silences(self) -> tuple[Silence, ...]:
        """All planted silences."""
        return tuple(one for planted in self.planted for one in planted.silences)

    @property
    def rushes(self) -> tuple[Rush, ...]:
        """All planted rushes."""
        return tuple(one for planted in self.planted for one in planted.rushes)

    @property
    def announced(self) -> tuple[Announced, ...]:
        """All work that is announced, in order of its begin."""
        return tuple(sorted((one for planted in self.planted for one in planted.announced), key=lambda one: one.begin))

    @property
    def gaps(self) -> tuple[tuple[float, float], ...]:
        """All times without a sensor."""
        return tuple(gap for planted in self.planted for gap in planted.gaps)

    @property
    def truth(self) -> Truth:
        """The ground truth."""
        end = self.plan.calendar.end
        items = sorted((_within(i, end) for one in self.planted for i in one.items), key=lambda item: item.start)
        return Truth(
            site=self.plan.site, seed=self.plan.seed, learn_until=iso(self.plan.learn_until), items=tuple(items),
            end=iso(end),
        )  # fmt: skip


def _within(item: TruthItem, end: float) -> TruthItem:
    """What of an item lies within the plan."""
    hops = tuple(hop for hop in item.hops if hop.start < end)
    return msgspec.structs.replace(item, end=min(item.end, end), hops=hops)


def all_attacks(plan: LargePlan) -> list[TruthItem]:
    """Every attack of the deck as this plan would have it, whatever its turn."""
    every = msgspec.structs.replace(plan, attacks=True, traps=False, scenarios=tuple(ATTACKS))
    return [item for planted in Script(every).planted for item in planted.items]
