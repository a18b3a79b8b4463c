"""The topic of alerts as an outbox: what is committed, in order, a cursor for each sink, one forwarder of a name."""

import os
import signal
from pathlib import Path

import msgspec
import pytest

from schemas.alert import Alert
from schemas.formats.alerts.ndjson import ndjson
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log import topics
from streams.kafka.log.outbox import KafkaOutbox, standings
from streams.outputs.delivery import Delivery
from streams.outputs.outbox import Cursor, OutboxError, OutboxLost
from streams.outputs.standing import Standing
from tests import started
from tests.kafka.broker import RunningBroker
from tests.kafka.test_read import abort, commit
from tests.kafka.world import until
from tests.patience import PATIENCE_S
from tests.started import Started, start
from tests.streams.outputs.doubles import ListSink
from tests.streams.records import a_checkpoint, an_alert

pytestmark = pytest.mark.kafka


@pytest.fixture
def settings(broker: RunningBroker, kafka_prefix: str) -> KafkaSettings:
    made = KafkaSettings(bootstrap_servers=broker.bootstrap, prefix=kafka_prefix, partitions=2)
    topics.create(made)
    return made


def ids(outbox: KafkaOutbox, cursor: Cursor, limit: int = 100) -> tuple[list[str], Cursor]:
    """All that comes past a cursor, and the cursor behind it."""
    found: list[str] = []
    while rows := (portion := outbox.take(cursor, limit)).rows:
        found += [msgspec.json.decode(row.body, type=Alert).id for row in rows]
        cursor = Cursor(portion.positions)
    return found, cursor


def test_it_gives_what_is_committed_in_the_order_of_each_partition(settings: KafkaSettings) -> None:
    commit(settings, 0, a_checkpoint(alerts=(an_alert("a1"), an_alert("a2"))), a_checkpoint(alerts=(an_alert("a3"),)))
    commit(settings, 1, a_checkpoint(alerts=(an_alert("b1"),)))
    outbox = KafkaOutbox(settings, "s")
    outbox.open()
    assert outbox.cursor("s") is None
    found, cursor = ids(outbox, Cursor(), limit=1)
    assert sorted(found) == ["a1", "a2", "a3", "b1"]
    assert [one for one in found if one.startswith("a")] == ["a1", "a2", "a3"]
    assert outbox.waiting(cursor) == 0, "the marks of transactions do not wait"
    assert outbox.waiting(Cursor()) >= 0
    abort(settings, an_alert("aborted"), before_it=[an_alert("a1"), an_alert("a2"), an_alert("a3"), an_alert("b1")])
    commit(settings, 0, a_checkpoint(alerts=(an_alert("a4"),)))
    assert ids(outbox, cursor)[0] == ["a4"]
    again, _ = ids(outbox, cursor)
    assert again == ["a4"], "whoever asks for what was given gets it again"
    outbox.close()


def test_each_sink_has_a_cursor_that_outlasts_its_forwarder(settings: KafkaSettings) -> None:
    commit(settings, 0, a_checkpoint(alerts=(an_alert("a1"), an_alert("a2"))))
    for sink, count in (("one", 1), ("two", 2)):
        outbox = KafkaOutbox(settings, sink)
        outbox.open()
        portion = outbox.take(Cursor(), count)
        outbox.keep(sink, Cursor(portion.positions, 7 * count))
        outbox.close()
    for sink, length, left in (("one", 7, ["a2"]), ("two", 14, [])):
        outbox = KafkaOutbox(settings, sink)
        outbox.open()
        cursor = outbox.cursor(sink)
        assert cursor is not None
        assert cursor.length == length
        assert ids(outbox, cursor)[0] == left
        outbox.close()
    newest = an_alert("a2").revision_time
    found = {one.name: one for one in standings(settings, ["one", "two", "never"])}
    assert found == {
        "one": Standing("one", 1, newest, positions={0: 0}),
        "two": Standing("two", 0, None, positions={0: 1}),
        "never": Standing("never"),
    }


def test_a_second_one_of_a_name_fences_the_first_which_ends(settings: KafkaSettings) -> None:
    commit(settings, 0, a_checkpoint(alerts=(an_alert("a1"),)))
    first, second = KafkaOutbox(settings, "s"), KafkaOutbox(settings, "s")
    first.open()
    second.open()
    second.keep("s", Cursor({0: 0}))
    with pytest.raises(OutboxError):
        first.keep("s", Cursor({0: 5}))
    with pytest.raises(OutboxLost, match="another forwarder named s has taken over"):
        first.keep("s", Cursor({0: 5}))
    second.keep("s", Cursor({0: 1}))
    first.close()
    second.close()


def test_a_delivery_ends_for_good_once_another_has_its_name(settings: KafkaSettings) -> None:
    delivery = Delivery("s", ListSink(), ndjson, KafkaOutbox(settings, "s"), poll_s=0.0)
    delivery.start(PATIENCE_S)
    delivery.hurry()
    assert delivery.settled(PATIENCE_S)
    second = KafkaOutbox(settings, "s")
    second.open()
    commit(settings, 0, a_checkpoint(alerts=(an_alert("a1"),)))
    until(lambda: delivery.lost is not None, "it finds the other")
    delivery.end()
    assert delivery.ended(PATIENCE_S)
    second.close()


def forward(settings: KafkaSettings, folder: Path, *to: Path, once: bool = False) -> Started:
    outputs = [argument for path in to for argument in ("--to", f"file:{path}")]
    environment = os.environ | {
        "WEIR_KAFKA_BOOTSTRAP_SERVERS": settings.bootstrap_servers,
        "WEIR_KAFKA_PREFIX": settings.prefix,
    }
    ending = ["--once"] if once else []
    return start("weir", "forward", *outputs, *ending, environment=environment, output=folder / "said.log")


def written(path: Path) -> list[str]:
    return [msgspec.json.decode(line, type=Alert).id for line in path.read_bytes().splitlines()]


@pytest.mark.fault
def test_a_forwarder_that_is_killed_goes_on_with_each_output_where_it_was(
    settings: KafkaSettings, tmp_path: Path
) -> None:
    """One output takes all, one hangs; after SIGKILL nothing is lost, and the file repeats nothing."""
    file, fifo = tmp_path / "alerts", tmp_path / "fifo"
    os.mkfifo(fifo)
    names = [f"a{number}" for number in range(40)]
    commit(settings, 0, *(a_checkpoint(alerts=(an_alert(name),)) for name in names[:20]))
    process = forward(settings, tmp_path, file, fifo)
    until(lambda: file.exists() and file.read_bytes().count(b"\n") == 20, "one output has all")
    process.kill()
    process.wait()
    commit(settings, 0, *(a_checkpoint(alerts=(an_alert(name),)) for name in names[20:]))
    process = forward(settings, tmp_path, file, fifo)
    until(lambda: file.read_bytes().count(b"\n") == 40, "it goes on")
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE_S) == 1, "the FIFO has not taken all"
    assert written(file) == names
    process = forward(settings, tmp_path, file, fifo, once=True)
    with fifo.open("rb") as reader:
        data = reader.read()
    assert process.wait(PATIENCE_S) == 0, (tmp_path / "said.log").read_text()
    assert [msgspec.json.decode(line, type=Alert).id for line in data.splitlines()] == names
    assert written(file) == names


def test_what_is_missing_is_told_before_it_begins(broker: RunningBroker, kafka_prefix: str) -> None:
    environment = os.environ | {"WEIR_KAFKA_BOOTSTRAP_SERVERS": broker.bootstrap, "WEIR_KAFKA_PREFIX": kafka_prefix}
    done = started.run("weir", "forward", "--to", "file:x", "--once", environment=environment)
    assert done.returncode == 1
    assert b"run `weir topics create`" in done.stderr
