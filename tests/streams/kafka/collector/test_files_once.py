"""Files read once: a second run goes on after what the first one published."""

from pathlib import Path

import msgspec
import pytest

from schemas.tick import Tick
from streams.kafka.collector.files_once import ChangedFiles, check_unchanged, continued, sizes_of
from streams.messages import Batch


def batches() -> list[Batch]:
    return [Batch([Tick("s", "c", float(n * 2)), Tick("s", "c", float(n * 2 + 1))], [], "file") for n in range(3)]


@pytest.mark.parametrize(("published", "left"), [(0, [2, 4, 6]), (2, [4, 6]), (4, [6]), (6, [])])
def test_what_was_published_is_passed_over(published: int, left: list[int]) -> None:
    assert [batch.position for batch in continued(iter(batches()), "once", published)] == left


def test_a_file_that_grew_since_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "conn.log"
    path.write_text("1\n")
    before = msgspec.json.encode(sizes_of([path]))
    check_unchanged(before, sizes_of([path]))
    path.write_text("1\n2\n")
    with pytest.raises(ChangedFiles, match=r"conn\.log changed since"):
        check_unchanged(before, sizes_of([path]))


def test_files_never_seen_are_taken() -> None:
    check_unchanged(None, {"conn.log": 3})
