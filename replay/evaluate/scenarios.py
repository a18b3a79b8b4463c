"""Scenarios of a ground truth, and which of them an alert tells of.

Items of one name are one scenario: a chain and its legs, the two pairs of one session. An alert tells of a scenario
if it overlaps it in time and names one of its paths, in either direction, since sensors turn rows round; an alert
that names no path, such as on the octets of an asset, if it names one of its ends; one on a sensor if its kind fits.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from replay.evaluate.raised import Pair, Raised
from replay.simulate.truth import Expected, Hop, TruthItem

GRACE_S = 86_400.0
"""How long after a scenario's last row an alert still tells of it: what is judged by day is told at the day's end."""

EARLY_S = 1.0
"""Rows bear times to the microsecond, alerts may round them."""

DIGESTS = frozenset({"first-look", "learning-review", "maintenance-digest", "withheld-digest"})
"""Lists that are sent once: one that lists an attack among others has not found it, unless the truth accepts it."""


class Scenario(Struct, frozen=True, kw_only=True):
    """One thing that was planted. `best` is the kind that names it, `right` all kinds that are not wrong."""

    name: str
    expected: Expected
    best: str
    right: frozenset[str]
    stealth: str | None
    start: float
    end: float
    shown: float
    pairs: frozenset[Pair]
    ends: frozenset[str]
    steps: tuple[Hop, ...]
    description: str
    grace_s: float = GRACE_S

    def is_told_by(self, raised: Raised) -> bool:
        """Whether the alert is about this."""
        if raised.last_seen < self.start - EARLY_S or raised.told > self.end + self.grace_s:
            return False
        if raised.kind in DIGESTS and raised.kind not in self.right:
            return False
        if not raised.ends:
            # On the sensor itself, which is no end of anything.
            return raised.kind in self.right
        if not raised.pairs:
            return not raised.ends.isdisjoint(self.ends)
        return any(pair in self.pairs or pair[::-1] in self.pairs for pair in raised.pairs)

    def covered(self, raised: Iterable[Raised]) -> int:
        """How many of its steps stand in these alerts."""
        told = {pair for one in raised for pair in one.pairs}
        return sum(
            (step.initiator_ip, step.responder_ip) in told or (step.responder_ip, step.initiator_ip) in told
            for step in self.steps
        )


def scenarios_of(items: Sequence[TruthItem], grace_s: float = GRACE_S) -> list[Scenario]:
    """The scenarios in order of start. The best kind is that of the item with hops, else of the first."""
    by_name: dict[str, list[TruthItem]] = {}
    for item in items:
        by_name.setdefault(item.name, []).append(item)
    return sorted((_scenario(name, members, grace_s) for name, members in by_name.items()), key=lambda one: one.start)


def _scenario(name: str, items: list[TruthItem], grace_s: float) -> Scenario:
    head = next((item for item in items if item.hops), items[0])
    steps = head.hops
    pairs = {(item.initiator_ip, responder) for item in items for responder in item.responder_ips}
    # A chain's own first end and last end are no path: its hops are.
    if steps:
        pairs -= {(head.initiator_ip, responder) for responder in head.responder_ips}
        pairs |= {(hop.initiator_ip, hop.responder_ip) for hop in steps}
    return Scenario(
        name=name,
        expected=head.expected,
        best=head.kind,
        right=frozenset(kind for item in items for kind in (item.kind, *item.acceptable)),
        stealth=head.stealth,
        start=min(item.start for item in items),
        end=max(item.end for item in items),
        shown=min(item.start if item.shown is None else item.shown for item in items),
        pairs=frozenset(pairs),
        ends=frozenset(address for item in items for address in (item.initiator_ip, *item.responder_ips)),
        steps=steps,
        description=head.description,
        grace_s=grace_s,
    )
