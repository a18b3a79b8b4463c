"""Inputs of other sensors than Zeek, collected into a real broker: over UDP, from a topic of all tools, from files."""

import json
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from kafka import KafkaAdminClient, KafkaProducer
from msgspec.structs import replace

from replay.run import ReplayInputs, replay
from replay.simulate.plan import SimulationPlan
from schemas import codec
from schemas.flow import Flow
from streams.kafka.collector.collect import Totals
from streams.sources.files.flow_files import flow_batches
from tests import started
from tests.chaos import Chaos
from tests.kafka import scenario
from tests.kafka.broker import RunningBroker
from tests.kafka.collecting import Collecting, collecting, flows, letters
from tests.kafka.test_feed import Kept, replayed_topics
from tests.kafka.world import World, encoded, settings_for, settle, stop, until
from tests.schemas.formats.envelopes import rows as rows_of
from tests.scraping import scrape
from tests.streams.sources.listening.exporter import both, data, template
from weir.admin.recorded.replay_times import Times
from weir.wiring.collector import Inputs, run_collector
from weir.wiring.feed import FeedOptions, run_feed

pytestmark = pytest.mark.kafka

SITE = scenario.sites()[0]
CLIENT, SERVER = "10.1.0.5", "10.2.0.9"


@pytest.fixture
def world(broker: RunningBroker, kafka_prefix: str, tmp_path: Path) -> World:
    return World(broker, kafka_prefix, tmp_path, partitions=1)


def free_port(kind: socket.SocketKind) -> int:
    with socket.socket(type=kind) as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


class Exporter:
    """Sends a conversation a datagram, each from another port of the client, from sequence number 1 on."""

    def __init__(self, port: int) -> None:
        self._socket = socket.socket(type=socket.SOCK_DGRAM)
        self._to = ("127.0.0.1", port)
        self.sent = 0

    def template(self) -> None:
        self._socket.sendto(template(time.time()), self._to)

    def send(self, count: int) -> None:
        for _ in range(count):
            self.sent += 1
            told = both(CLIENT, 20_000 + self.sent, SERVER, 502)
            self._socket.sendto(data(told, time.time(), sequence=self.sent), self._to)

    def close(self) -> None:
        self._socket.close()


@contextmanager
def listening(world: World) -> Iterator[tuple[Collecting, int]]:
    """A collector that receives datagrams, and its port."""
    port = free_port(socket.SOCK_DGRAM)
    with collecting(world, f"udp:127.0.0.1:{port}") as one:
        one.start()
        until(lambda: "listening" in one.said(), "it listens")
        yield one, port


def test_templates_survive_a_kill_nothing_counts_twice_and_what_was_lost_is_counted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    metrics = f"127.0.0.1:{free_port(socket.SOCK_STREAM)}"
    monkeypatch.setenv("WEIR_METRICS_LISTEN", metrics)
    with listening(world) as (one, port), closing(Exporter(port)) as exporter:
        exporter.template()
        exporter.send(20)
        until(lambda: len(flows(world)) == 20, "the first flows are committed")
        one.kill()
        exporter.send(30)
        one.start()
        until(lambda: one.said().count("listening") == 2, "it listens again")
        # No template any more: an exporter tells it again after minutes only.
        exporter.send(20)
        until(lambda: len(flows(world)) >= 40, "what came after the kill is understood")
        lost = scrape(metrics).by("weir_notes_total", "kind")
        assert one.process is not None
        assert stop(one.process) == 0
    settle(world.settings)
    told = flows(world)
    assert [flow.initiator_port for flow in told] == [20_000 + number for number in (*range(1, 21), *range(51, 71))]
    assert {(flow.initiator_packets, flow.responder_packets) for flow in told} == {(5, 5)}
    assert [flow.flaws for flow in told if flow.flaws] == [("lost",)]
    assert lost == {("datagrams lost",): 30}
    assert letters(world) == []


EVE: dict[str, object] = {
    "timestamp": "2026-01-01T00:00:02.000000+0000",
    "flow_id": 77,
    "event_type": "flow",
    "src_ip": "10.1.0.7",
    "src_port": 40002,
    "dest_ip": "10.2.0.5",
    "dest_port": 502,
    "proto": "TCP",
    "app_proto": "modbus",
    "flow": {
        "pkts_toserver": 4,
        "pkts_toclient": 3,
        "bytes_toserver": 250,
        "bytes_toclient": 200,
        "start": "2026-01-01T00:00:00.000000+0000",
        "end": "2026-01-01T00:00:01.000000+0000",
        "state": "closed",
        "reason": "timeout",
    },
}
ALERT = EVE | {
    "event_type": "alert",
    "timestamp": "2026-01-01T00:00:00.500000+0000",
    "alert": {"action": "allowed", "gid": 1, "signature_id": 9, "rev": 1, "signature": "made up", "severity": 2},
}
NOTES = ("Suricata alert: made up (sid 9)",)
VPC = "2 123456789012 eni-0a {} {} {} {} 6 5 400 1767225600 1767225610 ACCEPT OK"


def collect(world: World, *paths: str) -> Totals:
    """Collect to the end within this process, from where the collector of the last time stood."""
    inputs = Inputs(
        paths=paths,
        file_format="auto",
        site=SITE,
        sensor=None,
        assets=(),
        zones=(),
        verdicts=(),
        raw_servers=world.settings.bootstrap_servers,
    )
    return run_collector(world.settings, inputs, "one", once=True)


def test_a_topic_that_holds_rows_of_all_tools_is_read_and_the_second_halves_find_their_first_after_a_restart(
    world: World,
) -> None:
    topic = world.settings.topic("raw")
    eve = rows_of.filebeat(json.dumps(EVE), "/var/log/suricata/eve.json")
    first = [
        rows_of.line(rows_of.filebeat(json.dumps(rows_of.ZEEK))),
        rows_of.line(rows_of.filebeat(json.dumps(ALERT), "/var/log/suricata/eve.json")),
        rows_of.line(rows_of.GOFLOW),
        VPC.format("10.1.0.6", "10.2.0.5", 40003, 443).encode(),
    ]
    answer = {"src_addr": "10.2.0.5", "dst_addr": "10.1.0.8", "src_port": 502, "dst_port": 40001, "tcp_flags": 18}
    second = [
        rows_of.line(eve),
        rows_of.line(rows_of.GOFLOW | answer),
        VPC.format("10.2.0.5", "10.1.0.6", 443, 40003).encode(),
        b"no row",
    ]
    admin = KafkaAdminClient(bootstrap_servers=world.settings.bootstrap_servers)
    admin.create_topics({topic: {"num_partitions": 1, "replication_factor": 1}})
    admin.wait_for_topics([topic])
    admin.close()
    totals = []
    with closing(KafkaProducer(bootstrap_servers=world.settings.bootstrap_servers)) as producer:
        for rows in (first, second):
            for row in rows:
                producer.send(topic, value=row)
            producer.flush()
            totals.append(collect(world, f"kafka:{topic}"))
    settle(world.settings)
    assert [one.dead_letters for one in totals] == [0, 1]
    told = flows(world)
    ends = [(flow.initiator_ip, flow.responder_port, flow.responder_octets) for flow in told]
    assert ends == [
        ("10.1.0.9", 502, 206), ("10.1.0.7", 502, None), ("10.1.0.8", 502, None), ("10.1.0.6", 443, None),
        ("10.1.0.7", 502, 200), ("10.1.0.8", 502, 143), ("10.1.0.6", 443, 400),
    ]  # fmt: skip
    assert [flow.uid for flow in told[1:4]] == [flow.uid for flow in told[4:]]
    assert [flow.notes for flow in told if flow.notes] == [NOTES]
    assert [letter.raw for letter in letters(world)] == [b"no row"]


def codec_of(flow: Flow) -> bytes:
    return codec.encode_lines([flow])


def test_what_a_sensor_says_of_a_flow_survives_the_topics(world: World, tmp_path: Path) -> None:
    log = tmp_path / "eve.json"
    log.write_bytes(b"".join(rows_of.line(row) + b"\n" for row in (ALERT, EVE)))
    zeek = tmp_path / "conn.log"
    zeek.write_bytes(rows_of.line(rows_of.ZEEK | {"history": "ShADadCcGgFf", "missed_bytes": 7}) + b"\n")
    assert collect(world, str(tmp_path)).dead_letters == 0
    settle(world.settings)
    read = [
        flow
        for path in (log, zeek)
        for batch in flow_batches(path, site=SITE)
        for flow in batch.records
        if isinstance(flow, Flow)
    ]
    assert {(flow.notes, flow.flaws) for flow in read} == {(NOTES, ()), ((), ()), ((), ("checksum", "gap"))}
    assert sorted(flows(world), key=codec_of) == sorted(read, key=codec_of)


@pytest.fixture
def two(broker: RunningBroker, kafka_prefix: str, tmp_path: Path) -> list[World]:
    """Two prefixes of topics."""
    return [World(broker, f"{kafka_prefix}-{one}", tmp_path, partitions=1) for one in ("a", "b")]


@pytest.mark.fault
@pytest.mark.parametrize(
    ("kind", "name", "file_format"),
    [("suricata-eve", "eve.json", "auto"), ("ipfix", "ipfix.pcap", "netflow"), ("aws-vpc", "vpc.log", "auto")],
)
def test_a_plant_told_by_another_sensor_gives_the_alerts_and_paths_of_a_replay(  # noqa: PLR0917 - what pytest gives
    two: Sequence[World], chaos: Chaos, tmp_path: Path, kind: str, name: str, file_format: str
) -> None:
    """Collected, fed, and replayed from the topics."""
    if kind != "ipfix" and not chaos.full:
        pytest.skip("one format is enough here: the others in make chaos")
    days, plant = 9, tmp_path / "plant"
    simulate = ["simulate", "--out", str(plant), "--days", str(days), "--scale", "1", "--rate", "0.1"]
    simulated = started.run("weir", *simulate, "--format", kind, environment={})
    assert simulated.returncode == 0, simulated.stderr.decode()
    core = replace(settings_for(SITE), learn_until=SimulationPlan(days=days).learn_until)
    given = ReplayInputs(
        paths=(str(plant / name),),
        file_format=file_format,
        site=SITE,
        zones=(str(plant / "zones.toml"),),
        assets=(str(plant / "assets.csv"),),
    )
    expected = Kept()
    replay(given, lambda _: core, expected)
    assert len(expected.revisions) > 10

    collected, fed = two
    inputs = Inputs(
        paths=given.paths,
        file_format=file_format,
        site=SITE,
        sensor=None,
        assets=(plant / "assets.csv",),
        zones=(plant / "zones.toml",),
        verdicts=(),
        raw_servers=collected.settings.bootstrap_servers,
    )
    run_collector(collected.settings, inputs, "one", once=True)
    run_feed(fed.settings, given, FeedOptions(collector="feed", speed=None))
    for world in (collected, fed):
        process = world.start_worker(WEIR_SITE_LEARN_UNTIL=str(core.learn_until))
        try:
            world.wait_until_all_read()
        finally:
            stop(process)
        assert world.alerts() == encoded(expected.revisions)
        assert letters(world) == []
    assert collected.known() == fed.known()
    until_learnt = Times(learn_until=str(core.learn_until))
    assert replayed_topics(fed, until_learnt) == encoded(expected.revisions)
