"""How a feed begins and is watched; what it publishes is tested on a real broker, in tests/kafka/test_feed.py."""

from pathlib import Path

import pytest

from replay.feed.mark import OtherFeed, read_mark, source_of
from replay.run import ReplayInputs
from schemas import codec
from tests.streams.embedded.test_loop import a_flow
from tests.streams.records import SITE
from weir.wiring.feed import FeedOptions, _begun, _Watching

OPTIONS = FeedOptions(collector="feed", speed=None)
SHIFTED = FeedOptions(collector="feed", speed=None, shift_to_now=True)


class Kept:
    """Notes as a publisher keeps them."""

    def __init__(self) -> None:
        self.notes: dict[str, bytes] = {}

    def remember(self, source: str, memory: bytes | None) -> None:
        assert memory is not None
        self.notes[source] = memory

    def memory(self, source: str) -> bytes | None:
        return self.notes.get(source)


@pytest.fixture
def inputs(tmp_path: Path) -> ReplayInputs:
    path = tmp_path / "flows.ndjson"
    path.write_bytes(codec.encode_lines([a_flow(1), a_flow(2)]))
    return ReplayInputs(paths=(str(path),), site=SITE)


def test_the_first_call_keeps_what_it_is_known_by_and_the_next_goes_on_with_its_shift(inputs: ReplayInputs) -> None:
    kept = Kept()
    recording, source = _begun(inputs, SHIFTED, kept)
    assert source == source_of([Path(inputs.paths[0])])
    mark = read_mark(kept.notes[source])
    assert mark is not None
    assert mark.shift_s == recording.shift_s > 0.0
    again, _ = _begun(inputs, SHIFTED, kept)
    assert again.shift_s == recording.shift_s


def test_another_call_for_the_same_files_is_refused(inputs: ReplayInputs) -> None:
    kept = Kept()
    _begun(inputs, OPTIONS, kept)
    with pytest.raises(OtherFeed, match="--shift-to-now"):
        _begun(inputs, SHIFTED, kept)


def test_of_nothing_nothing_is_kept(inputs: ReplayInputs) -> None:
    kept = Kept()
    _begun(inputs, FeedOptions(collector="feed", speed=None, since="1d"), kept)
    assert kept.notes == {}


def test_it_is_looked_at_with_each_turn() -> None:
    looks: list[int] = []
    watching = _Watching(lambda: looks.append(1))
    watching.turn()
    watching.turn()
    assert len(looks) == 2
