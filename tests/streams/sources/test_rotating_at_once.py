"""A folder that rotates within milliseconds while it is read, at the pace of two threads: every row once."""

import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.flow import Flow
from schemas.formats.registry import new_memory
from streams.sources.follow.tails import Tails
from tests.chaos import Chaos
from tests.streams.sources.rotating import RotatingLogs, Rows, Writer


@pytest.fixture
def many_turns() -> Iterator[None]:
    """The two threads take turns each 0.2 ms, so that rotations fall between any two steps of a look."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.0002)
    yield
    sys.setswitchinterval(before)


@pytest.mark.fault
@pytest.mark.usefixtures("many_turns")
def test_every_row_is_given_once_however_fast_its_log_rotates(tmp_path: Path, chaos: Chaos) -> None:
    trials = chaos.times(60, once=3)
    written = counted = twice = 0
    for seed in range(trials):
        rows, counts = _trial(tmp_path / str(seed), random.Random(seed))
        written += len(rows.uids)
        counted += len(counts)
        twice += counts.total() - len(counts)
    chaos.report(
        "logs rotated within milliseconds while they are followed",
        repetitions=trials,
        flows=(written, counted),
        alerts=(0, 0),
        duplicates=twice,
    )


def _trial(folder: Path, chance: random.Random) -> tuple[Rows, Counter[str | None]]:
    rows = Rows("plant")
    folder.mkdir()
    logs = RotatingLogs(folder / "logs", rows, most_rows=60)
    tails = Tails([str(logs.folder)], site="plant")
    tails.memory = new_memory().forgetful()  # it would hide a row that is given twice
    counts: Counter[str | None] = Counter()

    def look() -> None:
        for batch in tails.poll(1):
            assert batch.dead_letters == []
            counts.update(record.uid for record in batch.records if isinstance(record, Flow))

    look()
    writer = Writer(logs.steps(), seed=chance.randrange(1_000), pause_s=chance.choice([0.002, 0.01, 0.05]))
    ends_at = time.monotonic() + chance.uniform(0.5, 2.0)
    while time.monotonic() < ends_at:
        look()
        # What is slow in a reader is its sink: it comes back when much has moved on.
        time.sleep(chance.choice([0.0, 0.0, 0.0, 0.02, 0.3]))
    writer.finish()
    ends_at = time.monotonic() + 30.0
    while len(counts) < len(rows.uids) and time.monotonic() < ends_at:
        look()
    tails.close()
    return rows, counts
