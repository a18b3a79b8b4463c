"""Weir over each labelled set that is there, and a table of what became of its labels."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.evaluate.labelled import darpa, four_sics, lemay, s4x15, westermo
from benchmarks.evaluate.labelled.labelled_set import LabelledSet
from replay.evaluate import Evaluation, Raised, evaluate, read_raised


def shared_data() -> Path | None:
    """Where recorded traffic lies; None where there is none."""
    place = Path(os.environ.get("WEIR_SHARED_DATA", "../shared/data"))
    return place if place.is_dir() else None


def print_labelled(console: Console) -> None:
    """Judge each set, and say so where there is none."""
    shared = shared_data()
    if shared is None:
        console.print("no recorded traffic with labels: neither ../shared/data nor WEIR_SHARED_DATA is a folder")
        return
    table = Table("recorded", "judged by", "found", "right kind", "traps raised", "false", "medium+", box=None)
    with tempfile.TemporaryDirectory(prefix="weir-labelled-") as name:
        folder = Path(name)
        for module in (lemay, s4x15, four_sics, westermo):
            for one in module.sets(shared, folder):
                table.add_row(one.name, one.note, *_figures(judged(one, folder)))
        console.print(table)
        scored = darpa.figures(shared)
        console.print(
            f"darpa, the score of burst over all {scored.edges:,} edges: area under ROC {scored.roc:.3f}, "
            f"average precision {scored.precision:.3f}, {scored.edges_a_second:,.0f} edges/s a core"
        )


def judged(one: LabelledSet, folder: Path) -> Evaluation:
    """Weir's alerts of a set against its labels."""
    told = raised(one.log, one.zones, folder, learn_until=one.learn_until)
    return evaluate(told, one.truth, grace_s=one.grace_s)


def raised(log: Path, zones: Path | None, folder: Path, *, learn_until: str | None = None) -> list[Raised]:
    """What Weir raises over a log; `learn_until` None: nothing is learnt by declaration."""
    alerts = folder / "alerts.ndjson"
    declared = [] if zones is None else ["--zones", str(zones)]
    declared += [] if learn_until is None else ["--learn-until", learn_until]
    done = subprocess.run(
        [sys.executable, "-m", "weir", "replay", str(log), *declared, "--alerts", str(alerts), "--quiet"],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"weir replay {log} failed: {done.stderr[-2_000:]}")
    return read_raised(alerts)


def _figures(judged: Evaluation) -> tuple[str, ...]:
    found = judged.plain
    return (
        f"{found.found} of {found.attacks}",
        f"{found.right_kind} of {found.attacks}",
        f"{len(judged.traps_raised)} of {judged.traps}",
        str(judged.false_alerts),
        str(round(judged.false_medium_a_day * judged.days)),
    )
