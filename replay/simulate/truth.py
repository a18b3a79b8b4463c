"""Ground truth: what was planted, where and when, and whether a detector should speak of it.

Kinds are Weir's alert kinds; for a near miss it is the kind that a careless detector would raise.
`docs/evaluate.md` describes the file for those who write one by other means.
"""

from typing import Literal

from msgspec import Struct

Expected = Literal["alert", "silent", "either"]
"""`either`: it may be told, and counts neither as found nor as false. A gap of the sensor is such."""


class Hop(Struct, frozen=True, kw_only=True):
    """One leg of a chain."""

    initiator_ip: str
    responder_ip: str
    service: str
    start: float


class TruthItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One planted thing: who began it, towards whom, in which service (None: several).

    `start` is when its first connection began, `end` when its last one ended (UTC seconds); `shown` is when the
    sensor wrote its first row (None: at `start`). `name` is the attack's or near miss's in the registry, and may stand
    on more than one item. `kind` is the one that names it best, `acceptable` are others that are right, too; `stealth`
    is how it hides (None: it does not). `hops` is filled for chains and for what is done in steps.
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
    acceptable: tuple[str, ...] = ()
    stealth: str | None = None
    shown: float | None = None


class Truth(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All that was planted in one stretch of traffic.

    `learn_until` and `end` are ISO 8601 UTC: alerts are judged between them. `learn_until` is as `weir replay` takes
    it; `end` None is that of the last thing that is known.
    """

    site: str
    seed: int
    learn_until: str
    items: tuple[TruthItem, ...]
    end: str | None = None
