"""Each line of `weir doctor --kafka` on a real broker, with the very thing broken that it looks at."""

import asyncio
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from aiokafka import AIOKafkaProducer
from kafka import KafkaAdminClient, KafkaProducer
from kafka.admin import ConfigResource

from models.boundary.policy import Policy
from models.settings import CoreSettings
from models.state.state_codec import encode
from schemas import codec
from schemas.formats.memory import SensorMemory
from schemas.state import STATE_VERSION
from schemas.tick import Tick
from streams.checkpoint.settings_mark import mark_of
from streams.checkup import CheckLine, run
from streams.kafka.admin import checkup, state_places
from streams.kafka.admin.checkup import CHECKS
from streams.kafka.admin.checkup_view import KafkaView
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.collector.collect import Notes
from streams.kafka.collector.publish import Publisher
from streams.kafka.log.state_messages import positions_message
from streams.kafka.log.topics import partition_of
from streams.messages import TICK_HEADER
from streams.sources.kept_memory import KeptMemory
from streams.sources.listening.parked import Parked
from tests import started
from tests.kafka import scenario
from tests.kafka.broker import RunningBroker
from tests.kafka.world import World, until
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.kafka

SITE = scenario.sites()[0]


@pytest.fixture
def world(broker: RunningBroker, kafka_prefix: str, tmp_path: Path) -> World:
    return World(broker, kafka_prefix, tmp_path)


def line(name: str, settings: KafkaSettings, *, ahead_s: float = 0.0) -> CheckLine:
    """One check, asked anew; `ahead_s` sets this machine's clock ahead."""
    view = KafkaView(settings, lambda: time.time() + ahead_s)
    [found] = run({name: CHECKS[name]}, view, within_s=60.0)
    view.close()
    assert (found.remedy is None) == (found.status == "ok"), found
    return found


@contextmanager
def admin_of(settings: KafkaSettings) -> Iterator[KafkaAdminClient]:
    admin = KafkaAdminClient(bootstrap_servers=settings.bootstrap_servers)
    yield admin
    admin.close()


def send(settings: KafkaSettings, name: str, key: bytes | None, value: bytes, **fields: object) -> None:
    producer = KafkaProducer(bootstrap_servers=settings.bootstrap_servers)
    partition = fields.pop("partition", partition_of((key or b"").decode(), settings.partitions))
    producer.send(settings.topic(name), key=key, value=value, partition=partition, **fields).get(timeout=PATIENCE_S)
    producer.close()


def tick(settings: KafkaSettings, time_s: float) -> None:
    value = codec.encode_lines([Tick(SITE, "collector", time_s)])
    send(settings, "flows", SITE.encode(), value, headers=[TICK_HEADER], timestamp_ms=int(time_s * 1_000))


# ---------------------------------------------------------------- all at once


def test_all_is_ok_where_workers_and_collectors_run(world: World) -> None:
    tick(world.settings, time.time())
    with world.worker():
        until(lambda: state_places.members(world.settings) == 1, "the worker runs")
        until(lambda: line("group", world.settings).status == "ok", "the group is stable")
        tick(world.settings, time.time())
        view = KafkaView(world.settings)
        found = list(run(CHECKS, view, within_s=60.0))
        view.close()
    assert [one.check for one in found] == list(CHECKS)
    assert [one for one in found if one.status != "ok"] == []


def test_the_command_tells_it_for_scripts_and_ends_with_1(world: World) -> None:
    with admin_of(world.settings) as admin:
        admin.delete_topics([world.settings.topic("journal")])
    until(lambda: line("topics", world.settings).status == "fail", "the topic is gone")
    done = started.run("weir", "doctor", "--kafka", "--json", environment=os.environ | world.environment())
    assert done.returncode == 1
    assert b"to mend: topics" in done.stderr
    status = {one["check"]: one["status"] for one in map(json.loads, done.stdout.splitlines())}
    assert status["topics"] == "fail"
    assert status["broker"] == "ok"


# ---------------------------------------------------------------- each line


def test_broker() -> None:
    # In a process of its own: kafka-python leaves its sockets to the garbage collector when nobody answers.
    environment = os.environ | {"WEIR_KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1"}
    done = started.run("weir", "doctor", "--kafka", environment=environment, timeout=PATIENCE_S)
    assert done.returncode == 1
    assert b"fail  broker            no answer from 127.0.0.1:1" in done.stdout
    assert b"warn  disk              not looked at" in done.stdout


def test_broker_version(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert line("broker-version", world.settings).said.startswith("Kafka 4.")
    monkeypatch.setattr(checkup, "OLDEST_BROKER", (99, 0))
    assert line("broker-version", world.settings).status == "fail"


def test_topics(world: World) -> None:
    assert line("topics", world.settings).status == "ok"
    with admin_of(world.settings) as admin:
        admin.delete_topics([world.settings.topic("paths")])
    until(lambda: world.settings.topic("paths") in line("topics", world.settings).said, "the topic is missed")


def test_partition_counts(world: World) -> None:
    assert line("partition-counts", world.settings).status == "ok"
    with admin_of(world.settings) as admin:
        admin.create_partitions({world.settings.topic("verdicts"): 3})
    until(lambda: line("partition-counts", world.settings).status == "fail", "the count is seen")


@pytest.mark.parametrize(
    ("name", "setting", "value"),
    [("state", "cleanup.policy", "delete"), ("flows", "retention.ms", "1000"), ("alerts", "max.message.bytes", "9000")],
)
def test_topic_settings(world: World, name: str, setting: str, value: str) -> None:
    assert line("topic-settings", world.settings).status == "ok"
    with admin_of(world.settings) as admin:
        admin.alter_configs([ConfigResource("topic", world.settings.topic(name), configs={setting: value})])
    until(lambda: line("topic-settings", world.settings).status == "fail", "the setting is seen")
    assert f"{setting}={value}" in line("topic-settings", world.settings).said


@pytest.mark.parametrize("name", ["flows", "asset-changes", "verdicts"])
def test_partitioner(world: World, name: str) -> None:
    send(world.settings, name, SITE.encode(), b"right")
    assert line("partitioner", world.settings).status == "ok"
    send(world.settings, name, SITE.encode(), b"wrong", partition=1 - partition_of(SITE, 2))
    send(world.settings, name, None, b"without a key", partition=0)
    found = line("partitioner", world.settings)
    assert found.status == "fail"
    assert f"1 of {SITE} in {world.settings.topic(name)}" in found.said
    assert "(no key)" in found.said


@pytest.mark.parametrize(("age_s", "status"), [(0.0, "ok"), (600.0, "warn"), (90_000.0, "fail")])
def test_lag(world: World, age_s: float, status: str) -> None:
    send(world.settings, "flows", SITE.encode(), b"x", timestamp_ms=int((time.time() - age_s) * 1_000))
    found = line("lag", world.settings)
    assert found.status == status
    assert "flows 1," in found.said


def test_group(world: World) -> None:
    assert line("group", world.settings).status == "warn"
    with world.worker():
        until(lambda: line("group", world.settings).status == "ok", "the worker is seen")
        few = msgspec.structs.replace(world.settings, partitions=0)
        assert "nothing to do" in line("group", few).said


def test_state_log(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    send(world.settings, "state", f"{SITE}|a|head".encode(), encode(["x"]))
    assert line("state-log", world.settings).status == "ok"
    monkeypatch.setattr(checkup, "STATE_BYTES_WARN", 10)
    assert line("state-log", world.settings).status == "warn"


def test_transactions(world: World) -> None:
    settings = world.settings
    name = settings.transactional_id(0)

    async def look() -> tuple[CheckLine, CheckLine]:
        producer = AIOKafkaProducer(bootstrap_servers=settings.bootstrap_servers, transactional_id=name)
        await producer.start()
        await producer.begin_transaction()
        await producer.send_and_wait(settings.topic("alerts"), b"x", partition=0)
        now = await asyncio.to_thread(line, "transactions", settings)
        later = await asyncio.to_thread(line, "transactions", settings, ahead_s=600.0)
        await producer.abort_transaction()
        await producer.stop()
        return now, later

    now, later = asyncio.run(look())
    assert (now.status, later.status) == ("ok", "fail")
    assert now.said.startswith("1 under way")
    assert name in later.said
    until(lambda: line("transactions", settings, ahead_s=600.0).status == "ok", "it has ended")


@pytest.mark.parametrize(
    ("ahead_s", "status"), [(0.0, "ok"), (20.0, "warn"), (600.0, "fail"), (-600.0, "warn"), (None, "warn")]
)
def test_clock(world: World, ahead_s: float | None, status: str) -> None:
    if ahead_s is not None:
        tick(world.settings, time.time() + ahead_s)
    found = line("clock", world.settings)
    assert found.status == status
    assert ahead_s in {None, 0.0} or "collector" in found.said


def test_exporters(world: World) -> None:
    publisher = Publisher(world.settings, "north-1")
    publisher.open()
    assert line("exporters", world.settings).status == "ok"
    parked = Parked()
    kept = KeptMemory(SensorMemory([parked]), Notes(publisher, {}), "udp:0.0.0.0:2055")
    parked.put("10.0.0.9", time.time(), b"flows")
    kept.keep()
    publisher.commit()
    publisher.close()
    found = line("exporters", world.settings)
    assert found.status == "warn"
    assert found.said.startswith("collector north-1, udp:0.0.0.0:2055: flows of exporters that are not declared")
    assert line("exporters", world.settings, ahead_s=90_000.0).status == "ok"


@pytest.mark.parametrize(("limit", "status"), [("DISK_WARN", "warn"), ("DISK_FAIL", "fail")])
def test_disk(world: World, limit: str, status: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkup, "DISK_WARN", 0.0)
    monkeypatch.setattr(checkup, "DISK_FAIL", 0.0)
    assert line("disk", world.settings).status == "ok"
    # Filling the disk of the machine that runs the tests is not ours to do: the limit is raised instead.
    monkeypatch.setattr(checkup, limit, 1.1)
    assert line("disk", world.settings).status == status


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (b"damage", "damaged"),
        (msgspec.msgpack.encode((STATE_VERSION + 1, "x")), f"state version {STATE_VERSION + 1}"),
        (encode(["x", ["0.1.0", 3, {}]]), "River 0.1.0"),
    ],
)
def test_state_versions(world: World, value: bytes, said: str) -> None:
    assert line("state-versions", world.settings).status == "ok"
    send(world.settings, "state", f"{SITE}|a|head".encode(), value, partition=0)
    # A checkpoint holds ten times as many windows and paths as heads.
    for number in range(50):
        send(world.settings, "state", f"{SITE}|a|{number}".encode(), encode([]), partition=0)
    found = line("state-versions", world.settings)
    assert found.status == "warn"
    assert said in found.said


def test_settings(world: World) -> None:
    written = CoreSettings(time_zone="Europe/Berlin")
    positions = positions_message({}, {SITE: mark_of(written)})
    send(world.settings, "state", positions[0], positions[1] or b"{}", partition=0, headers=positions[2])

    def found(own: CoreSettings) -> CheckLine:
        view = KafkaView(world.settings, settings_for=lambda _site: own)
        [one] = run({"settings": CHECKS["settings"]}, view, within_s=60.0)
        view.close()
        return one

    assert (found(written).status, found(written).said) == ("ok", "sites written last with these settings: 1")
    other = found(CoreSettings(time_zone="UTC", policy=Policy(rules=())))
    assert other.status == "warn"
    assert f"({SITE}: time_zone, policy)" in other.said


def test_every_line_has_a_test_that_breaks_it() -> None:
    tests: dict[str, Callable[..., None]] = {
        name: function for name, function in globals().items() if name.startswith("test_")
    }
    assert {"test_" + name.replace("-", "_") for name in CHECKS} <= set(tests)
