"""What talks to what in a few rows: one cell a pair of sides, or a pair of zones."""

from typing import Literal

from msgspec import Struct

from schemas.asset_change import Side

CellPolicy = Literal["forbidden", "watched", "quiet"]
"""What the policy says of paths that no conduit declares."""


class MatrixCell(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """All paths from one side (or zone) to another, itself included. `by` side: both zones are None.

    A side of None is unknown, a zone of None no declared one. `answered`, `declared`, `alerted` and `unreviewed` count
    paths: those that were answered at least once, that a declared conduit holds, that alerted and are not learnt
    (held back or judged malicious), and that `learn_until` took though somebody is to confirm them. `services` counts
    paths by service, the most first. `inferred`: a side of some path is a guess. Times are seconds UTC.
    """

    site: str
    by: Literal["side", "zone"]
    initiator_side: Side | None
    responder_side: Side | None
    paths: int
    answered: int
    flows: int
    services: dict[str, int]
    policy: CellPolicy
    declared: int
    alerted: int
    unreviewed: int
    first_seen: float
    last_seen: float
    initiator_zone: str | None = None
    responder_zone: str | None = None
    inferred: bool = False

    @property
    def crosses(self) -> bool:
        """Whether it leads from one known side to another."""
        return None not in {self.initiator_side, self.responder_side} and self.initiator_side != self.responder_side
