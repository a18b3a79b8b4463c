"""Figures over several seeds: counts are summed, times are medians of all, recall is of all attacks together."""

from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import median

import msgspec
from msgspec import Struct
from sklearn.metrics import average_precision_score, roc_auc_score

from replay.evaluate.evaluation import Evaluation, Found, ScenarioResult
from replay.evaluate.recall import BUDGETS_A_DAY, curve, recall_at


class ByName(Struct, frozen=True):
    """One scenario over all seeds in which it was planted."""

    name: str
    stealth: str | None
    planted: int
    found: int
    right_kind: int
    best_kind: int
    kinds: tuple[str, ...]
    best: str


def pooled(evaluations: Sequence[Evaluation]) -> Evaluation:
    """One evaluation of all; a scenario's name bears its place among them."""
    days = sum(one.days for one in evaluations)
    scenarios = tuple(
        msgspec.structs.replace(scenario, name=f"{scenario.name} {place}")
        for place, one in enumerate(evaluations)
        for scenario in one.scenarios
    )
    attacks = [one for one in scenarios if one.expected == "alert"]
    found = [one for one in attacks if one.found]
    false_scores = tuple(sorted((score for one in evaluations for score in one.false_scores), reverse=True))
    points = curve([one.severity for one in attacks], false_scores, days)
    return Evaluation(
        days=days,
        plain=_sum([one.plain for one in evaluations]),
        stealthy=_sum([one.stealthy for one in evaluations]),
        scenarios=scenarios,
        traps=sum(one.traps for one in evaluations),
        traps_raised=tuple(name for one in evaluations for name in one.traps_raised),
        false_alerts=sum(one.false_alerts for one in evaluations),
        false_a_day=sum(one.false_alerts for one in evaluations) / days,
        false_medium_a_day=sum(one.false_medium_a_day * one.days for one in evaluations) / days,
        false_by_kind=_added([one.false_by_kind for one in evaluations]),
        false_by_level=_added([one.false_by_level for one in evaluations]),
        true_by_level=_added([one.true_by_level for one in evaluations]),
        alerts_an_attack=sum(one.alerts for one in found) / len(found) if found else None,
        detected_after_s=median(one.detected_after_s or 0.0 for one in found) if found else None,
        recall=tuple(recall_at(points, budget) for budget in BUDGETS_A_DAY),
        curve=tuple(points),
        false_scores=false_scores,
    )


def by_name(evaluations: Sequence[Evaluation]) -> list[ByName]:
    """Each attack over all seeds, in the order of its name."""
    found: dict[str, list[ScenarioResult]] = {}
    for one in evaluations:
        for scenario in one.scenarios:
            if scenario.expected == "alert":
                found.setdefault(scenario.name, []).append(scenario)
    return [
        ByName(
            name, results[0].stealth, len(results), sum(one.found for one in results),
            sum(one.right_kind for one in results), sum(one.best_kind for one in results),
            tuple(sorted({kind for one in results for kind in one.kinds})), results[0].best,
        )
        for name, results in sorted(found.items())
    ]  # fmt: skip


def areas(evaluation: Evaluation) -> tuple[float, float] | None:
    """Areas under ROC and precision-recall of the scores of attacks and false edges; what raised nothing scores 0.

    None where there is nothing of either to tell apart.
    """
    attacks = [one.severity or 0.0 for one in evaluation.scenarios if one.expected == "alert"]
    if not attacks or not evaluation.false_scores:
        return None
    truth = [1] * len(attacks) + [0] * len(evaluation.false_scores)
    scores = [*attacks, *evaluation.false_scores]
    return float(roc_auc_score(truth, scores)), float(average_precision_score(truth, scores))


def _sum(parts: Sequence[Found]) -> Found:
    return Found(
        attacks=sum(one.attacks for one in parts),
        found=sum(one.found for one in parts),
        right_kind=sum(one.right_kind for one in parts),
        best_kind=sum(one.best_kind for one in parts),
    )


def _added(parts: Sequence[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for one in parts:
        total.update(one)
    return dict(total.most_common())
