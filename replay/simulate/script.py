"""What is planted when: the plan's attacks spread over its last days, and the near misses among them.

Slots are even, so that each attack stands well apart from the next and an alert tells which one it
is. All that is planted is small and made at once; the plant's own traffic is not.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from replay.simulate.attacks import ATTACKS
from replay.simulate.calendar import iso
from replay.simulate.connection import Connection
from replay.simulate.near_misses import NEAR_MISSES
from replay.simulate.plan import ALL_ATTACKS, SimulationPlan
from replay.simulate.scene import Scene, by_start
from replay.simulate.stage import Planted, PlantedEvent, Stage
from replay.simulate.truth import Truth, TruthItem

_FIRST_HOUR = 6.0
_QUIET_TAIL_S = 5 * 3600.0
"""No attack begins later before the plan's end: each has room to end."""


@dataclass(frozen=True)
class Script:
    """All that is planted, in order of start."""

    connections: tuple[Connection, ...]
    items: tuple[TruthItem, ...]
    macs: Mapping[str, str]


def chosen(plan: SimulationPlan) -> list[str]:
    """The plan's attacks by name, in the order in which they happen.

    Raises ValueError for a name that the registry does not have.
    """
    if plan.attacks == ALL_ATTACKS:
        return list(ATTACKS)
    unknown = [name for name in plan.attacks if name not in ATTACKS]
    if unknown:
        msg = f"no attack is called {', '.join(unknown)}; there are: {', '.join(ATTACKS)}, or all, or none"
        raise ValueError(msg)
    return [name for name in ATTACKS if name in plan.attacks]


def write_script(scene: Scene) -> Script:
    """Plant everything the plan asks for."""
    plan, calendar = scene.plan, scene.calendar
    names = chosen(plan)
    if not names and not plan.near_misses:
        return Script((), (), {})
    day = calendar.day(plan.first_attack_day)
    begin, end = day.at(_FIRST_HOUR), calendar.end - _QUIET_TAIL_S
    planted: list[Planted] = []

    def plant(name: str, event: PlantedEvent, start: float) -> None:
        planted.append(event(Stage(name, scene, day, start, scene.random("planted", name))))

    for place, name in enumerate(names):
        plant(name, ATTACKS[name], begin + (end - begin) * place / len(names))
    for name, event in NEAR_MISSES.items() if plan.near_misses else ():
        plant(name, event, day.at(0.0))
    return Script(
        tuple(sorted((c for one in planted for c in one.connections), key=by_start)),
        tuple(sorted((i for one in planted for i in one.items), key=by_start)),
        {ip: mac for one in planted for ip, mac in one.macs.items()},
    )


def truth_of(scene: Scene) -> Truth:
    """The ground truth of a plan."""
    plan = scene.plan
    return Truth(site=plan.site, seed=plan.seed, learn_until=iso(plan.learn_until), items=write_script(scene).items)
