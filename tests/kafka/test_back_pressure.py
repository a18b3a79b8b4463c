"""A worker that is fed faster than it can work: its memory stays bounded, its lag can be seen."""

from pathlib import Path

import pytest
from kafka import KafkaProducer

from schemas import codec
from schemas.flow import Flow
from tests.kafka import scenario
from tests.kafka.broker import RunningBroker, free_port
from tests.kafka.world import World, flows_counted, peak_bytes, until
from tests.scraping import scrape

pytestmark = [pytest.mark.kafka, pytest.mark.fault]

READ_AHEAD_MB = 4
MESSAGES = 900
FLOWS_A_MESSAGE = 500

MARGIN_BYTES = 60_000_000
"""Beyond what an idle worker has: one fetch of a partition (4 MB), decoded flows of some messages (0.5 kB a flow), the
state, and what an allocator keeps. All that lies in the topic would be more than twice as much."""


def backlog(site: str) -> list[bytes]:
    """Polling on a few paths, as some hundred megabytes would be."""
    flows = [
        Flow(
            site=site, sensor="span", start=float(n), end=1.0 + n, initiator_ip=f"10.3.1.{n % 7}",
            initiator_port=50_000, responder_ip="10.3.0.1", responder_port=502, transport="tcp", service="modbus",
            uid=f"C{n:020d}",
            initiator_octets=300, responder_octets=900, initiator_packets=4, responder_packets=5, state="established",
        )
        for n in range(FLOWS_A_MESSAGE)
    ]  # fmt: skip
    return [codec.encode_lines(flows)] * MESSAGES


SINGLE_FLOWS = 20_000
"""Messages of one flow: some seconds of work, so that the lag is asked for (every two seconds) while they wait."""


def test_a_backlog_is_worked_off_within_bounds_of_memory(
    broker: RunningBroker, kafka_prefix: str, tmp_path: Path
) -> None:
    world = World(broker, kafka_prefix, tmp_path, partitions=1, read_ahead_mb=READ_AHEAD_MB)
    (site,) = scenario.sites(1)
    values = backlog(site)
    waiting = sum(map(len, values))
    assert waiting > 2 * MARGIN_BYTES
    with world.worker() as process:
        until(lambda: "is taken in" in world.logs(), "the worker is there")
        idle = peak_bytes(process)
        producer = KafkaProducer(bootstrap_servers=world.settings.bootstrap_servers, batch_size=500_000)
        for value in values:
            producer.send(world.settings.topic("flows"), key=site.encode(), value=value, partition=0)
        producer.flush()
        producer.close()
        world.wait_until_applied({(world.settings.topic("flows"), 0): MESSAGES}, 120.0)
        grown = peak_bytes(process) - idle
    assert flows_counted(world.known()) == MESSAGES * FLOWS_A_MESSAGE
    assert grown < MARGIN_BYTES, f"{grown / 1e6:.0f} MB more for {waiting / 1e6:.0f} MB that waited"


def test_the_lag_can_be_seen_while_it_lasts_and_ends(
    broker: RunningBroker, kafka_prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listen = f"127.0.0.1:{free_port()}"
    monkeypatch.setenv("WEIR_METRICS_LISTEN", listen)
    world = World(broker, kafka_prefix, tmp_path, partitions=1)
    (site,) = scenario.sites(1)
    single = codec.encode_lines(codec.FLOWS.decode(backlog(site)[0], source="test", position=0)[0][:1])
    topic = world.settings.topic("flows")

    def lag() -> float:
        return scrape(listen).by("weir_consumer_lag_messages", "topic").get((topic,), 0.0)

    with world.worker():
        until(lambda: "is taken in" in world.logs(), "the worker is there")
        producer = KafkaProducer(bootstrap_servers=world.settings.bootstrap_servers, linger_ms=5)
        for _ in range(SINGLE_FLOWS):
            producer.send(topic, key=site.encode(), value=single, partition=0)
        producer.flush()
        producer.close()
        until(lambda: lag() > 0.0, "messages wait, and it says so")
        assert lag() <= SINGLE_FLOWS
        world.wait_until_applied({(topic, 0): SINGLE_FLOWS}, 120.0)
        until(lambda: lag() == 0.0, "none waits any more")
