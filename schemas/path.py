"""A path as others read it: the compacted topic `weir.paths` and `weir paths list`."""

from typing import Literal

from msgspec import Struct

from schemas.asset_change import Side

PathStatus = Literal["learnt", "held", "malicious"]
"""learnt: part of the baseline. held: alerted or first seen, waiting in the ledger. malicious: never learnt."""


class PathRecord(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One path and what is known of it: hours and days are incidences, octets are totals.

    `unreviewed`: learnt by declaration (`learn_until`), though the policy forbids it or it meets the internet, and
    nobody has confirmed it yet. `as_of`: the event time at which it was so, seconds UTC, in the history of paths; 0:
    not known, as in lists of what is so now. `note` is what its sensor itself found in it last, such as an alert of
    Suricata.
    """

    site: str
    initiator: str
    responder: str
    service: str
    status: PathStatus
    first_seen: float
    last_seen: float
    flows: int
    hours: int
    days: int
    initiator_octets: float
    responder_octets: float
    answered: bool
    initiator_name: str | None = None
    responder_name: str | None = None
    initiator_zone: str | None = None
    responder_zone: str | None = None
    initiator_side: Side | None = None
    responder_side: Side | None = None
    held_since: float | None = None
    held_reason: str | None = None
    unreviewed: bool = False
    retired: bool = False
    as_of: float = 0.0
    note: str | None = None

    @property
    def key(self) -> str:
        """The compaction key: site and path."""
        return f"{self.site}|{self.initiator}|{self.responder}|{self.service}"
