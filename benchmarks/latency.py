"""How long from a flow's sending until a reader of committed messages holds its alert.

A real worker, a plain producer at 5,000 flows/s in messages of 100, a consumer with `read_committed`. The plant is
learnt first: 300 assets with 1,500 paths, or 20,000 with 200,000, and every asset speaks every few seconds. Then, about
once a second, at random moments, a flow goes along that alerts: a new office host that reaches into the
plant (forbidden, an alert of its own each time). The clock runs from just before the message that bears it is given to
the producer until the alert is in the consumer's hands. Aims of the project: p99 below 250 ms and 750 ms.

Each alert brings a checkpoint of its own, so many alerts a second keep checkpoints small: with one a second each holds
a second's traffic, and the fewer come the nearer is the worst, one that meets a checkpoint of three seconds.

Two waits are made visible besides: until the alert was written (its time stamp, set when the state before it in its
transaction has been sent), and from there until it could be read. Linux only.

    python -m benchmarks.latency --alerts 300
"""

import argparse
import random
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack

import msgspec
from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from msgspec import Struct

from benchmarks import ground
from benchmarks.machine import quantile
from benchmarks.traffic import BEGIN, FLOWS_PER_S, ActivePlant, address, first_sights, made_flow
from schemas import codec
from schemas.alert import Alert
from schemas.flow import Flow
from streams.kafka.client.settings import KafkaSettings

SIZES = ((300, 1_500, 0.25), (20_000, 200_000, 0.75))
SITE = "plant"
RATE = 5_000.0
FLOWS_A_MESSAGE = 100
ROUND_S = 3.0
SETTLE_S = 10.0
"""Traffic before the first alert: the worker's start and its first windows do not count."""

GIVE_UP_S = 30.0


class Seen(Struct, frozen=True):
    """When an alert's transaction wrote it, and when it was in the reader's hands; seconds UTC."""

    written: float
    read: float


class Reader(threading.Thread):
    """Reads committed alerts as they come; `seen` is the first revision of each, by its initiator's address."""

    def __init__(self, settings: KafkaSettings) -> None:
        super().__init__(daemon=True)
        self.seen: dict[str, Seen] = {}
        self.done = threading.Event()
        self._consumer = KafkaConsumer(
            bootstrap_servers=settings.bootstrap_servers,
            isolation_level="read_committed",
            enable_auto_commit=False,
            fetch_max_wait_ms=20,
        )
        where = TopicPartition(settings.topic("alerts"), 0)
        self._consumer.assign([where])
        self._consumer.seek_to_beginning(where)

    def run(self) -> None:
        while not self.done.is_set():
            for stored in self._consumer.poll(timeout_ms=50).values():
                read = time.time()
                for one in stored:
                    alert = msgspec.json.decode(one.value, type=Alert)
                    if alert.initiator is not None and alert.initiator.ip is not None:
                        self.seen.setdefault(alert.initiator.ip, Seen(one.timestamp / 1_000.0, read))
        self._consumer.close()


def steady(plant: ActivePlant, begin: float, chance: random.Random) -> Iterator[list[Flow]]:
    """One message's flows after the other, at the rate in event time too."""
    number = 0
    while True:
        chosen = plant.round(int(RATE * ROUND_S))
        for first in range(0, len(chosen), FLOWS_A_MESSAGE):
            yield [
                made_flow(pair, begin + (number + first + n) / RATE, chance)
                for n, pair in enumerate(chosen[first : first + FLOWS_A_MESSAGE])
            ]
        number += len(chosen)


def crossing(number: int, assets: int, end: float, chance: random.Random) -> Flow:
    return made_flow((ground.intruder(number), address(number * 7 % assets), 502, "modbus"), end, chance)


def send(settings: KafkaSettings, plant: ActivePlant, assets: int, begin: float, gaps: list[float]) -> dict[str, float]:
    """Traffic at the rate, with an alerting flow after each of `gaps` seconds; when each was sent, by its address."""
    chance, topic = random.Random(4), settings.topic("flows")
    producer = KafkaProducer(bootstrap_servers=settings.bootstrap_servers, linger_ms=0)
    sent: dict[str, float] = {}
    began = time.monotonic()
    due = began + SETTLE_S
    for number, flows in enumerate(steady(plant, begin, chance)):
        at = began + number * FLOWS_A_MESSAGE / RATE
        time.sleep(max(0.0, at - time.monotonic()))
        if len(sent) == len(gaps):
            break
        bears = time.monotonic() >= due
        if bears:
            due = time.monotonic() + gaps[len(sent)]
            flows.insert(chance.randrange(len(flows) + 1), crossing(len(sent), assets, flows[0].end, chance))
        value = codec.encode_lines(flows)
        if bears:
            sent[ground.intruder(len(sent))] = time.time()
        producer.send(topic, key=SITE.encode(), value=value, partition=0)
    late = time.monotonic() - at
    producer.flush()
    producer.close()
    if late > 1.0:
        print(
            f"        the producer itself was {late:.1f} s late in the end: the machine is too busy for {RATE:,.0f}/s"
        )
    return sent


def measure(servers: str, assets: int, paths: int, alerts: int, a_second: float) -> list[tuple[float, float]]:
    """For each alert how long until it was written, and until it was read, in seconds."""
    settings = ground.made_topics(servers, f"latency-{assets}")
    plant = ActivePlant(assets, paths)
    chance = random.Random(3)
    with ExitStack() as stack:
        worker = stack.enter_context(ground.worker(settings))
        changes = stack.enter_context(ground.Progress(settings, "asset-changes"))
        progress = stack.enter_context(ground.Progress(settings))
        changes.wait({0: ground.declare_zones(settings, SITE, BEGIN)}, [worker])
        span = paths / FLOWS_PER_S + 10.0
        # Each path twice: ways that were forgotten while it all was new are found anew once.
        sights = [(SITE, value) for begin in (BEGIN, BEGIN + span) for value in first_sights(plant.pairs, begin)]
        ground.fill(settings, sights)
        progress.wait({0: len(sights)}, [worker])
        reader = Reader(settings)
        reader.start()
        gaps = [chance.uniform(0.5, 1.5) / a_second for _ in range(alerts)]
        sent = send(settings, plant, assets, BEGIN + 2 * span, gaps)
        deadline = time.monotonic() + GIVE_UP_S
        while sent.keys() - reader.seen.keys() and time.monotonic() < deadline:
            time.sleep(0.1)
        reader.done.set()
        reader.join()
    missing = sent.keys() - reader.seen.keys()
    if missing:
        sys.exit(f"{len(missing)} of {len(sent)} alerts were not read within {GIVE_UP_S:.0f} s")
    return [(reader.seen[ip].written - at, reader.seen[ip].read - at) for ip, at in sent.items()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--alerts", type=int, default=300, help="of each size")
    parser.add_argument("--a-second", type=float, default=1.0, help="alerts a second, on average")
    parser.add_argument("--assets", type=int, help="this size only")
    arguments = parser.parse_args()
    kept = True
    with ground.broker() as broker:
        for assets, paths, aim in SIZES:
            if arguments.assets not in {None, assets}:
                continue
            found = measure(broker.bootstrap, assets, paths, arguments.alerts, arguments.a_second)
            written, read = [each[0] for each in found], [each[1] for each in found]
            after = [each[1] - each[0] for each in found]
            p99 = quantile(read, 0.99)
            print(f"{assets:>7,} active assets, {len(found)} alerts: p50 {quantile(read, 0.5) * 1e3:,.0f} ms, ", end="")
            print(f"p99 {p99 * 1e3:,.0f} ms, worst {max(read) * 1e3:,.0f} ms")
            for what, values in (("until it was written", written), ("from there until read", after)):
                print(f"        {what}: p50 {quantile(values, 0.5) * 1e3:,.0f} ms, ", end="")
                print(f"p99 {quantile(values, 0.99) * 1e3:,.0f} ms")
            kept = kept and p99 < aim
            print(f"        aim p99 below {aim * 1e3:.0f} ms: {'kept' if p99 < aim else 'MISSED'}", flush=True)
    print(f"aims: {'kept' if kept else 'MISSED'}")


if __name__ == "__main__":
    main()
