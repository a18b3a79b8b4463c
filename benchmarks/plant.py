"""A plant's mixed traffic through the whole of `weir replay`, against a minimal reader of the same file.

The minimal reader splits each row, converts ten fields, makes one object of them and updates one dict. Both are
processes of their own, and what counts is the processor time of each from its start to its end, so that
imports count too. They run in turn, and the least of each is taken: other work on the machine only adds. The traffic
(`plant_traffic.py`) is that of four days with its hard rows. The floor is 30 % of the minimal reader, the aim 40 %.

    python -m benchmarks.plant --rows 300000 --rounds 3
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.plant_traffic import write

FLOOR, AIM = 0.30, 0.40

MINIMAL = """
import sys


class Row:
    __slots__ = ("end", "uid", "initiator", "port", "responder", "service_port", "transport", "service", "sent", "back")


counts = {}
with open(sys.argv[1]) as lines:
    for line in lines:
        if line.startswith("#"):
            continue
        fields = line.split("\\t")
        row = Row()
        row.end = float(fields[0])
        row.uid = fields[1]
        row.initiator = fields[2]
        row.port = int(fields[3])
        row.responder = fields[4]
        row.service_port = int(fields[5])
        row.transport = fields[6]
        row.service = fields[7]
        row.sent = int(fields[17])
        row.back = int(fields[19])
        key = (row.initiator, row.responder, row.service_port)
        counts[key] = counts.get(key, 0) + row.sent + row.back
"""


def processor_s_of(command: list[str], environment: dict[str, str] | None = None) -> float:
    """The processor time of a command, user and system, from its start to its end."""
    environment = dict(os.environ if environment is None else environment)
    # As where it is installed: its modules are compiled once, not at each start.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed: {done.stderr.decode()[-2_000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def replay_against_minimal(log: Path, rounds: int) -> tuple[float, float, float]:
    """The least processor time of the minimal reader, of `weir replay`, and of Weir's start without a row."""
    weir = [sys.executable, "-m", "weir"]
    minimal, replay, start = [], [], []
    for _ in range(rounds):
        minimal.append(processor_s_of([sys.executable, "-c", MINIMAL, str(log)]))
        replay.append(processor_s_of([*weir, "replay", str(log)]))
        start.append(processor_s_of([*weir, "replay", "--help"]))
    return min(minimal), min(replay), min(start)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=300_000)
    parser.add_argument("--rounds", type=int, default=3, help="the least of so many, taken in turn")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "conn.log"
        count = write(log, chosen.rows, chosen.seed)
        minimal, replay, start = replay_against_minimal(log, chosen.rounds)
    ratio = minimal / replay
    each = 1e6 / count
    print(f"{count:,} rows of a plant's mixed traffic, processor time of whole processes")
    print(f"  minimal reader {minimal * each:5.2f} us a row ({minimal:.2f} s)")
    print(f"  weir replay    {replay * each:5.2f} us a row ({replay:.2f} s, of them {start:.2f} to start)")
    print(f"  {ratio:.2f} of the minimal reader (aim {AIM:.2f}, floor {FLOOR:.2f}: {kept(ratio, FLOOR)})")


def kept(ratio: float, floor: float) -> str:
    return "kept" if ratio >= floor else "MISSED"


if __name__ == "__main__":
    main()
