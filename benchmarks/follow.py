"""How fast a busy log is followed in a folder full of others, against the same log alone.

Beside it: quiet logs of flows, some of them absent between two rows, logs that hold no flows, and rotated
files packed by the hour, as Zeek leaves them in one folder or in folders of days.
Floor: 50 % of the rows a second of the log alone. Then what one idle look costs, the whole folder searched anew.
Times are of the processor, the best of the rounds.

    python -m benchmarks.follow --archives 100 --rows 100000
"""

import argparse
import gzip
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.zeek_reader import HEADER, made_rows
from streams.sources.follow.tails import FIND_S, Tails

FLOOR = 0.5
FLOW_LOGS = ("dns", "http", "ssl", "ssh", "smtp", "ntp", "modbus", "dnp3", "snmp", "kerberos", "ntlm", "smb_files")
OTHER_LOGS = ("files", "x509", "weird", "notice", "stats", "capture_loss", "packet_filter", "reporter", "software")
ABSENT = frozenset(FLOW_LOGS[6:])
HOUR_S = 3_600


def head_of(name: str, opened: int) -> bytes:
    if name in OTHER_LOGS:
        return f"#separator \\x09\n#path\t{name}\n#open\t{opened}\n#fields\tts\tpeer\n{opened}.0\tzeek\n".encode()
    lines = [line.replace(b"\tconn", f"\t{name}".encode()) for line in HEADER]
    return b"\n".join([*lines, f"#open\t{opened}".encode(), b""])


def fill(root: Path, archives: int, *, days: bool) -> Path:
    """A folder of logs and, in it or in folders of days beside it, so many packed files of each. Returns the folder."""
    current = root / "current"
    current.mkdir(parents=True)
    now = time.time()
    row = made_rows(1, seed=1)[0] + b"\n"
    for number, name in enumerate(("conn", *FLOW_LOGS, *OTHER_LOGS)):
        for hour in range(archives):
            if days:
                folder = root / f"2026-01-{1 + hour // 24:02}"
                packed = folder / f"{name}.{hour % 24:02}:00:00-{hour % 24:02}:59:59.log.gz"
            else:
                folder = current
                packed = folder / f"{name}.2026-01-{1 + hour // 24:02}-{hour % 24:02}-00-00.log.gz"
            folder.mkdir(exist_ok=True)
            packed.write_bytes(gzip.compress(head_of(name, number * archives + hour) + row))
            written = now - (archives - hour) * HOUR_S
            os.utime(packed, (written, written))
        if name not in ABSENT and name != "conn":
            (current / f"{name}.log").write_bytes(head_of(name, -number - 1) + (row if name in FLOW_LOGS else b""))
    return current


def drained(tails: Tails) -> int:
    """The rows of all batches there are."""
    return sum(len(batch.records) for batch in iter(tails.next, None))


def rates(folder: Path, rows: list[bytes], rounds: int) -> Iterator[float]:
    """Rows a second of conn.log in a folder, a round each; then the seconds of one idle look, as the last."""
    ticks = [0.0]
    log = folder / "conn.log"
    log.write_bytes(head_of("conn", 0) + rows[0] + b"\n")
    tails = Tails([str(folder)], site="bench", clock=lambda: ticks[0])
    drained(tails)
    for _ in range(rounds):
        with log.open("ab") as stream:
            stream.write(b"\n".join(rows) + b"\n")
        ticks[0] += FIND_S
        began = time.process_time()
        count = drained(tails)
        yield count / (time.process_time() - began)
    ticks[0] += FIND_S
    began = time.process_time()
    drained(tails)
    yield time.process_time() - began
    tails.close()


def main() -> None:
    """Measure each layout, print it, exit 1 below the floor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archives", type=int, default=100, help="packed files of each of the 22 logs")
    parser.add_argument("--rows", type=int, default=50_000, help="rows written to the busy log each round")
    parser.add_argument("--rounds", type=int, default=4)
    options = parser.parse_args()
    rows = made_rows(options.rows, seed=7)
    root = Path(tempfile.mkdtemp(prefix="weir-follow-"))
    low = False
    try:
        (root / "alone").mkdir()
        alone, idle_s = _best(rates(root / "alone", rows, options.rounds))
        print(f"alone: {alone:,.0f} rows/s; an idle look {idle_s * 1e3:.1f} ms")
        for layout in ("one folder", "folders of days"):
            folder = fill(root / layout.replace(" ", "-"), options.archives, days=layout != "one folder")
            rate, idle_s = _best(rates(folder, rows, options.rounds))
            low |= rate < FLOOR * alone
            files = options.archives * (1 + len(FLOW_LOGS) + len(OTHER_LOGS))
            print(
                f"beside {files:,} archives in {layout}: {rate:,.0f} rows/s, {rate / alone:.0%} of alone "
                f"(floor {FLOOR:.0%}); an idle look {idle_s * 1e3:.1f} ms"
            )
    finally:
        shutil.rmtree(root)
    if low:
        sys.exit("below the floor")


def _best(measured: Iterator[float]) -> tuple[float, float]:
    *rounds, idle_s = measured
    return max(rounds), idle_s


if __name__ == "__main__":
    main()
