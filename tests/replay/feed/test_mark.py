"""A feed goes on with the same files and options alone, and is told what differs."""

from pathlib import Path

import msgspec
import pytest

from replay.feed.mark import FeedMark, OtherFeed, check_same, mark_of, read_mark, source_of
from replay.feed.recording import Recording
from replay.run import ReplayInputs
from tests.streams.records import SITE


@pytest.fixture
def inputs(tmp_path: Path) -> ReplayInputs:
    for name in ("a.log", "zones.toml"):
        (tmp_path / name).write_text("one", encoding="utf-8")
    return ReplayInputs(paths=(str(tmp_path / "a.log"),), site=SITE, zones=(str(tmp_path / "zones.toml"),))


def mark(inputs: ReplayInputs, *, since: str | None = None, shift_s: float = 0.0, shifted: bool = False) -> FeedMark:
    recording = Recording([Path(path) for path in inputs.paths], (), shift_s=shift_s)
    return mark_of(inputs, recording, since=since, until=None, shifted=shifted)


def test_the_same_call_goes_on_also_where_it_would_be_shifted_otherwise(inputs: ReplayInputs) -> None:
    begun = read_mark(msgspec.json.encode(mark(inputs, shift_s=5.0, shifted=True)))
    assert begun == mark(inputs, shift_s=5.0, shifted=True)
    check_same(begun, mark(inputs, shift_s=9.0, shifted=True))


def test_what_differs_is_named(inputs: ReplayInputs, tmp_path: Path) -> None:
    begun = mark(inputs)
    (tmp_path / "a.log").write_text("one more", encoding="utf-8")
    (tmp_path / "zones.toml").write_text("two", encoding="utf-8")
    other = msgspec.structs.replace(inputs, sensor="tap")
    with pytest.raises(OtherFeed, match=r"--sensor, --shift-to-now, --since, .*a\.log, .*zones\.toml: give"):
        check_same(begun, mark(other, since="7d", shifted=True))


def test_what_another_version_kept_is_not_guessed_at() -> None:
    assert read_mark(None) is None
    with pytest.raises(OtherFeed, match="another --collector name"):
        read_mark(b'{"files": 7}')


def test_a_feed_is_named_by_its_files_whatever_their_order() -> None:
    one, other = Path("a.log"), Path("b.log")
    assert source_of([one, other]) == source_of([other, one])
    assert source_of([one]) != source_of([other])
    assert len(source_of([one] * 1_000)) < 64
