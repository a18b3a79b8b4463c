"""A folder that rotates at random, read by tails that are forgotten at random, as by a kill: every row once."""

import random
from collections import Counter
from pathlib import Path

import pytest

from schemas.flow import Flow
from schemas.formats.registry import new_memory
from streams.sources.follow.tails import Tails
from tests.streams.sources.growing import every
from tests.streams.sources.rotating import RotatingLogs, Rows


@pytest.mark.parametrize("seed", range(4))
def test_every_row_is_given_once_whatever_rotates_and_whenever_it_is_killed(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    rows = Rows("plant")
    logs = RotatingLogs(tmp_path / "logs", rows, most_rows=12)
    committed: dict[str, int] = {}
    counts: Counter[str | None] = Counter()
    for _ in range(12):
        tails = Tails([str(logs.folder)], site="plant", clock=every(0.3))
        tails.memory = new_memory().forgetful()  # it would hide a row that is given twice
        tails.resume(committed)
        for turn in range(chance.randint(1, 40)):
            if turn and chance.random() < 0.5:
                chance.choice(logs.steps())(chance)
                continue
            for batch in tails.poll(chance.randint(1, 12)):
                assert batch.dead_letters == []
                counts.update(record.uid for record in batch.records if isinstance(record, Flow))
                if batch.position is not None:
                    committed[batch.source] = batch.position
            for source in tails.forgotten():
                committed.pop(source, None)
        tails.close()
        for _ in range(chance.randint(0, 15)):
            chance.choice(logs.steps())(chance)
    tails = Tails([str(logs.folder)], site="plant", clock=every(0.3))
    tails.memory = new_memory().forgetful()
    tails.resume(committed)
    for _ in range(3):
        for batch in tails.poll(100_000):
            counts.update(record.uid for record in batch.records if isinstance(record, Flow))
    tails.close()
    assert counts == Counter(rows.uids)
