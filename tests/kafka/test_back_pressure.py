"""A worker that is fed faster than it can work: its memory stays bounded, its lag can be seen."""

from pathlib import Path

import pytest
from kafka import KafkaProducer

from schemas import codec
from schemas.flow import Flow
from tests.kafka import scenario
from tests.kafka.broker import Broker
from tests.kafka.world import World, flows_counted, peak_bytes, until

pytestmark = [pytest.mark.kafka, pytest.mark.fault]

READ_AHEAD_MB = 4
MESSAGES = 600
FLOWS_A_MESSAGE = 500

MARGIN_BYTES = 60_000_000
"""Beyond what an idle worker has: one fetch of a partition (4 MB), decoded flows of some messages (0.5 kB a flow), the
state, and what an allocator keeps. All that lies in the topic would be more than twice as much."""


def backlog(site: str) -> list[bytes]:
    """Polling on a few paths, as some hundred megabytes would be."""
    flows = [
        Flow(
            site=site, sensor="span", start=float(n), end=1.0 + n, initiator_ip=f"10.3.1.{n % 7}",
            initiator_port=50_000, responder_ip="10.3.0.1", responder_port=502, transport="tcp", service="modbus", uid=f"C{n:020d}",
            initiator_octets=300, responder_octets=900, initiator_packets=4, responder_packets=5, state="established",
        )
        for n in range(FLOWS_A_MESSAGE)
    ]  # fmt: skip
    return [codec.encode_lines(flows)] * MESSAGES


def test_a_backlog_is_worked_off_within_bounds_of_memory(broker: Broker, kafka_prefix: str, tmp_path: Path) -> None:
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
