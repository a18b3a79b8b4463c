"""An evaluation as tables: each scenario, and the figures of each rule beside those of Weir."""

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table

from replay.evaluate import Evaluation, ScenarioResult
from schemas.alert import Level
from weir.views.recorded.replay_report import length_of

_LEVELS: tuple[Level, ...] = ("info", "low", "medium", "high", "critical")


def print_evaluations(console: Console, judged: Mapping[str, Evaluation]) -> None:
    """The first one's scenarios, then a line of figures for each."""
    first = next(iter(judged.values()))
    console.print(_scenarios(first))
    if first.false_by_kind:
        told = ", ".join(f"{kind} {count}" for kind, count in first.false_by_kind.items())
        console.print(f"false alerts by kind: {told}", soft_wrap=True)
    console.print(levels_table(first))
    console.print(figures_table(judged))


def figures_table(judged: Mapping[str, Evaluation]) -> Table:
    """Rules as rows; found of planted, and what it costs."""
    table = Table(
        "rule",
        "plain",
        "stealthy",
        "right kind",
        "best kind",
        "false a day",
        "of them medium+",
        "traps raised",
        "alerts an attack",
        "found after",
        "recall at 1, 3, 10 false a day",
        box=None,
        pad_edge=False,
    )
    for name, one in judged.items():
        attacks = one.plain.attacks + one.stealthy.attacks
        table.add_row(
            name,
            f"{one.plain.found} of {one.plain.attacks}",
            f"{one.stealthy.found} of {one.stealthy.attacks}",
            f"{one.plain.right_kind + one.stealthy.right_kind} of {attacks}",
            f"{one.plain.best_kind + one.stealthy.best_kind} of {attacks}",
            f"{one.false_a_day:.2f}",
            f"{one.false_medium_a_day:.2f}",
            f"{len(one.traps_raised)} of {one.traps}",
            "-" if one.alerts_an_attack is None else f"{one.alerts_an_attack:.1f}",
            _after(one.detected_after_s),
            ", ".join(f"{at.recall:.0%}" for at in one.recall),
        )
    return table


def levels_table(evaluation: Evaluation) -> Table:
    """How many alerts are of each level, of those that tell of an attack and of the false ones, with their shares."""
    table = Table("alerts by level", *_LEVELS, box=None, pad_edge=False)
    for name, counts in (("tell of an attack", evaluation.true_by_level), ("false", evaluation.false_by_level)):
        total = sum(counts.values())
        cells = (f"{counts[level]} ({counts[level] / total:.0%})" if level in counts else "-" for level in _LEVELS)
        table.add_row(name, *cells)
    return table


def _scenarios(evaluation: Evaluation) -> Table:
    table = Table("planted", "found", "kinds", "best kind", "after", "alerts", "steps", box=None, pad_edge=False)
    order = {"alert": 0, "either": 1, "silent": 2}
    for one in sorted(evaluation.scenarios, key=lambda one: order[one.expected]):
        table.add_row(
            one.name,
            _fate(one),
            ", ".join(one.kinds) or "-",
            one.best,
            _after(one.detected_after_s),
            str(one.alerts),
            f"{one.steps_covered} of {one.steps}" if one.steps else "-",
        )
    return table


def _after(seconds: float | None) -> str:
    """Seconds up to two minutes; a dash where nothing was found."""
    if seconds is None:
        return "-"
    return f"{seconds:.0f} s" if seconds < 120.0 else length_of(seconds)


def _fate(one: ScenarioResult) -> str:
    """In a word or two, as the table has it."""
    if one.expected == "silent":
        return "trap raised" if one.found else "silent"
    if one.expected == "either":
        return "told" if one.found else "not told"
    if not one.found:
        return "MISSED"
    return "best kind" if one.best_kind else "right kind" if one.right_kind else "wrong kind"
