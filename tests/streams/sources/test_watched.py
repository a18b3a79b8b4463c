"""A source that tells how far it is behind gives what it would give anyway."""

from pathlib import Path

from schemas.formats.registry import new_memory
from streams.messages import Batch
from streams.sources.batches import BatchesSource
from streams.sources.protocol import LagUnit
from streams.sources.watched import LAG_EVERY_S, WatchedSource
from streams.status.observer import ListenerFared, SourceAbsent, SourceLag
from tests.streams.records import Told


class Behind(BatchesSource):
    unit: LagUnit = "bytes"
    memory = new_memory()

    def behind(self) -> int:
        return 42


def test_it_tells_now_and_then_and_changes_nothing() -> None:
    now, told = [0.0], Told()
    batches = [Batch([], [], "a", position) for position in (1, 2, 3)]
    source = WatchedSource(Behind(iter(batches)), told, name="files", monotonic=lambda: now[0])
    assert [source.poll(), source.poll()] == batches[:2]
    assert told == [SourceLag("files", "bytes", 42)]
    now[0] += LAG_EVERY_S
    assert source.poll() == batches[2]
    assert len(told) == 2
    assert (source.idle, source.ended) == (False, False)
    assert source.poll() is None
    assert (source.idle, source.ended) == (True, True)
    source.close()


def test_it_tells_which_of_its_paths_are_not_there(tmp_path: Path) -> None:
    now, told, log = [0.0], Told(), tmp_path / "conn.log"
    source = WatchedSource(Behind(iter(())), told, name="files", paths=(str(log),), monotonic=lambda: now[0])
    source.poll()
    assert told[1:] == [SourceAbsent("files", (f"{log}: no such file or folder",))]
    log.write_text("")
    now[0] += LAG_EVERY_S
    source.poll()
    assert told[-1] == SourceAbsent("files", ())


def test_it_tells_how_one_that_listens_fares() -> None:
    told, fared = Told(), ListenerFared(source="udp:x", received=3)
    source = WatchedSource(Behind(iter(())), told, name="udp:x", fares=lambda: fared, monotonic=lambda: 0.0)
    source.poll()
    assert told == [SourceLag("udp:x", "bytes", 42), fared]
