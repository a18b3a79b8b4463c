"""What each detector takes of a replay's processor time, over a simulated large plant.

Every call of a detector is timed, in one run, so that a machine that others use makes no difference between them. What
the core does for a detector beside its calls, such as counting windows, is not among it, nor are the comparisons that
are made once something is about to alert. A timer costs some 0.2 us a call, which counts with the detector.

    python -m benchmarks.detector_costs --days 14 --learn-days 7
"""

import argparse
import functools
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from models.detectors.registry import DETECTORS, REMEMBERING
from replay.simulate.large import LargePlan, write
from replay.simulate.large.script import Script
from weir.cli import run_command_line

CALLS = (
    "finding", "on_tick", "on_hour", "on_day", "on_path_day", "on_path_window", "on_asset_window", "on_learnt",
    "on_change", "on_leg",
)  # fmt: skip
"""What the core asks of detectors (`models/findings/protocol.py`)."""


class Costs:
    """Nanoseconds of processor time, and calls, by the kind of the detector."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self.calls: Counter[str] = Counter()

    def watch(self, kind: str, owner: object, name: str) -> None:
        """Time a method of a detector from now on."""
        asked: Callable[..., Any] = getattr(owner, name)

        @functools.wraps(asked)
        def timed(*arguments: Any, **named: Any) -> Any:
            begun = time.perf_counter_ns()
            answer = asked(*arguments, **named)
            if isinstance(answer, Iterator):
                answer = list(answer)
            self.spent[kind] += time.perf_counter_ns() - begun
            self.calls[kind] += 1
            return answer

        setattr(owner, name, timed)


def watched() -> Costs:
    """Costs that count whatever detectors do from now on."""
    costs = Costs()
    owners: list[tuple[str, object]] = [(kind, detector) for kind, detector in DETECTORS.items()]
    owners += [(make().kind, make) for make in REMEMBERING]
    for kind, owner in owners:
        for name in CALLS:
            if hasattr(owner, name):
                costs.watch(kind, owner, name)
    return costs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=float, default=1.0, help="of the plant; 1 is 100,000 flows a day")
    parser.add_argument("--days", type=int, default=14)
    parser.add_argument("--learn-days", type=int, default=7)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    plan = LargePlan(seed=chosen.seed, size=chosen.size, days=chosen.days, learn_days=chosen.learn_days)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        written = write(plan, folder)
        costs, begun = watched(), time.process_time()
        command = [
            "replay", str(folder / "conn.log"), "--assets", str(folder / "assets.csv"), "--zones",
            str(folder / "zones.toml"), "--maintenance", str(folder / "maintenance.toml"), "--learn-until",
            Script(plan).truth.learn_until, "--alerts", str(folder / "alerts.ndjson"), "--quiet",
        ]  # fmt: skip
        if run_command_line(command):
            sys.exit("the replay failed")
        took = time.process_time() - begun
    print(
        f"{written.rows:,} rows of {written.assets} assets: {took * 1e6 / written.rows:.1f} us of processor time a row"
    )
    print(f"{'detector':<20}{'calls':>12}{'us a call':>12}{'us a row':>12}{'of the replay':>16}")
    for kind in sorted(costs.calls, key=lambda each: -costs.spent[each]):
        spent, calls = costs.spent[kind] / 1e3, costs.calls[kind]
        share = spent / (took * 1e6)
        print(f"{kind:<20}{calls:>12,}{spent / calls:>12.2f}{spent / written.rows:>12.3f}{share:>16.2%}")


if __name__ == "__main__":
    main()
