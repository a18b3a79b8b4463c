"""One recorded input for all shells: two sites, every kind of record, interleaved, with a fixed seed.

Each site is a small plant whose office hosts reach its PLCs one after the other (alerts that grow
while they are open), with late flows, zone changes, new assets and verdicts in between.
"""

import random
from collections.abc import Iterator
from typing import Any

from schemas.asset_change import AssetChange, Binding, Side
from schemas.flow import Flow
from schemas.tick import Tick
from schemas.verdict import Decision, PathSubject, Verdict, ZonePair
from streams.kafka.log.topics import partition_of
from streams.messages import Record

BEGIN = 1_760_000_000.0
STEP_S = 2.0
MOVES_AFTER = 150
"""Messages after which the office's hosts are others, where they move: in that time most of them have crossed."""
_ZONES: tuple[tuple[str, str, float, Side], ...] = (
    ("office", "10.1.0.0/16", 4.0, "it"),
    ("dmz", "10.2.0.0/16", 3.5, "dmz"),
    ("cells", "10.3.0.0/16", 1.0, "ot"),
)
_DECISIONS: tuple[Decision, ...] = ("expected", "malicious", "mute", "forget")


def sites(partitions: int = 2, each: int = 1) -> tuple[str, ...]:
    """So many sites for each partition, named so that their keys fall there: first one of each partition."""
    found: dict[int, list[str]] = {partition: [] for partition in range(partitions)}
    number = 0
    while any(len(names) < each for names in found.values()):
        number += 1
        names = found[partition_of(f"plant-{number}", partitions)]
        if len(names) < each:
            names.append(f"plant-{number}")
    return tuple(found[partition][one] for one in range(each) for partition in range(partitions))


def messages(
    site: str, count: int, *, seed: int = 1, forgets: bool = True, moves: bool = False
) -> Iterator[list[Record]]:
    """`count` messages of one site, each of records of one type, in the order in which they are to be applied.

    Where nothing `forgets` a path, every flow is counted on one: the input alone says how many there must be.
    Where the office `moves` on, new hosts cross all the time, and alerts never cease.
    """
    chance = random.Random(f"{site}/{seed}")
    for name, cidr, level, side in _ZONES:
        yield [_change(site, BEGIN, subject="zone", id=name, cidrs=(cidr,), level=level, side=side)]
    yield [
        _change(site, BEGIN, subject="asset", id=f"plc-{n}", addresses=(Binding(ip=f"10.3.0.{n}"),), name=f"PLC {n}")
        for n in range(1, 20)
    ]
    for number in range(count):
        time = BEGIN + number * STEP_S
        subnet = number // MOVES_AFTER % 256 if moves else 0
        yield [_flow(site, time, number * 50 + k, chance, subnet) for k in range(chance.choice((1, 5, 30)))]
        if number % 5 == 0:
            yield [Tick(site, "collector", time)]
        if number % 13 == 7:
            yield [_verdict(site, time, chance, _DECISIONS if forgets else _DECISIONS[:-1])]
        if number % 17 == 9:
            yield [_later_change(site, time, number, chance)]


def announced(site: str, count: int) -> list[Record]:
    """Maintenance in the midst of `count` messages, said beforehand or while it is on: of some PLCs, and by a host."""
    begin, end = BEGIN + count * STEP_S / 4, BEGIN + count * STEP_S / 2
    facts: dict[str, Any] = {"site": site, "time": BEGIN, "source": "test", "change": "maintenance-started"}
    facts |= {"starts": begin, "expires": end}
    hosts = [AssetChange(subject="initiator", id=f"10.3.1.{host}", **facts) for host in (1, 2)]
    plcs = (f"plc-{number}" for number in range(1, 20))
    return [*hosts, *(AssetChange(subject="asset", id=plc, initiator="10.3.1.3", **facts) for plc in plcs)]


def ending(site: str, count: int) -> list[list[Record]]:
    """What closes the days and digests that are open after `count` messages: three days of quiet traffic."""
    end = BEGIN + count * STEP_S
    chance = random.Random(site)
    closing: list[list[Record]] = []
    for hour in range(72):
        time = end + hour * 3_600.0
        closing += [[Tick(site, "collector", time - 5.0)]]
        closing += [[_poll(site, sensor, time, chance) for sensor in ("span-1", "span-2")]]
        closing += [[Tick(site, "collector", time + 10.0 * n)] for n in range(12)]
    return closing


def _poll(site: str, sensor: str, time: float, chance: random.Random) -> Flow:
    return Flow(
        site=site,
        sensor=sensor,
        start=time - 1.0,
        end=time,
        initiator_ip="10.3.1.1",
        initiator_port=chance.randrange(49_152, 65_535),
        responder_ip="10.3.0.1",
        responder_port=502,
        transport="tcp",
        state="established",
    )


def _flow(site: str, time: float, number: int, chance: random.Random, subnet: int) -> Flow:
    late_s = chance.choice((0.0, 0.0, 0.0, 0.0, 30.0, 200.0))
    end = time - late_s
    crossing = chance.random() < 0.5
    initiator = f"10.1.{subnet}.{chance.randrange(1, 60)}" if crossing else f"10.3.1.{chance.randrange(1, 10)}"
    return Flow(
        site=site,
        sensor=chance.choice(("span-1", "span-2")),
        start=end - chance.random() * 60.0,
        end=end,
        initiator_ip=initiator,
        initiator_port=chance.randrange(49_152, 65_535),
        responder_ip=f"10.3.0.{chance.randrange(1, 20)}",
        responder_port=chance.choice((502, 44_818, 102)),
        transport="tcp",
        uid=f"C{number:08d}",
        initiator_octets=chance.randrange(100, 10_000),
        responder_octets=chance.randrange(100, 10_000),
        state="established",
    )


def _verdict(site: str, time: float, chance: random.Random, decisions: tuple[Decision, ...]) -> Verdict:
    decision = chance.choice(decisions)
    kind = chance.randrange(3)
    if kind == 0:
        return Verdict(
            site=site, time=time, author="ana", decision=decision, initiator=f"ip:10.1.0.{chance.randrange(1, 60)}"
        )
    if kind == 1:
        initiator, responder = f"ip:10.1.0.{chance.randrange(1, 60)}", f"plc-{chance.randrange(1, 20)}"
        subject = PathSubject(initiator=initiator, responder=responder, service="modbus")
        return Verdict(site=site, time=time, author="ana", decision=decision, path=subject)
    return Verdict(
        site=site, time=time, author="ben", decision="mute", zones=ZonePair("office", "dmz"), expires=time + 300.0
    )


def _later_change(site: str, time: float, number: int, chance: random.Random) -> AssetChange:
    if chance.random() < 0.5:
        cidr = f"10.1.{chance.randrange(1, 200)}.0/24"
        return _change(site, time, subject="zone", id=f"office-{number}", cidrs=(cidr,), level=4.0, side="it")
    address = Binding(ip=f"10.1.0.{chance.randrange(1, 60)}")
    return _change(site, time, subject="asset", id=f"desk-{number}", addresses=(address,), name=f"Desk {number}")


def _change(site: str, time: float, **fields: object) -> AssetChange:
    return AssetChange(site=site, time=time, source="test", change="declared", **fields)  # type: ignore[arg-type]
