"""What the command line reads on a real broker: what is committed, whole topics, the last word on each thing."""

import asyncio
from collections.abc import Callable
from itertools import islice

import msgspec
import pytest
from kafka import KafkaAdminClient, KafkaProducer

from schemas import codec
from schemas.alert import Alert
from schemas.state import StateRecord
from streams.checkpoint.protocol import Checkpoint
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log import read, topics
from streams.kafka.log.state_log import KafkaStateLog
from streams.kafka.log.state_messages import PART_BYTES, POSITIONS_KEY
from streams.kafka.log.topics import TopicsError, partition_of
from tests.kafka import scenario
from tests.kafka.broker import RunningBroker
from tests.models import builders as b
from tests.patience import PATIENCE_S
from tests.streams.records import T0, a_checkpoint, a_path, a_verdict, an_alert

pytestmark = pytest.mark.kafka


@pytest.fixture
def settings(broker: RunningBroker, kafka_prefix: str) -> KafkaSettings:
    made = KafkaSettings(bootstrap_servers=broker.bootstrap, prefix=kafka_prefix, partitions=2)
    topics.create(made)
    return made


def commit(settings: KafkaSettings, partition: int, *checkpoints: Checkpoint) -> None:
    """As a worker does, and until every reader sees it: the broker marks a transaction's end after it answers."""

    async def work(some: tuple[Checkpoint, ...]) -> None:
        log = KafkaStateLog(settings, partition)
        await log.load()
        for checkpoint in some:
            await log.commit(checkpoint)
        await log.close()

    asyncio.run(work(checkpoints))
    asyncio.run(work(()))  # taking the partition waits for the marks


def abort(settings: KafkaSettings, alert: Alert, *, before_it: list[Alert]) -> None:
    """A worker that wrote an alert, and whose transaction came to nothing."""
    producer = KafkaProducer(bootstrap_servers=settings.bootstrap_servers, transactional_id=f"{settings.prefix}.aborts")
    try:
        producer.init_transactions()
        producer.begin_transaction()
        value = codec.encode_for_people(alert)
        producer.send(settings.topic("alerts"), key=alert.id.encode(), value=value, partition=0).get(timeout=PATIENCE_S)
        assert read.latest_alerts(settings) == before_it
        producer.abort_transaction()
    finally:
        producer.close()


def test_nothing_written_is_nothing_read(settings: KafkaSettings) -> None:
    assert read.latest_alerts(settings) == []
    assert read.latest_paths(settings) == []
    assert list(read.states(settings)) == []


def test_of_each_alert_the_last_revision_counts_by_time(settings: KafkaSettings) -> None:
    late, early = an_alert("late", time=T0 + 9.0), an_alert("early", time=T0)
    grown = an_alert("late", revision=2, severity=90, time=T0 + 9.0)
    other = an_alert("other", time=T0 + 5.0)
    commit(settings, 0, a_checkpoint(alerts=(late, early)), a_checkpoint(alerts=(grown,)))
    commit(settings, 1, a_checkpoint(alerts=(other,)))
    assert read.revisions(settings) == [late, early, grown, other]
    assert read.latest_alerts(settings) == [early, other, grown]


def test_what_was_aborted_is_not_seen_and_hides_nothing_after_it(settings: KafkaSettings) -> None:
    first, last = an_alert("first"), an_alert("last", time=T0 + 1.0)
    commit(settings, 0, a_checkpoint(alerts=(first,)))
    abort(settings, an_alert("first", revision=2), before_it=[first])
    assert read.latest_alerts(settings) == [first]
    commit(settings, 0, a_checkpoint(alerts=(last,)))
    assert read.latest_alerts(settings) == [first, last]


def test_reading_begins_where_it_is_told_or_at_the_oldest_kept(settings: KafkaSettings) -> None:
    commit(settings, 0, a_checkpoint(alerts=tuple(an_alert(f"a{n}") for n in range(4))))
    assert [stored.key for stored in read.messages(settings, "alerts", 0, first=2)] == [b"a2", b"a3"]
    assert [stored.offset for stored in read.messages(settings, "alerts", 0, first=-5)] == [0, 1, 2, 3]
    assert list(read.messages(settings, "alerts", 0, first=99)) == []
    assert [stored.key for stored in islice(read.messages(settings, "alerts", 0), 1)] == [b"a0"]


def test_of_each_path_the_last_word_counts_and_retired_ones_are_left_out(settings: KafkaSettings) -> None:
    modbus, ssh, back = a_path("modbus"), a_path("ssh"), a_path("http")
    busier = msgspec.structs.replace(ssh, flows=7)
    commit(
        settings,
        1,
        a_checkpoint(paths=(ssh, modbus, a_path("http", retired=True))),
        a_checkpoint(paths=(busier, a_path("modbus", retired=True), back)),
    )
    assert read.latest_paths(settings) == [back, busier]


def test_states_come_by_site_whole_and_as_they_were_last(settings: KafkaSettings) -> None:
    large = b"L" * (PART_BYTES + 1)
    commit(
        settings,
        0,
        a_checkpoint(records=(StateRecord("b|x|0", b"old"), StateRecord("a|x|0", b"1"), StateRecord("b|y|0", b"gone"))),
        a_checkpoint(records=(StateRecord("b|x|0", large), StateRecord("b|y|0", None)), positions={"flows": 3}),
    )
    commit(settings, 1, a_checkpoint(records=(StateRecord("c|x|0", b"3"),)))
    assert list(read.states(settings)) == [
        ("a", [StateRecord("a|x|0", b"1")]),
        ("b", [StateRecord("b|x|0", large)]),
        ("c", [StateRecord("c|x|0", b"3")]),
    ]


def test_damaged_state_is_said_with_its_place(settings: KafkaSettings) -> None:
    producer = KafkaProducer(bootstrap_servers=settings.bootstrap_servers)
    producer.send(settings.topic("state"), key=POSITIONS_KEY, value=b"\xff garbage", partition=1).get(
        timeout=PATIENCE_S
    )
    producer.close()
    with pytest.raises(TopicsError, match=rf"{settings.topic('state')} is damaged in partition 1"):
        list(read.states(settings))


@pytest.mark.parametrize("partition", [0, 1])
def test_a_verdict_goes_to_the_partition_of_its_site(settings: KafkaSettings, partition: int) -> None:
    site = scenario.sites()[partition]
    verdicts = [msgspec.structs.replace(a_verdict(f"ip:10.0.0.{n}"), site=site) for n in range(2)]
    assert [read.publish_verdict(settings, verdict) for verdict in verdicts] == [0, 1]
    stored = list(read.messages(settings, "verdicts", partition))
    assert [(one.key, one.headers) for one in stored] == [(site.encode(), ())] * 2
    decoded = [codec.VERDICTS.decode(one.value or b"", source="test", position=0) for one in stored]
    assert decoded == [([verdict], []) for verdict in verdicts]
    assert list(read.messages(settings, "verdicts", 1 - partition)) == []
    change = msgspec.structs.replace(b.ZONES[0], site=site)
    assert read.publish_change(settings, change) == 0
    assert [one.value for one in read.messages(settings, "asset-changes", partition)] == [codec.encode_lines([change])]
    assert partition_of(site, settings.partitions) == partition


READERS: list[Callable[[KafkaSettings], object]] = [
    read.latest_alerts,
    read.latest_paths,
    lambda settings: list(read.states(settings)),
    lambda settings: read.publish_verdict(settings, a_verdict()),
]


def test_missing_topics_are_said_with_what_to_do(broker: RunningBroker, kafka_prefix: str) -> None:
    bare = KafkaSettings(bootstrap_servers=broker.bootstrap, prefix=kafka_prefix)
    for reader in READERS:
        with pytest.raises(TopicsError, match=rf"{kafka_prefix}\.flows is missing at .*: run `weir topics create`"):
            reader(bare)
    admin = KafkaAdminClient(bootstrap_servers=bare.bootstrap_servers)
    admin.create_topics({bare.topic("flows"): {"num_partitions": 1, "replication_factor": 1}})
    admin.wait_for_topics([bare.topic("flows")])
    admin.close()
    for reader, name in zip(READERS[:3], ("alerts", "paths", "state"), strict=True):
        with pytest.raises(TopicsError, match=rf"{kafka_prefix}\.{name} is missing at .*: run `weir topics create`"):
            reader(bare)


def test_a_whole_partition_is_read_past_a_transaction_that_was_open(settings: KafkaSettings) -> None:
    producer = KafkaProducer(bootstrap_servers=settings.bootstrap_servers)
    stranger = KafkaProducer(bootstrap_servers=settings.bootstrap_servers, transactional_id=f"{settings.prefix}.other")
    topic = settings.topic("collected")

    def write(by: KafkaProducer, value: bytes) -> None:
        by.send(topic, key=value, value=value, partition=0).get(timeout=PATIENCE_S)

    try:
        stranger.init_transactions()
        write(producer, b"before")
        stranger.begin_transaction()
        write(stranger, b"of the stranger")
        write(producer, b"behind")
        assert [stored.value for stored in read.messages(settings, "collected", 0)] == [b"before"]
        end = read.written_ends(settings, ("collected",), 1)["collected", 0]
        whole = read.messages(settings, "collected", 0, up_to=end)
        assert next(whole).value == b"before"
        stranger.abort_transaction()
        assert [stored.value for stored in whole] == [b"behind"]
    finally:
        producer.close()
        stranger.close()


def test_a_partition_that_stays_held_up_is_said(settings: KafkaSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "_MARKED_S", 1.0)
    stranger = KafkaProducer(bootstrap_servers=settings.bootstrap_servers, transactional_id=f"{settings.prefix}.other")
    try:
        stranger.init_transactions()
        stranger.begin_transaction()
        stranger.send(settings.topic("collected"), key=b"key", value=b"open", partition=0).get(timeout=PATIENCE_S)
        end = read.written_ends(settings, ("collected",), 1)["collected", 0]
        with pytest.raises(TopicsError, match="a transaction has been open in it for more than 1 s"):
            list(read.messages(settings, "collected", 0, up_to=end))
        stranger.abort_transaction()
    finally:
        stranger.close()


def test_where_topics_end_counts_what_is_not_committed_yet(settings: KafkaSettings) -> None:
    producer = KafkaProducer(bootstrap_servers=settings.bootstrap_servers, transactional_id=f"{settings.prefix}.open")
    try:
        producer.init_transactions()
        producer.begin_transaction()
        sent = producer.send(settings.topic("asset-changes"), value=b"{}", partition=1)
        offset = sent.get(timeout=PATIENCE_S).offset
        assert read.written_ends(settings, ("asset-changes", "verdicts"), 2) == {
            ("asset-changes", 0): 0, ("asset-changes", 1): offset + 1, ("verdicts", 0): 0, ("verdicts", 1): 0,
        }  # fmt: skip
        producer.abort_transaction()
    finally:
        producer.close()
