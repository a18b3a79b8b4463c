"""The collector broken at any moment: a record is published if and only if the position after it is committed.

What must come out is what the writers put in, uid by uid; what readers of committed messages see is counted.
"""

import random
import re
import signal
import socket
import time
from collections import Counter
from pathlib import Path

import pytest
from kafka import KafkaAdminClient, KafkaProducer

from streams.kafka.collector.publish import TRANSACTION_TIMEOUT_MS
from tests.chaos import Chaos
from tests.kafka.broker import Broker, free_port
from tests.kafka.collecting import SITE, Collecting, collecting, committed, ended_well, flows
from tests.kafka.world import World, settle, stop, until
from tests.kafka.writers import RawTopics
from tests.patience import PATIENCE_S
from tests.streams.sources.rotating import RotatingLogs, Rows, Writer

pytestmark = [pytest.mark.kafka, pytest.mark.fault]

OWN_KILLS = (
    ("commit_transaction", "before"),
    ("commit_transaction", "after"),
    ("send", "after"),
    ("flush", "before"),
    ("flush", "after"),
    ("begin_transaction", "after"),
)
"""Where a collector kills itself: in the middle of a transaction, and right after its end."""


@pytest.fixture
def broker(own_broker: Broker) -> Broker:
    """One that may be broken."""
    return own_broker


@pytest.fixture
def world(broker: Broker, kafka_prefix: str, tmp_path: Path) -> World:
    return World(broker, kafka_prefix, tmp_path)


def killed_again_and_again(one: Collecting, kills: int, seed: int) -> list[float]:
    """Kill it and start it as often; the seconds from each kill to the next commit that readers see."""
    chance = random.Random(seed)
    recovered: list[float] = []
    for number in range(kills):
        if number % 2:
            assert one.process is not None
            one.kill()
            method, when = OWN_KILLS[number // 2 % len(OWN_KILLS)]
            process = one.start(method, str(chance.randint(2, 12)), when)
            process.wait(timeout=PATIENCE_S)
            assert process.returncode == -signal.SIGKILL, one.said()
        else:
            time.sleep(chance.uniform(0.0, 2.0))  # when it is killed is what is varied
            one.kill()
        killed_at, before = time.monotonic(), committed(one.world)
        one.start()
        until(lambda before=before: committed(one.world) > before, "it publishes again", 120)  # type: ignore[misc]
        recovered.append(time.monotonic() - killed_at)
    return recovered


@pytest.mark.slow
def test_killed_while_it_follows_rotating_logs_it_neither_loses_nor_repeats(
    world: World, chaos: Chaos, tmp_path: Path
) -> None:
    rows = Rows(SITE)
    logs = RotatingLogs(tmp_path / "logs", rows, most_rows=60)
    kills = chaos.times(20, 2)
    with collecting(world, str(logs.folder)) as one:
        one.start()
        until(lambda: committed(world) > 0, "the first commit")
        # What was rotated away before the first start is history; from here on all of it counts.
        writer = Writer(logs.steps(), seed=4)
        try:
            recovered = killed_again_and_again(one, kills, seed=1)
        finally:
            writer.finish()
        counted, twice = ended_well(one, rows.uids)
    chaos.report(
        "collector killed, rotating logs",
        repetitions=kills,
        flows=(len(rows.uids), counted),
        alerts=(0, 0),
        duplicates=twice,
        recovery_s=recovered,
    )


@pytest.mark.slow
def test_killed_while_it_reads_raw_topics_it_neither_loses_nor_repeats(world: World, chaos: Chaos) -> None:
    servers = world.settings.bootstrap_servers
    zeek, weir = world.settings.topic("raw-zeek"), world.settings.topic("raw-weir")
    admin = KafkaAdminClient(bootstrap_servers=servers)
    admin.create_topics({name: {"num_partitions": 3, "replication_factor": 1} for name in (zeek, weir)})
    admin.wait_for_topics([zeek, weir])
    admin.close()
    rows = Rows(SITE)
    kills = chaos.times(20, 2)
    producer = KafkaProducer(bootstrap_servers=servers, linger_ms=5)
    other_address = servers.replace("127.0.0.1", "localhost")
    with collecting(world, f"kafka:{zeek}", f"kafka:{weir}", "--raw-servers", other_address) as one:
        one.start()
        writer = Writer(RawTopics(producer, zeek, weir, 3, rows).steps(), seed=5)
        try:
            until(lambda: committed(world) > 0, "the first commit")
            recovered = killed_again_and_again(one, kills, seed=2)
        finally:
            writer.finish()
            producer.close()
        counted, twice = ended_well(one, rows.uids)
    chaos.report(
        "collector killed, raw topics",
        repetitions=kills,
        flows=(len(rows.uids), counted),
        alerts=(0, 0),
        duplicates=twice,
        recovery_s=recovered,
    )


def test_the_broker_killed_and_away_while_it_follows_a_log(
    world: World, broker: Broker, chaos: Chaos, tmp_path: Path
) -> None:
    rows = Rows(SITE)
    logs = RotatingLogs(tmp_path / "logs", rows, most_rows=60)
    away_s = chaos.times(60, 2)
    with collecting(world, str(logs.folder)) as one:
        process = one.start()
        until(lambda: committed(world) > 0, "the first commit")
        writer = Writer(logs.steps(), seed=6)
        try:
            until(lambda: len(flows(world)) > 0, "the first flows")
            broker.kill()
            time.sleep(away_s)  # how long it is away is what is tried
            broker.start()
            back_at, before = time.monotonic(), committed(world)
            until(lambda: committed(world) > before, "it publishes again", 150)
            recovered = time.monotonic() - back_at
        finally:
            writer.finish()
            broker.start()
        assert process.poll() is None, one.said()
        counted, twice = ended_well(one, rows.uids)
    # One line each time it tries again: no loop that is busy, and a log that stays legible.
    assert len(one.said().splitlines()) < 10, one.said()
    chaos.report(
        "broker away, collector follows logs",
        repetitions=1,
        flows=(len(rows.uids), counted),
        alerts=(0, 0),
        duplicates=twice,
        recovery_s=[recovered],
    )


def test_of_lines_that_come_while_kafka_goes_away_all_that_are_lost_are_counted(world: World, broker: Broker) -> None:
    rows = Rows(SITE)
    port = free_port()
    with collecting(world, f"tcp:127.0.0.1:{port}") as one:
        one.start()
        until(lambda: "listening" in one.said(), "it listens")
        with socket.create_connection(("127.0.0.1", port)) as sender:
            sender.sendall(rows.ndjson())
            until(lambda: len(flows(world)) == 1, "the first flow")
            broker.kill()
            sender.sendall(b"".join(rows.ndjson() for _ in range(50)))
            until(lambda: "are lost" in one.said() or "not read any more" in one.said(), "it gives its transaction up")
            broker.start()
        until(lambda: one.said().count("listening") == 2, "it listens again")
        with socket.create_connection(("127.0.0.1", port)) as sender:
            sender.sendall(b"".join(rows.ndjson() for _ in range(9)))
            until(lambda: len(flows(world)) == 10, "what comes afterwards is taken")
        assert one.process is not None
        assert stop(one.process) == 0
    lost = re.findall(r"(\d+) (?:rows that were received are lost|lines were received and not read)", one.said())
    assert sum(map(int, lost)) == 50
    assert {flow.uid for flow in flows(world)} == {rows.uids[0], *rows.uids[-9:]}


def test_a_transaction_that_kafka_ended_is_begun_again_from_what_was_committed(world: World, tmp_path: Path) -> None:
    rows = Rows(SITE)
    log = tmp_path / "flows.ndjson"
    log.write_bytes(rows.ndjson())
    with collecting(world, str(log)) as one:
        process = one.start()
        until(lambda: len(flows(world)) == 1, "the first flow")
        # As the broker does when a transaction took too long: another epoch, and nobody there who bears it.
        rival = KafkaProducer(
            bootstrap_servers=world.settings.bootstrap_servers,
            transactional_id=f"{world.settings.prefix}.collect.collector",
        )
        rival.init_transactions()
        rival.close()
        with log.open("ab") as file:
            file.write(b"".join(rows.ndjson() for _ in range(50)))
        assert ended_well(one, rows.uids) == (51, 0)
        assert process.returncode == 0
    assert "it goes on from what was committed" in one.said()


def test_a_second_collector_of_the_name_ends_the_first_which_says_so(world: World, tmp_path: Path) -> None:
    rows = Rows(SITE)
    log = tmp_path / "flows.ndjson"
    log.write_bytes(rows.ndjson())
    with collecting(world, str(log)) as first, collecting(world, str(log)) as second:
        process = first.start()
        until(lambda: len(flows(world)) == 1, "the first flow")
        second.start()
        assert process.wait(timeout=PATIENCE_S) == 1
        assert "another collector named collector has taken over" in first.said()
        with log.open("ab") as file:
            file.write(b"".join(rows.ndjson() for _ in range(50)))
        assert ended_well(second, rows.uids) == (51, 0)


def test_what_a_dead_collector_left_open_holds_readers_up_no_longer_than_it_says(
    world: World, chaos: Chaos, tmp_path: Path
) -> None:
    if not chaos.full:
        pytest.skip("half a minute of waiting: in make chaos")
    log = tmp_path / "flows.ndjson"
    log.write_bytes(Rows(SITE).ndjson())
    with collecting(world, str(log)) as one:
        # The first transaction writes its name; the second bears the flows, and is left open.
        assert one.start("commit_transaction", "2", "before").wait(timeout=PATIENCE_S) == -signal.SIGKILL
    died_at = time.monotonic()
    settle(world.settings)
    assert time.monotonic() - died_at < TRANSACTION_TIMEOUT_MS / 1_000 + 10.0 + 60.0


def test_stopped_or_cut_off_before_the_end_once_says_so_with_its_exit_code(world: World, tmp_path: Path) -> None:
    rows = Rows(SITE)
    log = tmp_path / "flows.ndjson"
    log.write_bytes(b"".join(rows.ndjson() for _ in range(300_000)))
    with collecting(world, str(log), "--once") as one:
        process = one.start()
        until(lambda: committed(world) > 0, "the first commit")
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=PATIENCE_S) == 130
        assert "stopped before the end" in one.said()
        assert one.start().wait(timeout=PATIENCE_S) == 0
    settle(world.settings)
    assert Counter(flow.uid for flow in flows(world)) == Counter(rows.uids)


def read_on_while_away(one: Collecting, broker: Broker, log: Path, rows: Rows, more: int) -> int:
    """Kill the broker, append `more` times 20,000 rows, and see some of them read; the bytes of the file before.

    A kill in the midst of a transaction (each Tick is one) leaves a collector that reads nothing at all until Kafka
    is back: then the broker comes back, all is published, and it is killed again.
    """
    for _ in range(10):
        process, before, failures = one.process, log.stat().st_size, one.said().count("not taken")
        assert process is not None
        broker.kill()
        with log.open("ab") as file:
            for _ in range(more):
                file.write(b"".join(rows.ndjson() for _ in range(20_000)))
        until(
            lambda before=before, failures=failures, pid=process.pid: (  # type: ignore[misc]
                _read(pid, log) > before or one.said().count("not taken") > failures
            ),
            "it reads on, or gives its transaction up",
        )
        if _read(process.pid, log) > before:
            return before
        broker.start()
        until(lambda: len(flows(one.world)) == len(rows.uids), "it publishes again")
    pytest.fail(f"each kill met a transaction: {one.said()[-2_000:]}")


@pytest.mark.slow
def test_while_kafka_is_away_no_more_is_read_than_one_commit_holds(
    world: World, broker: Broker, chaos: Chaos, tmp_path: Path
) -> None:
    rows = Rows(SITE)
    log = tmp_path / "flows.ndjson"
    log.write_bytes(rows.ndjson())
    with collecting(world, str(log)) as one:
        process = one.start()
        until(lambda: len(flows(world)) == 1, "the first flow")
        row_bytes = log.stat().st_size + len("C100000")
        memory_kb = _memory_kb(process.pid)
        try:
            before = read_on_while_away(one, broker, log, rows, chaos.times(40, 6))
            looks: list[int] = []

            def stands_still() -> bool:
                looks.append(_read(process.pid, log))
                return len(looks) > 40 and len(set(looks[-40:])) == 1

            until(stands_still, "it stops reading", 60)
            assert looks[-1] < before + 25_000 * row_bytes
            assert _memory_kb(process.pid) < memory_kb + 250_000
        finally:
            broker.start()
        assert ended_well(one, rows.uids) == (len(rows.uids), 0)


def _memory_kb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0])


def _read(pid: int, path: Path) -> int:
    """How far a process has read a file that it holds open."""
    for link in Path(f"/proc/{pid}/fd").iterdir():
        if link.exists() and link.resolve() == path:
            info = Path(f"/proc/{pid}/fdinfo/{link.name}").read_text()
            return int(info.split("pos:")[1].split()[0])
    return 0
