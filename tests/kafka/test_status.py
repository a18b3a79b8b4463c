"""What a real worker and a real collector show of themselves, compared with what they were given."""

from collections import Counter
from collections.abc import Sequence
from itertools import count
from pathlib import Path

import msgspec
import pytest
from kafka import KafkaProducer

from models.pipeline import Pipeline
from schemas import codec
from schemas.dead_letter import DeadLetter
from schemas.flow import Flow
from schemas.state import StateRecord
from streams.kafka.collector.publish import Publisher
from streams.kafka.log import read
from streams.kafka.log.topics import partition_of
from streams.messages import INPUT_TOPICS, RECORD_KINDS, Batch, Record
from tests.kafka import scenario
from tests.kafka.broker import RunningBroker, free_port
from tests.kafka.test_collect import collect, made
from tests.kafka.world import World, settings_for, settle, stop, until
from tests.patience import PATIENCE_S
from tests.scraping import asked, scrape

pytestmark = pytest.mark.kafka


@pytest.fixture
def world(broker: RunningBroker, kafka_prefix: str, tmp_path: Path) -> World:
    return World(broker, kafka_prefix, tmp_path)


@pytest.fixture
def listen(monkeypatch: pytest.MonkeyPatch) -> str:
    address = f"127.0.0.1:{free_port()}"
    monkeypatch.setenv("WEIR_METRICS_LISTEN", address)
    monkeypatch.setenv("WEIR_METRICS_CENSUS_S", "0.2")
    return address


def sizes(messages: Sequence[Sequence[Record]]) -> dict[tuple[str, ...], float]:
    counted: Counter[tuple[str, ...]] = Counter()
    for message in messages:
        counted[message[0].site,] += len(codec.encode_lines(message))
    return dict(counted)


def letters(world: World) -> list[DeadLetter]:
    settle(world.settings)
    stored = [m for p in range(world.settings.partitions) for m in read.messages(world.settings, "dead-letter", p)]
    return [msgspec.json.decode(m.value or b"", type=DeadLetter) for m in stored]


def poison(world: World, site: str) -> None:
    producer = KafkaProducer(bootstrap_servers=world.settings.bootstrap_servers)
    partition = partition_of(site, world.settings.partitions)
    # A name that no site has, at home in this partition: elsewhere it would be sent home, and counted there as well.
    nobody = next(name for n in count() if partition_of(name := f"nobody-{n}", world.settings.partitions) == partition)
    producer.send(world.settings.topic("flows"), b"{no flow\n{none\n", key=nobody.encode(), partition=partition)
    producer.flush()
    producer.close()
    world._ends[world.settings.topic("flows"), partition] += 1


def restored(site: str, records: Sequence[StateRecord]) -> Pipeline:
    pipeline = Pipeline(site, settings_for(site))
    pipeline.restore(records)
    return pipeline


def test_a_worker_shows_what_it_was_given_and_what_came_of_it(world: World, listen: str) -> None:
    sites = scenario.sites()
    messages = [message for site in sites for message in scenario.messages(site, 60)]
    world.publish(messages)
    poison(world, sites[0])
    flows = Counter((record.site,) for message in messages for record in message if isinstance(record, Flow))
    with world.worker() as process:
        until(lambda: asked_ok(listen, "/healthz"), "it is alive")
        world.wait_until_all_applied()
        until(lambda: scrape(listen).by("weir_flows_total", "site") == flows, "all flows are counted")
        topics = {(world.settings.topic(name), str(p)) for name in INPUT_TOPICS for p in range(2)}
        until(
            lambda: scrape(listen).by("weir_consumer_lag_messages", "topic", "partition") == dict.fromkeys(topics, 0.0),
            "nothing waits",
        )
        # The census is taken now and then: one of before the last message would show fewer paths.
        known = {site: restored(site, records) for site, records in read.states(world.settings)}
        ledgers = {(site,): float(len(pipeline.ledger())) for site, pipeline in known.items()}
        until(lambda: scrape(listen).by("weir_ledger_paths", "site") == ledgers, "every site is counted to its end")
        page = scrape(listen)
        assert asked_ok(listen, "/readyz")
        assert stop(process) == 0

    kinds = Counter((RECORD_KINDS[type(record)],) for message in messages for record in message)
    assert page.by("weir_records_total", "kind") == dict(kinds)
    poisoned = {("",): float(len(b"{no flow\n{none\n"))}
    assert page.by("weir_read_bytes_total", "site") == sizes(messages) | poisoned
    refused = Counter(letter.kind for letter in letters(world))
    assert refused["malformed"] == 2
    assert {kind: n for (kind,), n in page.by("weir_dead_letters_total", "kind").items() if n} == refused

    revisions = list(read.revisions(world.settings))
    assert len(revisions) > 50
    assert page.by("weir_alert_revisions_total", "kind", "level") == Counter((a.kind, a.level) for a in revisions)
    assert page.by("weir_alerts_total", "kind", "level") == Counter(
        (a.kind, a.level) for a in revisions if a.revision == 1
    )
    assert set(known) == set(sites)
    for site, pipeline in known.items():
        *_, census = pipeline.census()
        assert census is not None
        assert census.ledger > 0
        assert page.value("weir_ledger_paths", site=site) == census.ledger == len(pipeline.ledger())
        assert page.value("weir_open_alerts", site=site) == census.open_alerts
        assert page.value("weir_paths", site=site) == census.paths
        assert page.value("weir_assets", site=site) == census.assets
        assert page.value("weir_ready_assets_ratio", site=site) == census.ready / census.assets
        assert (page.value("weir_watermark_lag_seconds", site=site) or 0.0) > 1_000_000
    assert page.value("weir_partitions_held") == 2
    assert page.value("weir_partitions_lost_total") == 0
    assert set(page.by("weir_recovery_seconds", "partition")) == {("0",), ("1",)}
    commits, checkpoints = page.value("weir_commit_seconds_count"), page.value("weir_checkpoint_seconds_count")
    assert commits == checkpoints
    assert (commits or 0) >= 2
    assert (page.value("process_resident_memory_bytes") or 0) > 10_000_000
    assert "refused: " in world.logs()


def test_the_marks_of_transactions_are_no_lag(world: World, listen: str) -> None:
    site = scenario.sites()[0]
    wanted = made(site, 100)
    flows_topic, partition = world.settings.topic("flows"), str(partition_of(site, world.settings.partitions))
    with world.worker():
        publisher = Publisher(world.settings, "test")
        publisher.open()
        for start in range(0, len(wanted), 100):
            publisher.add(Batch([*wanted[start : start + 100]], [], "test"))
            publisher.commit()
        publisher.close()
        until(lambda: scrape(listen).value("weir_flows_total", site=site) == len(wanted), "all flows are counted")
        until(
            lambda: scrape(listen).value("weir_consumer_lag_messages", topic=flows_topic, partition=partition) == 0,
            "nothing waits",
        )


def test_a_collector_shows_what_it_published_and_how_far_it_is_behind(world: World, listen: str) -> None:
    site = scenario.sites()[0]
    wanted = made(site, 120)
    log = world.folder / "flows.ndjson"
    log.write_bytes(codec.encode_lines(wanted) + b"{no flow\n")
    raw = world.settings.topic("verdicts")
    producer = KafkaProducer(bootstrap_servers=world.settings.bootstrap_servers)
    for flow in wanted[:50]:
        producer.send(raw, codec.encode_lines([flow]).rstrip(), partition=1)
    producer.flush()
    producer.close()
    process = collect(world, str(log), f"kafka:{raw}", "--site", site)
    try:
        until(
            lambda: scrape(listen).value("weir_published_records_total", kind="flows") == len(wanted) + 50,
            "all flows are published",
        )
        until(lambda: asked_ok(listen, "/readyz"), "it has published")
        until(lambda: scrape(listen).value("weir_source_lag_bytes", source="files") == 0, "all is read")
        until(lambda: scrape(listen).value("weir_source_lag_messages", source=f"kafka:{raw}") == 0, "of the topic too")
        page = scrape(listen)
    finally:
        process.terminate()
        assert process.wait(timeout=PATIENCE_S) == 0
    settle(world.settings)
    assert page.value("weir_dead_letters_total", kind="malformed") == len(letters(world)) == 1
    flow_bytes = sum(
        len(m.value or b"")
        for m in read.messages(world.settings, "flows", partition_of(site, world.settings.partitions))
    )
    assert 0 < (page.value("weir_published_bytes_total") or 0) <= flow_bytes + 1_000
    assert (page.value("weir_publish_seconds_count") or 0) >= 1


def asked_ok(listen: str, page: str) -> bool:
    try:
        return asked(listen, page)[0] == 200
    except OSError:
        return False
