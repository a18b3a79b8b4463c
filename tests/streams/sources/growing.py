"""A log of few rows, that grows and is rotated by hand."""

import itertools
import os
import time
from collections.abc import Callable
from pathlib import Path

from schemas.flow import Flow
from streams.messages import Batch
from streams.sources.follow.tail import Tail

HEADER = (
    "#separator \\x09\n#unset_field\t-\n#path\tconn\n#open\t{0}\n"
    "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\n"
)


def header(opened: str = "one") -> str:
    return HEADER.format(opened)


def row(number: int) -> str:
    return f"{1_700_000_000 + number}.0\tC{number}\t10.0.0.1\t40000\t10.0.0.2\t502\ttcp\n"


def rows(*numbers: int) -> str:
    return "".join(map(row, numbers))


def uids(batches: list[Batch]) -> list[str | None]:
    assert [letter.reason for batch in batches for letter in batch.dead_letters] == []
    return [record.uid for batch in batches for record in batch.records if isinstance(record, Flow)]


def positions(batches: list[Batch]) -> dict[str, int]:
    return {batch.source: batch.position for batch in batches if batch.position is not None}


def append(path: Path, text: str) -> None:
    with path.open("a") as stream:
        stream.write(text)


def again(log: Path, kept: dict[str, int], clock: Callable[[], float] = time.monotonic) -> Tail:
    tail = Tail(log, site="plant", clock=clock)
    tail.resume(kept)
    return tail


def rotate(log: Path, name: str, mtime: int | None = None) -> Path:
    rotated = log.rename(log.with_name(name))
    if mtime is not None:
        os.utime(rotated, (mtime, mtime))
    return rotated


def every(step_s: float) -> Callable[[], float]:
    """A clock that goes on by a step each time it is asked."""
    ticks = itertools.count()
    return lambda: next(ticks) * step_s
