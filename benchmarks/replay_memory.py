"""The memory of a replay: ten copies of a day with shifted times, against one day.

Each run is a process of its own. The state grows with assets and paths and not with days, so the
peaks should be the same but for noise.

    python -m benchmarks.replay_memory
"""

import argparse
import contextlib
import io
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import weir.cli
from replay.simulate import SimulationPlan, write

DAY_S = 86_400.0
WARM_UP_DAYS = 8
"""The simulated plant's own least; the last of these days is the one that is copied."""


def rows_of_a_day(folder: Path) -> tuple[list[str], list[list[str]]]:
    """Header lines, and the rows of the last whole day, by `end`, as the plant's sensor wrote them."""
    write(SimulationPlan(days=WARM_UP_DAYS, attacks=(), near_misses=False), folder, None)
    lines = (folder / "conn.log").read_text().splitlines()
    header = [line for line in lines if line.startswith("#") and not line.startswith("#close")]
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    last = max(float(row[0]) for row in rows) // DAY_S * DAY_S
    return header, [row for row in rows if last - DAY_S <= float(row[0]) < last]


def copies(header: list[str], rows: list[list[str]], count: int, path: Path) -> int:
    with path.open("w") as file:
        file.write("\n".join(header) + "\n")
        for copy in range(count):
            for row in rows:
                shifted = f"{float(row[0]) + copy * DAY_S:.6f}"
                file.write("\t".join([shifted, f"{row[1]}{copy}", *row[2:]]) + "\n")
    return count * len(rows)


def peak_megabytes(path: Path) -> float:
    """The peak resident memory of a replay in a process of its own, as that process says it itself."""
    command = [sys.executable, "-m", "benchmarks.replay_memory", "--replay", str(path)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return float(done.stdout.splitlines()[-1])


def replay_and_tell(path: str) -> None:
    """Replay a log here and print this process's peak in MB, as marked since exec: a fork's would hide it."""
    with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):
        sys.argv = ["weir", "replay", path]
        weir.cli.main()
    status = Path("/proc/self/status")
    if status.exists():
        marks = [line for line in status.read_text().splitlines() if line.startswith("VmHWM")]
        print(int(marks[0].split()[1]) / 1e3)
    else:
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--copies", type=int, default=10)
    parser.add_argument("--replay", help="used by the benchmark itself: replay this log and print the peak")
    chosen = parser.parse_args()
    if chosen.replay:
        replay_and_tell(chosen.replay)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        header, rows = rows_of_a_day(folder / "plant")
        one, many = folder / "one.log", folder / "many.log"
        first = copies(header, rows, 1, one)
        last = copies(header, rows, chosen.copies, many)
        peaks = peak_megabytes(one), peak_megabytes(many)
        print(f"one day, {first:,} rows: peak {peaks[0]:.1f} MB")
        print(f"{chosen.copies} days, {last:,} rows: peak {peaks[1]:.1f} MB, {peaks[1] / peaks[0]:.2f} times")


if __name__ == "__main__":
    main()
