"""Tunes plants on their first weeks, and judges what was proposed on the weeks that follow, beside the defaults.

python -m benchmarks.tune --seeds 1-10                  plants of 8 weeks: 2 to learn, 2 to tune on, 4 to judge
python -m benchmarks.tune --seeds 3 --time-only         how long a search of 40 trials over 14 days takes

Attacks are planted into the weeks to tune on, as for somebody without labels; `--truth` gives the plant's own truth of
these weeks instead. Seeds 1 to 10 are those to develop with.
"""

import argparse
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from msgspec import Struct
from rich.console import Console
from rich.table import Table

from benchmarks.evaluate.seeds import first_day
from replay.evaluate import Evaluation, evaluate
from replay.evaluate.raised import raised_from
from replay.run import ReplayInputs
from replay.side_by_side import Job, side_by_side
from replay.simulate.large import LargePlan, write
from replay.simulate.large.script import Script
from replay.simulate.truth import Truth
from replay.tune.labels import truth_between
from replay.tune.parameters import Chosen, Value
from replay.tune.trials import LearntUntil
from replay.tune.tuning import Plan
from schemas.alert import Alert
from weir.admin.recorded.tuned import Wanted, tuned
from weir.settings.sections import Settings
from weir.views.recorded.tune import choice_text
from weir.views.recorded.tune_progress import Shown

DAY_S = 86_400.0


class Weeks(Struct, frozen=True):
    """Days to learn, to tune on, and to judge."""

    learn: int
    tune: int
    judge: int


class Judged(Struct, frozen=True):
    """One plant: what was proposed, how long the search took, and both evaluations of the days that follow."""

    seed: int
    choice: tuple[Value, ...]
    trials: int
    took_s: float
    before: Evaluation | None = None
    after: Evaluation | None = None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", default="1-10", help="one, several with commas, or a range: %(default)s")
    parser.add_argument("--size", type=float, default=1.0, help="of the plants; 1 is 100,000 flows a day")
    parser.add_argument("--days", default="14,14,28", help="to learn, to tune on, to judge: %(default)s")
    parser.add_argument("--budget", type=float, default=3.0, help="alerts a day: %(default)s")
    parser.add_argument("--trials", type=int, default=40)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--truth", action="store_true", help="tune by the plant's own truth, and plant nothing")
    parser.add_argument("--time-only", action="store_true", help="only the search, and nothing judged")
    parser.add_argument("--out", type=Path, help="all figures as JSON")
    chosen = parser.parse_args()
    weeks = Weeks(*(int(each) for each in chosen.days.split(",")))
    console = Console(width=170)
    done: list[Judged] = []
    for seed in _seeds(chosen.seeds):
        with TemporaryDirectory(prefix="tune-bench-") as name:
            done.append(_plant(seed, weeks, chosen, Path(name)))
        console.print(_line(done[-1]))
    if chosen.out is not None:
        chosen.out.write_bytes(msgspec.json.encode(done))
    if not chosen.time_only:
        console.print(_table(done))
        console.print(_bars(done, chosen.budget))


def _plant(seed: int, weeks: Weeks, chosen: argparse.Namespace, folder: Path) -> Judged:
    days = weeks.learn + weeks.tune + (0 if chosen.time_only else weeks.judge)
    plan = LargePlan(seed=seed, size=chosen.size, days=days, learn_days=weeks.learn, first_day=first_day(seed))
    write(plan, folder, processes=chosen.processes)
    cut = plan.calendar.day(weeks.learn + weeks.tune).at(0.0) if not chosen.time_only else plan.calendar.end
    first = folder / "first.log"
    _first_part(folder / "conn.log", first, cut)
    truth = Script(plan).truth
    inputs = ReplayInputs(
        paths=(str(first),),
        site=plan.site,
        assets=(str(folder / "assets.csv"),),
        zones=(str(folder / "zones.toml"),),
        maintenance=(str(folder / "maintenance.toml"),),
    )
    settings = Settings()
    begun = time.monotonic()
    with Shown(wanted=True) as shown:
        tuning = tuned(
            Wanted(
                inputs=inputs,
                settings=settings,
                learn_until=truth.learn_until,
                truth=folder / "truth.json" if chosen.truth else None,
                verdicts=None,
                plan=Plan(budget=chosen.budget, trials=chosen.trials, seed=seed),
                processes=chosen.processes,
                state_out=None,
            ),
            shown,
        )
    took_s = time.monotonic() - begun
    choice = tuple(each.value for each in tuning.proposed)
    if chosen.time_only:
        return Judged(seed, choice, len(tuning.trials), took_s)
    whole = msgspec.structs.replace(inputs, paths=(str(folder / "conn.log"),))
    until = LearntUntil(plan.learn_until)
    jobs = [
        Job(text, whole, Chosen(settings.settings_for, each), until, revisions=True)
        for text, each in (("before", ()), ("after", choice))
    ]
    judged = truth_between(truth.items, plan.site, cut, plan.calendar.end)
    before, after = (
        _evaluated(outcome.alerts, judged, cut) for outcome in side_by_side(jobs, processes=chosen.processes)
    )
    return Judged(seed, choice, len(tuning.trials), took_s, before, after)


def _evaluated(revisions: tuple[Alert, ...], truth: Truth, cut: float) -> Evaluation:
    """What began before the days that are judged is no part of them, also where it goes on."""
    items = tuple(item for item in truth.items if item.start >= cut)
    ongoing = [msgspec.structs.replace(one, expected="either") for one in truth.items if one.start < cut]
    return evaluate(raised_from(revisions), msgspec.structs.replace(truth, items=(*items, *ongoing)))


def _first_part(log: Path, part: Path, cut: float) -> None:
    """The rows that the sensor wrote before a time: start and duration are the first and ninth fields."""
    with log.open() as rows, part.open("w") as kept:
        for row in rows:
            if row.startswith("#"):
                kept.write(row)
                continue
            fields = row.split("\t", 9)
            lasts = 0.0 if fields[8] == "-" else float(fields[8])
            if float(fields[0]) + lasts < cut:
                kept.write(row)


def _seeds(text: str) -> list[int]:
    seeds: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        seeds += range(int(first), int(last or first) + 1)
    return seeds


def _line(one: Judged) -> str:
    said = f"seed {one.seed}: {one.trials} trials in {one.took_s:.0f} s; proposed: {choice_text(one.choice)}"
    if one.before is None or one.after is None:
        return said
    return (
        f"{said}; on the days after, false {one.before.false_alerts} -> {one.after.false_alerts}, found "
        f"{len(_found(one.before))} -> {len(_found(one.after))}, lost {', '.join(sorted(_lost(one))) or 'nothing'}; "
        f"false before by kind {dict(one.before.false_by_kind)}"
    )


def _found(one: Evaluation) -> set[str]:
    return {each.name for each in one.scenarios if each.expected == "alert" and each.found}


def _lost(one: Judged) -> set[str]:
    if one.before is None or one.after is None:
        return set()
    return _found(one.before) - _found(one.after)


def _alerts_a_day(one: Evaluation) -> float:
    return one.false_a_day + sum(one.true_by_level.values()) / one.days


def _table(done: list[Judged]) -> Table:
    table = Table(
        "seed", "proposed", "false before", "of these", "after", "medium+ a day", "after", "alerts a day", "after",
        "found", "lost",
        box=None,
    )  # fmt: skip
    for one in done:
        if one.before is None or one.after is None:
            continue
        table.add_row(
            str(one.seed), choice_text(one.choice), str(one.before.false_alerts),
            ", ".join(f"{kind} {count}" for kind, count in one.before.false_by_kind.items()),
            str(one.after.false_alerts),
            f"{one.before.false_medium_a_day:.2f}", f"{one.after.false_medium_a_day:.2f}",
            f"{_alerts_a_day(one.before):.2f}", f"{_alerts_a_day(one.after):.2f}",
            f"{len(_found(one.after))} of {sum(each.expected == 'alert' for each in one.after.scenarios)}",
            ", ".join(sorted(_lost(one))) or "-",
        )  # fmt: skip
    return table


def _bars(done: list[Judged], budget: float) -> str:
    """The three figures that must hold."""
    pairs = [(one.before, one.after) for one in done if one.before is not None and one.after is not None]
    a_day = sum(_alerts_a_day(after) for _, after in pairs) / len(pairs)
    fewer = sum(after.false_alerts < before.false_alerts for before, after in pairs)
    lost = sum(len(_lost(one)) for one in done)
    return (
        f"mean alerts a day {a_day:.2f} ({a_day / budget:.2f} times the budget, at most 1.2); attacks lost {lost} "
        f"(none); fewer false alerts on {fewer} of {len(pairs)} (8 of 10)"
    )


if __name__ == "__main__":
    main()
