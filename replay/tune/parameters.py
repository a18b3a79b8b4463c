"""What may be tuned, in which range, and how a choice is made settings of.

Two parameters: from which level on the alerts of a kind go out (`[detectors] least`), and how many of medium and above
go out a day (`[site] alerts_a_day`). Both decide what is told, and neither what is learnt, so that all trials go on
from one state. `docs/tune.md` says what else was looked at, and why it is not among them.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import msgspec
from msgspec import Struct

from models.settings import CoreSettings, Least
from replay.evaluate.raised import Raised
from schemas.alert import LEVEL_FROM, Level
from schemas.attack import AlertKind

SettingsFor = Callable[[str], CoreSettings]

A_DAY = "alerts_a_day"

BUDGETS = (1, 2, 3, 5, 10)
"""Alerts a day that are tried: for one analyst beside other work, up to a staffed desk. A convention."""

UNTOUCHED: frozenset[AlertKind] = frozenset(
    {
        *("external-path", "pivot", "sensor-silent", "heartbeat-missing"),
        *("learning-review", "maintenance-digest", "withheld-digest"),
    }
)
"""Kinds that no level holds back (`models/alerts/admission/withheld.py`), and lists that come once or in their turn."""

LISTS: frozenset[AlertKind] = frozenset({"first-look"})
"""Lists that may be held back: by one no attack is found that nothing else tells (`docs/detection.md`, ablation)."""


class Value(Struct, frozen=True, order=True):
    """One parameter's value, as settings have it: `name` is `alerts_a_day`, or the kind whose least level it is."""

    name: str
    value: str


Choice = tuple[Value, ...]
"""What differs from the settings, in order of the names; empty: nothing."""


class Chosen(Struct, frozen=True):
    """The settings of each site with a choice in them. Given to a process, so `settings_for` must be picklable."""

    settings_for: SettingsFor
    choice: Choice

    def __call__(self, site: str) -> CoreSettings:
        """Of one site."""
        core = self.settings_for(site)
        least: dict[AlertKind, Level] = {each.kind: each.level for each in core.least}
        for value in self.choice:
            if value.name == A_DAY:
                core = msgspec.structs.replace(core, alerts_a_day=int(value.value) or None)
            else:
                each = msgspec.convert((value.name, value.value), tuple[AlertKind, Level])
                least[each[0]] = each[1]
        return msgspec.structs.replace(core, least=tuple(Least(kind, level) for kind, level in least.items()))


def space(false: Sequence[Raised], core: CoreSettings, days: float) -> Mapping[str, tuple[str, ...]]:
    """What is worth a trial, by parameter: the values at which one of these alerts would be held back.

    `false` are those that the settings as they are have raised in so many days. A kind without any has no range.
    """
    ranges: dict[str, tuple[str, ...]] = {}
    now = {each.kind: LEVEL_FROM[each.level] for each in core.least}
    for kind in sorted({one.kind for one in false} - UNTOUCHED):
        scores = [one.score for one in false if one.kind == kind]
        bounds = {min((bound for bound in LEVEL_FROM.values() if bound > score), default=None) for score in scores}
        least = {bound for bound in bounds if bound is not None and bound > now.get(kind, 0)}  # type: ignore[call-overload]
        levels = tuple(level for level, bound in LEVEL_FROM.items() if bound in least)
        if levels:
            ranges[kind] = levels
    counted = [one for one in false if one.score >= LEVEL_FROM["medium"] and one.kind not in UNTOUCHED]
    a_day = Counter(int(one.told // 86_400) for one in counted)
    most = max(a_day.values(), default=0)
    budgets = tuple(str(one) for one in BUDGETS if one < most and one < (core.alerts_a_day or most + 1))
    if budgets and days >= 1:
        ranges[A_DAY] = budgets
    return ranges
