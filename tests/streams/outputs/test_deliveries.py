"""No sink ends a run, whatever it raises: what it could not take waits for it."""

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path

import pytest

from models.settings import CoreSettings
from schemas.alert import Alert
from streams.embedded.loop import Embedded, Pace
from streams.embedded.sources import BatchesSource
from streams.messages import Batch
from streams.outputs.sinks import NdjsonFileSink
from streams.outputs.surviving_sinks import SinkFailed, SurvivingSinks
from streams.shard.shard import Shard
from streams.stores.sqlite import SqliteStore
from streams.stores.sqlite_reader import SqliteReader
from streams.stores.sqlite_schema import StoreError
from tests.embedded_faults.plant import recorded
from tests.streams.records import an_alert

RAISED = (
    ValueError("no such colour"),
    RuntimeError("dictionary changed size during iteration"),
    UnicodeEncodeError("ascii", "Prüfstand", 2, 3, "ordinal not in range(128)"),
    KeyError("site"),
    RecursionError("too deep"),
    OSError(28, "No space left on device", "alerts.ndjson"),
    TimeoutError("nobody answered"),
    AssertionError(),
)


class Failing(list[Alert]):
    """A sink that raises at one of its calls as long as `error` is there."""

    def __init__(self, at: str, error: BaseException | None) -> None:
        super().__init__()
        self.at = at
        self.error = error
        self.closed = False

    def _call(self, name: str) -> None:
        if self.error is not None and self.at == name:
            raise self.error

    def open(self) -> None:
        self._call("open")

    def add(self, alerts: Sequence[Alert]) -> None:
        self._call("add")
        self.extend(alerts)

    def flush(self) -> None:
        self._call("flush")

    def close(self) -> None:
        self._call("close")
        self.closed = True


def ids(sink: Failing) -> list[str]:
    return [alert.id for alert in sink]


@pytest.mark.parametrize("error", RAISED, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("at", ["add", "flush"])
def test_what_one_cannot_take_waits_and_the_others_go_on(
    at: str, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    broken, sound = Failing(at, error), Failing("", None)
    sinks = SurvivingSinks([broken, sound])
    sinks.open()
    sinks.take([an_alert("a1")])
    sinks.take([an_alert("a2")])
    assert ids(sound) == ["a1", "a2"]
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    broken.error = None
    sinks.take([an_alert("a3")])
    assert ids(broken) == ["a1", "a2", "a3"]
    assert [record.levelname for record in caplog.records] == ["ERROR", "INFO"]
    sinks.finish()
    sinks.close()


def test_each_alert_that_was_taken_is_given_once() -> None:
    class Third(Failing):
        def add(self, alerts: Sequence[Alert]) -> None:
            if len(self) == 2:
                self._call("add")
            self.extend(alerts)

    sink = Third("add", ValueError("not now"))
    sinks = SurvivingSinks([sink])
    sinks.open()
    sinks.take([an_alert(f"a{n}") for n in range(4)])
    assert ids(sink) == ["a0", "a1"]
    sink.error = None
    sinks.take()
    assert ids(sink) == ["a0", "a1", "a2", "a3"]


def test_a_sink_that_cannot_be_opened_is_opened_later() -> None:
    sink = Failing("open", ValueError("not yet"))
    sinks = SurvivingSinks([sink])
    sinks.open()
    sinks.take([an_alert("a1")])
    assert ids(sink) == []
    sink.error = None
    sinks.take()
    assert ids(sink) == ["a1"]


def test_a_file_that_cannot_be_opened_is_told_before_anything_is_read() -> None:
    with pytest.raises(PermissionError):
        SurvivingSinks([Failing("open", PermissionError(13, "Permission denied", "alerts.ndjson"))]).open()


@pytest.mark.parametrize("error", RAISED, ids=lambda error: type(error).__name__)
def test_at_the_end_it_is_told_and_every_sink_is_closed(error: Exception) -> None:
    broken, closing, sound = Failing("flush", error), Failing("close", error), Failing("", None)
    sinks = SurvivingSinks([broken, closing, sound])
    sinks.open()
    sinks.take([an_alert("a1")])
    with pytest.raises(OSError) as told:
        sinks.finish()
    assert told.value is error or isinstance(told.value, SinkFailed)
    sinks.close()
    assert sound.closed
    assert broken.closed


@pytest.mark.parametrize(
    "error", [MemoryError(), KeyboardInterrupt(), SystemExit(1), BrokenPipeError(), StoreError("the disk is full")]
)
@pytest.mark.parametrize("at", ["add", "flush"])
def test_what_is_no_fault_of_a_sink_ends_the_run(at: str, error: BaseException) -> None:
    sinks = SurvivingSinks([Failing(at, error)])
    sinks.open()
    with pytest.raises(type(error)):
        sinks.take([an_alert("a1")])


def test_a_run_goes_on_and_the_next_start_writes_what_waited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    records = recorded(20)

    async def run() -> None:
        store = SqliteStore(tmp_path)
        shard = Shard(store, lambda _site: CoreSettings())
        await shard.open()
        sink = NdjsonFileSink(tmp_path / "alerts.ndjson", store)
        done = shard.position("plant") or 0
        source = BatchesSource(Batch([each], [], "plant", n + 1) for n, each in enumerate(records) if n >= done)
        pace = Pace(checkpoint_s=3_600.0, checkpoint_flows=20, poll_s=0.001)
        app = Embedded(shard, sources=[source], sinks=[sink], sites=[], pace=pace, clock=None)
        await app.run(asyncio.Event(), once=True)

    with monkeypatch.context() as broken:
        broken.setattr("streams.outputs.sinks._write_all", _refusing)
        with pytest.raises(SinkFailed, match="waits in the state for the next start"):
            asyncio.run(run())
    assert (tmp_path / "alerts.ndjson").read_bytes() == b""
    revisions = SqliteReader(tmp_path).revisions()
    assert SqliteReader(tmp_path).loaded().positions == {"plant": len(records)}
    assert revisions
    asyncio.run(run())
    assert len((tmp_path / "alerts.ndjson").read_bytes().splitlines()) == len(revisions)


def _refusing(_descriptor: int, _data: bytes) -> None:
    msg = "a fault of our own"
    raise RuntimeError(msg)
