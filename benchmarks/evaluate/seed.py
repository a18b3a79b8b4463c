"""One seeded plant: simulated, replayed through Weir, given to the rules, and judged. A process of its own."""

import subprocess
import sys
import tempfile
from pathlib import Path

from msgspec import Struct

from benchmarks.evaluate.seeds import DAYS, LEARN_DAYS, first_day
from benchmarks.evaluate.without import kinds
from replay.evaluate import Evaluation, Raised, evaluate, read_raised
from replay.evaluate.rivals import rivals
from replay.simulate.large import LargePlan, write
from replay.simulate.large.script import Script

WEIR = "weir"


class Task(Struct, frozen=True):
    """A seed, the plant's size, whether Weir is also run without each detector, and the rules beside it by name."""

    seed: int
    size: float
    ablation: bool
    rules: tuple[str, ...]


class Judged(Struct, frozen=True):
    """A seed's evaluations by the name of what raised the alerts."""

    seed: int
    rows: int
    evaluations: dict[str, Evaluation]


def judged(task: Task) -> Judged:
    """Run a task in a folder that is gone afterwards."""
    plan = LargePlan(seed=task.seed, size=task.size, days=DAYS, learn_days=LEARN_DAYS, first_day=first_day(task.seed))
    truth = Script(plan).truth
    with tempfile.TemporaryDirectory(prefix="weir-evaluate-") as name:
        folder = Path(name)
        written = write(plan, folder)
        found = {WEIR: evaluate(_raised(folder, truth.learn_until, [sys.executable, "-m", "weir"]), truth)}
        for rule, raised in rivals(folder / "conn.log", folder / "zones.toml", truth, task.rules):
            found[rule] = evaluate(raised, truth)
        for kind in kinds() if task.ablation else ():
            command = [sys.executable, "-m", "benchmarks.evaluate.without", kind]
            found[f"{WEIR} without {kind}"] = evaluate(_raised(folder, truth.learn_until, command), truth)
    return Judged(task.seed, written.rows, found)


def _raised(folder: Path, learn_until: str, command: list[str]) -> list[Raised]:
    alerts = folder / "alerts.ndjson"
    done = subprocess.run(
        [
            *command, "replay", str(folder / "conn.log"), "--assets", str(folder / "assets.csv"),
            "--zones", str(folder / "zones.toml"), "--maintenance", str(folder / "maintenance.toml"),
            "--learn-until", learn_until, "--alerts", str(alerts), "--quiet",
        ],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed: {done.stderr[-2_000:]}")
    return read_raised(alerts)
