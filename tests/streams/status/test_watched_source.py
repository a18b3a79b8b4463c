"""A source that tells how far it is behind gives what it would give anyway."""

from streams.embedded.sources import BatchesSource
from streams.messages import Batch
from streams.status.observer import SourceLag
from streams.status.watched_source import LAG_EVERY_S, WatchedSource
from tests.streams.records import Told


def test_it_tells_now_and_then_and_changes_nothing() -> None:
    now, told = [0.0], Told()
    batches = [Batch([], [], "a", position) for position in (1, 2, 3)]
    source = WatchedSource(
        BatchesSource(iter(batches)), lambda: 42, told, name="files", unit="bytes", monotonic=lambda: now[0]
    )
    assert [source.poll(), source.poll()] == batches[:2]
    assert told == [SourceLag("files", "bytes", 42)]
    now[0] += LAG_EVERY_S
    assert source.poll() == batches[2]
    assert len(told) == 2
    assert (source.idle, source.ended) == (False, False)
    assert source.poll() is None
    assert (source.idle, source.ended) == (True, True)
    source.close()
