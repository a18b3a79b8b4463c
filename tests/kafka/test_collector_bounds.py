"""What a collector is fed that is too large: dead letters with their reason, in bounded memory, and it goes on."""

import gzip
import os
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
import zstandard
from kafka import KafkaAdminClient, KafkaProducer

from schemas.flow import Flow
from streams.kafka.collector.publish import Publisher
from streams.messages import Batch
from tests.chaos import Chaos
from tests.kafka import scenario
from tests.kafka.administrator import configure
from tests.kafka.broker import RunningBroker
from tests.kafka.collecting import SITE, flows, letters
from tests.kafka.world import World, peak_bytes, settle
from tests.streams.sources.rotating import Rows

pytestmark = [pytest.mark.kafka, pytest.mark.fault]

MEMORY_KB = 400_000
"""Of a collector that reads a bomb: an idle one takes some 110 MB, a commit some 100 MB more (measured)."""


@pytest.fixture
def world(broker: RunningBroker, kafka_prefix: str, tmp_path: Path) -> World:
    return World(broker, kafka_prefix, tmp_path)


def flow(number: int, *, operations: tuple[str, ...] = ()) -> Flow:
    return Flow(
        site=SITE,
        sensor="span",
        start=scenario.BEGIN + number,
        end=scenario.BEGIN + number,
        initiator_ip="10.1.0.1",
        responder_ip="10.3.0.1",
        transport="tcp",
        uid=f"C{number}",
        operations=operations,
    )


def test_what_a_topic_does_not_take_is_sent_in_smaller_messages_or_is_a_dead_letter(world: World) -> None:
    configure(world.settings, "flows", {"max.message.bytes": "20000"})
    large = ("x" * 255,) * 64
    usual = [flow(number) for number in range(500)]
    middle = [flow(number, operations=large) for number in range(500, 600)]
    refused = flow(600, operations=large * 2)
    publisher = Publisher(world.settings, "one")
    publisher.open()
    try:
        publisher.add(Batch([*usual, refused, *middle], [], "log", 1))
        publisher.commit()
        publisher.add(Batch([flow(601), refused, flow(602)], [], "log", 2))
        publisher.commit()
    finally:
        publisher.close()
    settle(world.settings)
    assert flows(world) == [*usual, *middle, flow(601), flow(602)]
    assert [(letter.kind, letter.raw[:12]) for letter in letters(world)] == [
        ("oversized", b'{"site":"' + SITE.encode()[:3])
    ] * 2


def ended_in(world: World, *arguments: str) -> tuple[int, int]:
    """The exit code of a collector, and the most memory it took, in kB.

    Looked at while it runs: what the kernel tells of a process that has ended counts its parent's memory too.
    """
    command = [sys.executable, "-m", "weir", "collect", *arguments, "--site", SITE, "--once"]
    most = 0
    with (world.folder / "collect.log").open("ab") as log:
        process = subprocess.Popen(command, env=os.environ | world.environment(), stdout=log, stderr=log)
        while process.poll() is None:
            with suppress(OSError, StopIteration):
                if Path(f"/proc/{process.pid}/cmdline").read_bytes().count(b"collect"):
                    most = max(most, peak_bytes(process) // 1024)
            time.sleep(0.02)
    return process.returncode, most


def bomb(path: Path, megabytes: int) -> Path:
    """A log of one good row, and then of nothing but one line, as small as its packer can make it."""
    rows = Rows(SITE)
    piece = b"0" * 1_048_576
    if path.suffix == ".zst":
        with path.open("wb") as file, zstandard.ZstdCompressor().stream_writer(file) as packed:
            packed.write(rows.ndjson())
            for _ in range(megabytes):
                packed.write(piece)
    else:
        with gzip.open(path, "wb") as packed:
            packed.write(rows.ndjson())
            for _ in range(megabytes):
                packed.write(piece)
    return path


@pytest.mark.slow
@pytest.mark.parametrize("packing", ["gz", "zst"])
def test_a_decompression_bomb_is_a_dead_letter_and_takes_no_memory(
    world: World, chaos: Chaos, tmp_path: Path, packing: str
) -> None:
    megabytes = chaos.times(10_000, 500)
    path = bomb(tmp_path / f"flows.ndjson.{packing}", megabytes)
    assert path.stat().st_size < megabytes * 1_048_576 / 900
    code, memory_kb = ended_in(world, str(path))
    assert code == 0, (tmp_path / "collect.log").read_text()
    assert memory_kb < MEMORY_KB
    settle(world.settings)
    assert [one.uid for one in flows(world)] == ["C0"]
    assert [letter.reason.partition(";")[0] for letter in letters(world)] == [
        f"a line of {megabytes * 1_048_576} bytes"
    ]


@pytest.mark.slow
def test_a_raw_message_of_a_million_rows_is_one_dead_letter_and_others_go_on(world: World, tmp_path: Path) -> None:
    servers, raw = world.settings.bootstrap_servers, world.settings.topic("raw")
    admin = KafkaAdminClient(bootstrap_servers=servers)
    configs = {"max.message.bytes": str(16 * 1024 * 1024)}
    admin.create_topics({raw: {"num_partitions": 1, "replication_factor": 1, "configs": configs}})
    admin.wait_for_topics([raw])
    admin.close()
    rows = Rows(SITE)
    producer = KafkaProducer(bootstrap_servers=servers, max_request_size=16 * 1024 * 1024)
    for value in (b"no flow at all", rows.ndjson(), b'{"a":0}\n' * 1_250_000, b"\xff\xfe\n\n", rows.ndjson() + b"{\n"):
        producer.send(raw, value, partition=0)
    producer.flush()
    producer.close()
    code, memory_kb = ended_in(world, f"kafka:{raw}")
    assert code == 0, (tmp_path / "collect.log").read_text()
    assert memory_kb < MEMORY_KB
    settle(world.settings)
    assert Counter(one.uid for one in flows(world)) == Counter(rows.uids)
    assert [(one.kind, one.position, one.line) for one in letters(world)] == [
        ("malformed", 0, 1),
        ("oversized", 2, None),
        ("malformed", 3, 1),
        ("malformed", 4, 2),
    ]
