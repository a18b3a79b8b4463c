"""Ground truth: what was planted, where and when, and whether a detector should speak of it.

Kinds are Weir's alert kinds; for a near miss it is the kind that a careless detector would raise.
"""

from typing import Literal

from msgspec import Struct

Expected = Literal["alert", "silent"]


class Hop(Struct, frozen=True, kw_only=True):
    """One leg of a chain."""

    initiator_ip: str
    responder_ip: str
    service: str
    start: float


class TruthItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One planted thing: who began it, towards whom, in which service (None: several).

    `start` is when its first connection began, `end` when its last one ended (UTC seconds); `name`
    is the attack's or near miss's in the registry, and may stand on more than one item. `hops` is
    filled for chains.
    """

    name: str
    kind: str
    expected: Expected
    initiator_ip: str
    responder_ips: tuple[str, ...]
    service: str | None
    start: float
    end: float
    description: str
    hops: tuple[Hop, ...] = ()


class Truth(Struct, frozen=True, kw_only=True):
    """All that was planted in one simulated stretch; `learn_until` is ISO 8601 UTC, as `weir replay` takes it."""

    site: str
    seed: int
    learn_until: str
    items: tuple[TruthItem, ...]
