"""The soak's producer, a process of its own: steady flows of several sites, ticks, intruders, verdicts.

Event time runs faster than the clock, so that windows, hours and days end in a run of half an hour. The plant does
not grow: the same paths again and again, the same intruders in turn, each forgotten by a verdict after its
alert; so what grows in the worker is a leak. Messages are made once, with a mark where the times go: encoding
them anew would need the core that the worker runs on.
"""

import random
import time
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import count, cycle, islice

from kafka import KafkaProducer
from kafka.producer.future import FutureRecordMetadata

from benchmarks import ground
from benchmarks.traffic import BATCH, BEGIN, Pair, address, made_flow, made_pairs
from schemas import codec
from schemas.flow import Flow
from schemas.tick import TICK_INTERVAL_S, Tick
from schemas.verdict import PathSubject, Verdict
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log.topics import partition_of
from streams.messages import TICK_HEADER

ASSETS, PATHS = 300, 1_500
INTRUDERS = 50
CROSSING_EVERY_S = 2.0
END_MARK, START_MARK = b"1111111112.25", b"1111111111.25"
"""Times that no flow has; what takes their place is as long."""

UNDER_WAY = 200
"""Messages not yet taken by the broker, some 35 MB: kafka-python itself has no bound."""

_CHANCE = random.Random(1)


class Plant:
    """One site's messages of flows, for ever."""

    def __init__(self, site: str) -> None:
        self.site = site
        pairs = made_pairs(ASSETS, PATHS, seed=1)
        random.Random(site).shuffle(pairs)
        end = float(END_MARK)
        made = [codec.encode_lines(_flows(site, some, end)) for some in _batches(pairs)]
        self._made = cycle(made)

    def message(self, at: float) -> bytes:
        """The next 500 flows, all ended at `at`."""
        end, start = (f"{time_s:.2f}".encode() for time_s in (at, at - 1.0))
        return next(self._made).replace(END_MARK, end).replace(START_MARK, start)


def _batches(pairs: Sequence[Pair]) -> Iterator[list[Pair]]:
    """Ten rounds of the paths, as messages."""
    remaining = islice(cycle(pairs), len(pairs) * 10)
    while some := list(islice(remaining, BATCH)):
        yield some


def _flows(site: str, pairs: Sequence[Pair], end: float) -> list[Flow]:
    return [made_flow(pair, end, _CHANCE, site) for pair in pairs]


class Traffic:
    """Publishes; `now` is event time, which begins anew nowhere."""

    def __init__(self, settings: KafkaSettings, sites: Sequence[str], speed: float) -> None:
        self._settings = settings
        self._plants = [Plant(site) for site in sites]
        self._turns = cycle(self._plants)
        self._producer = KafkaProducer(bootstrap_servers=settings.bootstrap_servers, batch_size=500_000, linger_ms=5)
        self._under_way: deque[FutureRecordMetadata] = deque()
        self._speed = speed
        self.now = BEGIN

    def burst(self, messages: int, flows_a_second: float) -> None:
        """As fast as it goes, in event time at that pace."""
        for _ in range(messages):
            self.now += BATCH / flows_a_second
            self._flows()
        self._producer.flush()

    def steady(self, flows_a_second: float, seconds: float) -> float:
        """At a rate for so long; the part of it that could be kept."""
        began, sent = time.monotonic(), 0
        event_began = self.now
        tick_at, cross_at, crossings = 0.0, 0.0, count()
        while (passed := time.monotonic() - began) < seconds:
            self.now = event_began + passed * self._speed
            if passed >= tick_at:
                tick_at = passed + max(1.0, TICK_INTERVAL_S / self._speed)
                self._ticks()
            if passed >= cross_at:
                cross_at = passed + CROSSING_EVERY_S
                self._cross(next(crossings))
            behind = int(passed * flows_a_second / BATCH) - sent
            # At the most a tenth of a second's worth without a look at the clock; what can't be kept is not made up.
            for _ in range(min(behind, max(1, int(flows_a_second / BATCH / 10)))):
                self._flows()
                sent += 1
            if behind <= 0:
                time.sleep(0.005)
        self._producer.flush()
        return sent * BATCH / (flows_a_second * seconds)

    def close(self) -> None:
        self._producer.close()

    def _flows(self) -> None:
        plant = next(self._turns)
        self._send("flows", plant.site, plant.message(self.now))

    def _ticks(self) -> None:
        for plant in self._plants:
            value = codec.encode_lines([Tick(plant.site, "soak", self.now)])
            self._send("flows", plant.site, value, [TICK_HEADER])

    def _cross(self, number: int) -> None:
        """One intruder crosses the line at one site; the one before it is forgotten."""
        plant = self._plants[number % len(self._plants)]
        turn = number // len(self._plants)
        if turn:
            initiator, responder = _ends(turn - 1)
            path = PathSubject(f"ip:{initiator}", f"ip:{responder}", "modbus")
            verdict = Verdict(site=plant.site, time=self.now, author="soak", decision="forget", path=path)
            self._send("verdicts", plant.site, codec.encode_lines([verdict]))
        initiator, responder = _ends(turn)
        flow = made_flow((initiator, responder, 502, "modbus"), self.now, _CHANCE, plant.site)
        self._send("flows", plant.site, codec.encode_lines([flow]))

    def _send(self, name: str, site: str, value: bytes, headers: Sequence[tuple[str, bytes]] = ()) -> None:
        partition = partition_of(site, self._settings.partitions)
        self._under_way.append(
            self._producer.send(
                self._settings.topic(name), key=site.encode(), value=value, partition=partition, headers=list(headers)
            )
        )
        if len(self._under_way) > UNDER_WAY:
            self._under_way.popleft().get(timeout=60)


def _ends(turn: int) -> tuple[str, str]:
    return ground.intruder(turn % INTRUDERS), address(turn % INTRUDERS)
