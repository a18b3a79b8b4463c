"""How fast the large plant is written: rows a second of processor time, and the memory that it takes.

The floor is 40,000 rows a second on one core, so that the ten plants of `make evaluate` take minutes and not hours.

    python -m benchmarks.large_plant --size 8
"""

import argparse
import resource
import tempfile
import time
from pathlib import Path

from replay.simulate.large import LargePlan, write

FLOOR_ROWS_PER_S = 40_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=float, default=1.0)
    parser.add_argument("--days", type=int, default=2)
    chosen = parser.parse_args()
    plan = LargePlan(size=chosen.size, days=chosen.days, attacks=False, traps=False)
    with tempfile.TemporaryDirectory() as folder:
        begun = time.process_time()
        written = write(plan, Path(folder))
        took = time.process_time() - begun
    rate = written.rows / took
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1_024
    print(f"{written.rows:,} rows of {written.assets} assets and {chosen.days} days, in one process")
    print(f"  {rate:,.0f} rows/s of processor time (floor {FLOOR_ROWS_PER_S:,}: {kept(rate)}), {memory} MB")


def kept(rate: float) -> str:
    return "kept" if rate >= FLOOR_ROWS_PER_S else "MISSED"


if __name__ == "__main__":
    main()
