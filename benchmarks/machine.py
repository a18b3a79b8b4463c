"""What a process costs, as Linux counts it: processor time, memory, open files, threads."""

import os
from pathlib import Path

from msgspec import Struct

PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


class Footprint(Struct, frozen=True):
    """A process at one moment. `processor_s` is what it has spent since it began, user and system."""

    processor_s: float
    resident_bytes: int
    files: int
    threads: int


def footprint(pid: int) -> Footprint:
    """The process as it is now. Raises OSError when it has ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ticks_a_second = os.sysconf("SC_CLK_TCK")
    return Footprint(
        processor_s=(int(fields[11]) + int(fields[12])) / ticks_a_second,
        resident_bytes=int(fields[21]) * PAGE_BYTES,
        files=len(list(Path(f"/proc/{pid}/fd").iterdir())),
        threads=int(fields[17]),
    )


def peak_bytes(pid: int | None = None) -> int:
    """The most memory a process had resident since it was executed (None: this one)."""
    status = Path(f"/proc/{'self' if pid is None else pid}/status").read_text()
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1_024


def quantile(values: list[float], part: float) -> float:
    """The value below which `part` of them lie, as one of them: the nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]
