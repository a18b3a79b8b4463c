"""Made traffic for the benchmarks: polling between known pairs, as messages of 500 flows."""

import random
from collections.abc import Iterable, Iterator
from itertools import islice

from schemas.codec import encode_lines
from schemas.flow import Flow

BATCH = 500
BEGIN = 1_700_000_000.0
FLOWS_PER_S = 500.0
SERVICES = ((502, "modbus"), (102, None), (443, "ssl"), (44_818, "enip"))

Pair = tuple[str, str, int, str | None]


def address(number: int) -> str:
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def made_pairs(assets: int, paths: int, seed: int) -> list[Pair]:
    chance = random.Random(seed)
    pairs: set[tuple[str, str, int, str]] = set()
    while len(pairs) < paths:
        port, name = chance.choice(SERVICES)
        initiator, responder = chance.randrange(assets), chance.randrange(assets)
        if initiator != responder:
            pairs.add((address(initiator), address(responder), port, name or ""))
    return [(initiator, responder, port, name or None) for initiator, responder, port, name in sorted(pairs)]


def made_flow(pair: Pair, end: float, chance: random.Random, site: str = "plant") -> Flow:
    initiator, responder, port, name = pair
    return Flow(
        site=site,
        sensor="zeek",
        start=end - 1.0,
        end=end,
        initiator_ip=initiator,
        responder_ip=responder,
        initiator_port=chance.randint(49_152, 65_535),
        responder_port=port,
        transport="tcp",
        service=name,
        state="established",
        uid="CxHo3m4N8uGxrMlcl2",
        initiator_octets=chance.randint(50, 500),
        responder_octets=chance.randint(50, 500),
        initiator_packets=3,
        responder_packets=3,
    )


def messages(flows: Iterable[Flow], each: int = BATCH) -> Iterator[bytes]:
    """Flows as messages of `each`; the last may be smaller."""
    remaining = iter(flows)
    while some := list(islice(remaining, each)):
        yield encode_lines(some)


def first_sights(pairs: Iterable[Pair], begin: float = BEGIN, site: str = "plant") -> Iterator[bytes]:
    """Each pair once."""
    chance = random.Random(1)
    return messages(made_flow(pair, begin + index / FLOWS_PER_S, chance, site) for index, pair in enumerate(pairs))


def steady(pairs: list[Pair], flows: int, after: int = 0) -> Iterator[bytes]:
    """Pairs at random, after the first sights and `after` flows more: a round begins when the one before has ended."""
    chance = random.Random(2 + after)
    begin = BEGIN + (len(pairs) + after) / FLOWS_PER_S
    return messages(made_flow(chance.choice(pairs), begin + index / FLOWS_PER_S, chance) for index in range(flows))


class ActivePlant:
    """Pairs in rounds: in each every asset speaks, and the rest is at random."""

    def __init__(self, assets: int, paths: int) -> None:
        self._chance = random.Random(2)
        self._everyone: list[Pair] = [(address(n), address(n + 1), 2_404, "iec104") for n in range(0, assets - 1, 2)]
        self.pairs = [*made_pairs(assets, paths - len(self._everyone), seed=1), *self._everyone]

    def round(self, number: int) -> list[Pair]:
        """That many pairs (at the least one an asset pair), in no order."""
        chosen = self._everyone + self._chance.choices(self.pairs, k=max(0, number - len(self._everyone)))
        self._chance.shuffle(chosen)
        return chosen
