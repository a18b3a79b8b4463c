"""What two sensors of a site see alike: how much of it, and by how much their clocks differ.

Both see a conversation where they tell the same two ends, with their ports, within a few minutes of the site's clock. A
part of the conversations stands for all: those whose ports add up to a multiple of a number, which both sensors choose
alike, whichever of them sees the roles turned round. That number grows where there are too many. What overlaps is
counted once from then on (`conversations.py`).
"""

from collections.abc import Sequence

from msgspec import Struct, field

from models.sensors.conversations import Key, key_of
from schemas.flow import Flow
from schemas.services.names import is_ephemeral

FEWEST = 16
"""At first one conversation of so many is followed: few enough to cost little, enough for a share within minutes."""

RAREST = 4_096
"""At the rarest one of so many."""

MOST_FOLLOWED = 256
"""Conversations followed at once: about 30 kB in the state, which is written at each checkpoint."""

WITHIN_S = 300.0
"""How much later the other sensor may tell it: Zeek waits up to a minute for a UDP conversation to go on, and NetFlow
exporters tell those that are over after 15 s. Those of connections that last report at times of their own."""

MOST_PAIRS = 64
"""Pairs of sensors with something in common: eleven sensors that all see the same have 55."""

MOST_OFFSETS = 63
"""Differences of start times that are kept: their median needs no more, and is one of them."""

HALVED_AT = 1_024
"""Where a count reaches this, all of the pair are halved: what was long ago weighs ever less."""

FURTHEST_S = 93_600.0
"""26 hours: time zones lie 26 hours apart at most (UTC-12 to UTC+14), and a clock set to local time is off by that."""


class Followed(Struct, array_like=True):
    """A conversation: since when it is followed, by the site's clock, and when each sensor says that it began."""

    key: Key
    since: float
    starts: dict[str, float]


class Pair(Struct, array_like=True):
    """Two sensors, by name: conversations followed that the one, the other and both told since both told one.

    `offsets` are by how much the second one's start lies past the first one's, in seconds, the newest last.
    """

    first: str
    second: str
    first_told: int = 0
    second_told: int = 0
    both: int = 0
    offsets: list[float] = field(default_factory=list)

    def tell(self, sensor: str) -> None:
        """One of the two, or another, tells a conversation."""
        if sensor == self.first:
            self.first_told += 1
        elif sensor == self.second:
            self.second_told += 1
        if max(self.first_told, self.second_told) >= HALVED_AT:
            self.first_told, self.second_told, self.both = self.first_told // 2, self.second_told // 2, self.both // 2


class StoredOverlap(Struct, array_like=True):
    """As it is stored."""

    one_of: int
    followed: list[Followed]
    pairs: list[Pair]


class Overlap:
    """What the sensors of one site see alike. `clock` is the site's, seconds UTC, as of its last Tick."""

    def __init__(self) -> None:
        self.clock = 0.0
        self.pairs: dict[tuple[str, str], Pair] = {}
        self.dirty = False
        self._one_of = FEWEST
        self._followed: dict[Key, Followed] = {}

    def stored(self) -> StoredOverlap:
        """All of it but the clock, which is the site's."""
        return StoredOverlap(self._one_of, list(self._followed.values()), list(self.pairs.values()))

    def put_back(self, stored: StoredOverlap) -> None:
        """As it was stored."""
        self._one_of = min(max(FEWEST, stored.one_of), RAREST)
        self._followed = {each.key: each for each in stored.followed}
        self.pairs = {(each.first, each.second): each for each in stored.pairs}

    def observe(self, flows: Sequence[Flow]) -> None:
        """Follow those of the flows that stand for all."""
        for flow in flows:
            one, other = flow.initiator_port, flow.responder_port
            # A port of a system's own, given to a client, makes the five unlike those of any conversation before.
            if one and other and not (one + other) % self._one_of and (is_ephemeral(one) or is_ephemeral(other)):
                self._follow(flow)

    def _follow(self, flow: Flow) -> None:
        key = key_of(flow)
        found = self._followed.get(key)
        if found is not None and self._is_over(found):
            del self._followed[key]
            found = None
        if found is None:
            found = self._begin(key)
            if found is None:
                return
        elif flow.sensor in found.starts:
            return
        self.dirty = True
        for pair in self.pairs.values():
            pair.tell(flow.sensor)
        for sensor, start in found.starts.items():
            self._told_by_both(sensor, flow.sensor, flow.start - start)
        found.starts[flow.sensor] = flow.start

    def _begin(self, key: Key) -> Followed | None:
        """A conversation to be followed from now on; None where it is not one of those, since there are too many."""
        while self._followed:
            oldest = next(iter(self._followed))
            if not self._is_over(self._followed[oldest]):
                break
            del self._followed[oldest]
        if len(self._followed) >= MOST_FOLLOWED:
            if self._one_of >= RAREST:
                return None
            self._one_of *= 2
            self._followed = {
                each: followed for each, followed in self._followed.items() if not _ports(each) % self._one_of
            }
        elif len(self._followed) < MOST_FOLLOWED // 8 and self._one_of > FEWEST:
            self._one_of //= 2
        if _ports(key) % self._one_of:
            return None
        found = self._followed[key] = Followed(key, self.clock, {})
        return found

    def _is_over(self, followed: Followed) -> bool:
        return abs(self.clock - followed.since) > WITHIN_S

    def _told_by_both(self, one: str, other: str, later_s: float) -> None:
        if one > other:
            one, other, later_s = other, one, -later_s
        if abs(later_s) > FURTHEST_S:
            return
        pair = self.pairs.get((one, other))
        if pair is None:
            if len(self.pairs) >= MOST_PAIRS:
                return
            pair = self.pairs[one, other] = Pair(one, other, 1, 1)
        pair.both += 1
        pair.offsets = [*pair.offsets, later_s][-MOST_OFFSETS:]


def _ports(key: Key) -> int:
    return key[1] + key[3]
