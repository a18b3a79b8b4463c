"""A collector put together from what the command line named, run in this process on a real broker."""

import os
import signal
import threading
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from schemas import codec
from schemas.asset_change import AssetChange
from schemas.flow import Flow
from schemas.tick import Tick
from schemas.verdict import Verdict
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.collector.collect import Totals
from streams.kafka.collector.files_once import ChangedFiles
from streams.kafka.collector.publish import Publisher
from streams.kafka.log import read
from streams.kafka.log.topics import TopicsError, partition_of
from streams.messages import TICK_HEADER, Record
from tests.kafka import scenario
from tests.kafka.broker import RunningBroker
from tests.kafka.world import World, until
from weir.wiring.collector import Inputs, run_collector

pytestmark = pytest.mark.kafka

SITE = scenario.sites()[1]


@pytest.fixture
def world(broker: RunningBroker, kafka_prefix: str, tmp_path: Path) -> World:
    return World(broker, kafka_prefix, tmp_path)


def inputs_of(settings: KafkaSettings, *paths: str) -> Inputs:
    return Inputs(
        paths=paths,
        file_format="auto",
        site=SITE,
        sensor=None,
        assets=(),
        zones=(),
        verdicts=(),
        raw_servers=settings.bootstrap_servers,
    )


def recorded(kind: type[Record], count: int = 40) -> Sequence[Record]:
    return [one for message in scenario.messages(SITE, count) for one in message if isinstance(one, kind)]


def file_of(path: Path, records: Sequence[Record]) -> Path:
    path.write_bytes(codec.encode_lines(records))
    return path


def collect_once(settings: KafkaSettings, inputs: Inputs) -> Totals:
    """Run it, until every reader sees it: the broker marks a transaction's end after it answers."""
    totals = run_collector(settings, inputs, "one", once=True)
    publisher = Publisher(settings, "one")
    publisher.open()  # taking the collector's name waits for the marks
    publisher.close()
    return totals


def published(settings: KafkaSettings, name: str) -> list[read.Stored]:
    return list(read.messages(settings, name, partition_of(SITE, settings.partitions)))


def test_all_that_is_named_is_published_zones_before_assets_and_once(world: World, tmp_path: Path) -> None:
    flows, changes, verdicts = recorded(Flow), recorded(AssetChange), recorded(Verdict)
    zones = tmp_path / "zones.json"
    zones.write_text('[{"zone": "cells", "level": 1, "side": "ot", "cidrs": ["10.3.0.0/16"]}]')
    inputs = msgspec.structs.replace(
        inputs_of(world.settings, str(file_of(tmp_path / "flows.ndjson", flows))),
        zones=(zones,),
        assets=(file_of(tmp_path / "assets.ndjson", changes[3:6]),),
        verdicts=(file_of(tmp_path / "verdicts.ndjson", verdicts),),
    )
    totals = collect_once(world.settings, inputs)
    ticks = totals.records - len(flows) - 4 - len(verdicts)
    assert ticks > 0
    assert totals.dead_letters == 0

    stored = published(world.settings, "flows")
    found: list[Flow] = []
    for message in stored:
        if TICK_HEADER not in message.headers:
            found += codec.FLOWS.decode(message.value or b"", source="test", position=0)[0]
    assert found == flows
    subjects = [
        change.subject
        for message in published(world.settings, "asset-changes")
        for change in codec.ASSET_CHANGES.decode(message.value or b"", source="test", position=0)[0]
    ]
    assert subjects == ["zone", "asset", "asset", "asset"]
    given: list[Verdict] = []
    for message in published(world.settings, "verdicts"):
        given += codec.VERDICTS.decode(message.value or b"", source="test", position=0)[0]
    assert given == verdicts

    again = collect_once(world.settings, inputs)
    assert (again.records, again.dead_letters) == (0, 0)
    assert len(published(world.settings, "flows")) == len(stored)


def test_a_followed_log_is_left_in_good_order_when_told_to_stop(world: World, tmp_path: Path) -> None:
    wanted = recorded(Flow)
    log = file_of(tmp_path / "flows.ndjson", wanted)
    before = signal.getsignal(signal.SIGTERM)
    seen: list[Counter[bool]] = []

    def flows_and_ticks() -> Counter[bool]:
        counts: Counter[bool] = Counter()
        for message in published(world.settings, "flows"):
            counts[TICK_HEADER in message.headers] += len((message.value or b"").splitlines())
        return counts

    def stop_when_all_is_there() -> None:
        try:
            until(lambda: flows_and_ticks()[False] == len(wanted) and flows_and_ticks()[True] > 0, "all is published")
            seen.append(flows_and_ticks())
        finally:
            os.kill(os.getpid(), signal.SIGTERM)

    other = threading.Thread(target=stop_when_all_is_there)
    # Until the collector has taken the signal over, it ends nothing here.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        other.start()
        totals = run_collector(world.settings, inputs_of(world.settings, str(log)), "one", once=False)
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
    finally:
        other.join()
        signal.signal(signal.SIGTERM, before)
    assert [counts[False] for counts in seen] == [len(wanted)]
    assert totals.records == len(wanted)
    again = [one for m in published(world.settings, "flows") for one in _ticks_of(m)]
    assert {tick.site for tick in again} == {SITE}


def _ticks_of(message: read.Stored) -> Sequence[Tick]:
    return (
        codec.TICKS.decode(message.value or b"", source="test", position=0)[0] if TICK_HEADER in message.headers else []
    )


def test_what_can_not_be_collected_is_said_and_nothing_is_published(world: World, tmp_path: Path) -> None:
    with pytest.raises((ValueError, OSError), match="absent"):
        run_collector(world.settings, inputs_of(world.settings, str(tmp_path / "absent.log")), "one", once=True)
    with pytest.raises(TopicsError, match="there is no topic absent"):
        run_collector(world.settings, inputs_of(world.settings, "kafka:absent"), "one", once=True)
    log = file_of(tmp_path / "flows.ndjson", recorded(Flow, 3))
    collect_once(world.settings, inputs_of(world.settings, str(log)))
    before = len(published(world.settings, "flows"))
    file_of(log, recorded(Flow, 4))
    with pytest.raises(ChangedFiles, match="another --collector name"):
        collect_once(world.settings, inputs_of(world.settings, str(log)))
    assert len(published(world.settings, "flows")) == before


def test_without_topics_it_says_how_to_make_them(broker: RunningBroker, kafka_prefix: str) -> None:
    bare = KafkaSettings(bootstrap_servers=broker.bootstrap, prefix=kafka_prefix)
    with pytest.raises(TopicsError, match="weir topics create"):
        run_collector(bare, inputs_of(bare, "kafka:any"), "one", once=True)


def test_a_bad_zone_file_is_refused_at_the_first_start(world: World, tmp_path: Path) -> None:
    zones, log = tmp_path / "zones.toml", file_of(tmp_path / "flows.ndjson", recorded(Flow, 3))
    inputs = msgspec.structs.replace(inputs_of(world.settings, str(log)), zones=(zones,))
    zones.write_text("[[zones]]\nzone = 'cell'\nlevle = 1\n")
    with pytest.raises(ValueError, match=r"zones\.toml"):
        collect_once(world.settings, inputs)
    assert published(world.settings, "flows") == []
    zones.write_text("[[zones]]\nzone = 'cell'\nlevel = 1\n")
    collect_once(world.settings, inputs)
    zones.write_text("[[zones]]\nzone = 'cell'\nlevle = 1\n")
    collect_once(world.settings, inputs)
