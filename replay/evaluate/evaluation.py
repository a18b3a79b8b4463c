"""Alerts against a ground truth: each scenario's fate, and what else was raised.

Only what was told between the end of learning and the end of the traffic is judged. An alert that tells of an attack is
no false one, whatever its kind; one that tells of a near miss is false, and so is one that tells of nothing planted.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from statistics import median

from msgspec import Struct

from replay.evaluate.raised import Raised
from replay.evaluate.recall import BUDGETS_A_DAY, Point, RecallAt, curve, recall_at
from replay.evaluate.scenarios import GRACE_S, Scenario, scenarios_of
from replay.simulate.truth import Expected, Truth
from schemas.alert import level_of

MEDIUM = 40
"""Where the level medium begins (`schemas/alert.py`): what a person is expected to look at."""

_DAY_S = 86_400.0


class ScenarioResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One scenario's fate. `detected_after_s` is from its first row to the first alert (None: not found).

    `kinds` are those of its alerts; `right_kind` and `best_kind` say whether one of them is acceptable, or the one
    that names it. `steps_covered` of `steps` stand in its alerts.
    """

    name: str
    expected: Expected
    best: str
    stealth: str | None = None
    found: bool = False
    right_kind: bool = False
    best_kind: bool = False
    detected_after_s: float | None = None
    alerts: int = 0
    severity: float | None = None
    kinds: tuple[str, ...] = ()
    steps: int = 0
    steps_covered: int = 0
    description: str = ""


class Found(Struct, frozen=True, kw_only=True):
    """How many of some attacks were found, with an acceptable kind, and with the best one."""

    attacks: int
    found: int
    right_kind: int
    best_kind: int


class Evaluation(Struct, frozen=True, kw_only=True):
    """All figures of one run. `false_scores` is one an edge, for summing up over runs.

    `true_by_level` counts the alerts that tell of an attack, `false_by_level` the false ones, each by the gravest level
    that it reached.
    """

    days: float
    plain: Found
    stealthy: Found
    scenarios: tuple[ScenarioResult, ...]
    traps: int
    traps_raised: tuple[str, ...]
    false_alerts: int
    false_a_day: float
    false_medium_a_day: float
    false_by_kind: Mapping[str, int]
    false_by_level: Mapping[str, int]
    true_by_level: Mapping[str, int]
    alerts_an_attack: float | None
    detected_after_s: float | None
    recall: tuple[RecallAt, ...]
    curve: tuple[Point, ...]
    false_scores: tuple[float, ...]


class NamedEvaluation(Struct, frozen=True, kw_only=True):
    """An evaluation and whose alerts it judges: `weir`, or one of the simple rules."""

    name: str
    evaluation: Evaluation


class SortedOut(Struct, frozen=True, kw_only=True):
    """Alerts by what they tell of: `of` each scenario by name, the `false` ones, and the `true` ones (of an attack)."""

    scenarios: list[Scenario]
    of: Mapping[str, list[Raised]]
    false: list[Raised]
    true: list[Raised]


def evaluate(raised: Sequence[Raised], truth: Truth, *, grace_s: float = GRACE_S) -> Evaluation:
    """Judge what was raised. `grace_s`: how long after a scenario an alert still tells of it, in seconds.

    Raises ValueError for a truth whose times are none, or that spans no time.
    """
    begins = moment_of("learn_until", truth.learn_until)
    ends = max([begins, *(item.end for item in truth.items), *(one.last_seen for one in raised)])
    if truth.end is not None:
        ends = moment_of("end", truth.end)
    if ends <= begins:
        msg = f"the truth ends ({truth.end}) before its learning does ({truth.learn_until}): there is nothing to judge"
        raise ValueError(msg)
    told = sorted_out([one for one in raised if one.told >= begins], truth, grace_s=grace_s)
    results = tuple(_result(scenario, told.of[scenario.name]) for scenario in told.scenarios)
    return _summed(results, told.false, told.true, (ends - begins) / _DAY_S)


def sorted_out(raised: Sequence[Raised], truth: Truth, *, grace_s: float = GRACE_S) -> SortedOut:
    """Which alerts tell of what: those of each scenario, those of any attack, and those that are false."""
    scenarios = scenarios_of(truth.items, grace_s)
    told: dict[str, list[Raised]] = {scenario.name: [] for scenario in scenarios}
    false, true = list[Raised](), list[Raised]()
    for one in raised:
        tells = [scenario for scenario in scenarios if scenario.is_told_by(one)]
        harmless = not any(scenario.expected != "silent" for scenario in tells)
        if harmless:
            false.append(one)
        if any(scenario.expected == "alert" for scenario in tells):
            true.append(one)
        for scenario in tells:
            # An attack's alert may touch a near miss's end, too: then the near miss has not raised it.
            if harmless or scenario.expected != "silent":
                told[scenario.name].append(one)
    return SortedOut(scenarios=scenarios, of=told, false=false, true=true)


def _result(scenario: Scenario, told: list[Raised]) -> ScenarioResult:
    kinds = tuple(sorted({one.kind for one in told}))
    first = min((one.told for one in told), default=None)
    return ScenarioResult(
        name=scenario.name,
        expected=scenario.expected,
        best=scenario.best,
        stealth=scenario.stealth,
        found=bool(told),
        right_kind=not scenario.right.isdisjoint(kinds),
        best_kind=scenario.best in kinds,
        detected_after_s=None if first is None else max(0.0, first - scenario.shown),
        alerts=len(told),
        severity=max((one.score for one in told), default=None),
        kinds=kinds,
        steps=len(scenario.steps),
        steps_covered=scenario.covered(told),
        description=scenario.description,
    )


def _summed(results: tuple[ScenarioResult, ...], false: list[Raised], true: list[Raised], days: float) -> Evaluation:
    attacks = [one for one in results if one.expected == "alert"]
    traps = [one for one in results if one.expected == "silent"]
    found = [one for one in attacks if one.found]
    edges: dict[str, float] = {}
    for one in false:
        edges[one.edge] = max(one.score, edges.get(one.edge, one.score))
    points = curve([one.severity for one in attacks], list(edges.values()), days)
    return Evaluation(
        days=days,
        plain=_found([one for one in attacks if one.stealth is None]),
        stealthy=_found([one for one in attacks if one.stealth is not None]),
        scenarios=results,
        traps=len(traps),
        traps_raised=tuple(one.name for one in traps if one.found),
        false_alerts=len(false),
        false_a_day=len(false) / days,
        false_medium_a_day=sum(one.score >= MEDIUM for one in false) / days,
        false_by_kind=dict(Counter(one.kind for one in false).most_common()),
        false_by_level=_by_level(false),
        true_by_level=_by_level(true),
        alerts_an_attack=sum(one.alerts for one in found) / len(found) if found else None,
        detected_after_s=median(one.detected_after_s or 0.0 for one in found) if found else None,
        recall=tuple(recall_at(points, budget) for budget in BUDGETS_A_DAY),
        curve=tuple(points),
        false_scores=tuple(sorted(edges.values(), reverse=True)),
    )


def _by_level(alerts: list[Raised]) -> dict[str, int]:
    return dict(Counter(level_of(int(one.score)) for one in alerts).most_common())


def _found(attacks: list[ScenarioResult]) -> Found:
    return Found(
        attacks=len(attacks),
        found=sum(one.found for one in attacks),
        right_kind=sum(one.right_kind for one in attacks),
        best_kind=sum(one.best_kind for one in attacks),
    )


def moment_of(name: str, text: str) -> float:
    """Seconds UTC of a truth's time. Raises ValueError that names it where it is none, or says no time zone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        msg = f"{name} of the truth is {text!r}; it must be ISO 8601 with a time zone, such as 2026-01-31T06:00:00Z"
        raise ValueError(msg) from error
    if moment.tzinfo is None:
        msg = f"{name} of the truth is {text!r}; it must say its time zone, such as 2026-01-31T06:00:00Z"
        raise ValueError(msg)
    return moment.timestamp()
