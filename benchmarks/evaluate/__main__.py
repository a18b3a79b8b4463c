"""Judges Weir over seeded plants, beside simple rules and Weir without each of its detectors.

python -m benchmarks.evaluate                            the reported seeds
python -m benchmarks.evaluate --development --seeds 2    the first two of those to tune on
"""

import argparse
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from benchmarks.evaluate.adding import added
from benchmarks.evaluate.labelled import print_labelled
from benchmarks.evaluate.pooled import areas, by_name, pooled
from benchmarks.evaluate.seed import WEIR, Judged, Task, judged
from benchmarks.evaluate.seeds import ABLATION_SEEDS, DEVELOPMENT_SEEDS, REPORTED_SEEDS
from replay.evaluate import Evaluation
from replay.evaluate.rivals import RIVALS
from weir.views.recorded.evaluation import figures_table, levels_table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--development", action="store_true", help="the seeds to tune on, not those to report")
    parser.add_argument("--seeds", type=int, default=10, help="how many of them")
    parser.add_argument("--size", type=float, default=1.0, help="of the plants; 1 is 100,000 flows a day")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--no-ablation", action="store_true", help="leave out Weir without each detector")
    parser.add_argument("--rules", default=",".join(RIVALS), help="those beside Weir; by default all: %(default)s")
    parser.add_argument("--no-labelled", action="store_true", help="leave out the recorded captures with labels")
    parser.add_argument("--out", type=Path, help="all figures of each seed as JSON")
    chosen = parser.parse_args()
    seeds = (DEVELOPMENT_SEEDS if chosen.development else REPORTED_SEEDS)[: chosen.seeds]
    rules = tuple(name for name in chosen.rules.split(",") if name)
    unknown = [name for name in rules if name not in RIVALS]
    if unknown:
        parser.error(f"no rule is called {', '.join(unknown)}; there are: {', '.join(RIVALS)}")
    # Those that take longest first, so that no process waits at the end.
    tasks = [
        Task(seed, chosen.size, place < ABLATION_SEEDS and not chosen.no_ablation, rules)
        for place, seed in enumerate(seeds)
    ]
    begun = time.monotonic()
    with ProcessPoolExecutor(chosen.processes) as pool:
        done = list(pool.map(judged, tasks))
    if chosen.out is not None:
        chosen.out.write_bytes(msgspec.json.encode(done))
    console = Console(width=180)
    kind = "development" if chosen.development else "reported"
    rows = sum(one.rows for one in done)
    console.print(f"{kind} seeds {', '.join(map(str, seeds))}, size {chosen.size:g}: {rows:,} rows")
    show(console, done)
    if not chosen.no_labelled:
        print_labelled(console)
    console.print(f"{time.monotonic() - begun:.0f} s")


def show(console: Console, done: list[Judged]) -> None:
    """Each attack, then the rules over all seeds, then the ablation over those that have one."""
    weir = [one.evaluations[WEIR] for one in done]
    console.print(_attacks(weir))
    everyone = {
        name: pooled([one.evaluations[name] for one in done])
        for name in done[0].evaluations
        if all(name in one.evaluations for one in done)
    }
    first = everyone[WEIR]
    traps = ", ".join(first.traps_raised) or "none"
    console.print(f"traps raised by Weir: {traps}")
    console.print("false alerts of Weir by kind: " + ", ".join(f"{k} {n}" for k, n in first.false_by_kind.items()))
    console.print(levels_table(first))
    console.print(figures_table(everyone))
    for name, one in everyone.items():
        under = areas(one)
        if under is not None:
            console.print(f"{name}: area under ROC {under[0]:.2f}, under precision-recall {under[1]:.2f}")
    for name in everyone:
        if not name.startswith(WEIR):
            console.print(_adds(name, done))
    ablated = [one for one in done if len(one.evaluations) > len(everyone)]
    if ablated:
        names = [name for name in ablated[0].evaluations if name.startswith(WEIR)]
        console.print(f"\nover seeds {', '.join(str(one.seed) for one in ablated)}:")
        console.print(figures_table({name: pooled([one.evaluations[name] for one in ablated]) for name in names}))


def _adds(name: str, done: list[Judged]) -> str:
    """What a rule would add to Weir, at its own bound and where it costs little."""
    weir, rule = ({one.seed: one.evaluations[each] for one in done} for each in (WEIR, name))
    own, little = added(weir, rule, None), added(weir, rule)
    return (
        f"{name}: adds {', '.join(own.new) or 'nothing'} for {own.false_a_day:.2f} false alerts a day more, and "
        f"{', '.join(little.new) or 'nothing'} for {little.false_a_day:.2f} (it finds {little.found} attacks then)"
    )


def _attacks(evaluations: list[Evaluation]) -> Table:
    table = Table(
        "attack", "hides", "planted", "found", "right", "best", "best kind", "kinds", box=None, pad_edge=False
    )
    for one in by_name(evaluations):
        table.add_row(
            one.name, one.stealth or "-", str(one.planted), str(one.found), str(one.right_kind), str(one.best_kind),
            one.best, ", ".join(one.kinds) or "-",
        )  # fmt: skip
    return table


if __name__ == "__main__":
    main()
