"""Conversations that two sensors may both tell, so that none is counted twice.

Each sensor's records of a conversation are added up, and what counts is the larger sum: of records, and of what each
end sent in octets and packets. So it does not matter who tells first, in how many records, or whether one of them saw
one direction alone. Records that do not overlap in time, but for a minute, tell of another conversation between the
same ports; so what a sensor tells whose clock is off by more is counted twice until that is set right.

Asked are sensors alone that were seen to have something in common (`overlap.py`), from the next Tick on.
"""

from msgspec import Struct

from schemas.bounds import LARGEST_COUNT
from schemas.flow import Flow

MOST_TOLD = 8_192
"""Conversations remembered, the oldest give way: at 10 a second those of 14 minutes, at 100 those of 80 s. Two sensors
that tell a conversation at its end do so within a few seconds. About 4 MB."""

IN_A_RECORD = 128
"""Conversations in a record of the state, some 20 kB: a checkpoint writes the records that changed, the newest."""

APART_S = 60.0
"""Clocks may differ by so much, and one sensor may meet a conversation so much later than the other. A convention: as
long as Zeek waits for a UDP conversation to go on."""

Sums = tuple[int, int, int, int, int]
"""Records; octets of the first end and the second; packets of both. `initiator_is_first` says which is the first."""

Key = tuple[str, int, str, int, str, str]
"""Both ends with their ports, the first one first; transport and realm."""

NOTHING: Sums = (0, 0, 0, 0, 0)


class Told(Struct, array_like=True):
    """One conversation: its times, in seconds UTC, what counts of it, and what each sensor has told.

    `first_began`: the first end is the initiator, and `certain` that a sensor is sure of that.
    """

    key: Key
    number: int
    start: float
    end: float
    first_began: bool
    certain: bool
    counted: Sums
    by_sensor: dict[str, Sums]


class Conversations:
    """Those of one site."""

    def __init__(self) -> None:
        self.dirty: set[int] = set()
        """Which records of the state have changed."""
        self._by_key: dict[Key, Told] = {}
        self._ring: dict[int, Told] = {}
        self._next = 0

    def tell(self, flow: Flow, sums: Sums, *, began: bool, certain: bool) -> tuple[Told, Sums]:
        """A sensor tells of a conversation: what is known of it now, and what this flow adds to what counts.

        `sums` are the flow's (`sums_of`); `began`: its first end began it, as far as is known.
        """
        key = key_of(flow)
        told = self._by_key.get(key)
        if told is None:
            told = self._begin(Told(key, self._next, flow.start, flow.end, began, certain, sums, {flow.sensor: sums}))
            return told, sums
        self.dirty.add(told.number % MOST_TOLD // IN_A_RECORD)
        if flow.start > told.end + APART_S or flow.end < told.start - APART_S:
            told.start, told.end, told.first_began, told.certain = flow.start, flow.end, began, certain
            told.counted, told.by_sensor = sums, {flow.sensor: sums}
            return told, sums
        told.start, told.end = min(told.start, flow.start), max(told.end, flow.end)
        before = told.by_sensor.get(flow.sensor)
        total = sums if before is None else _sum(before, sums)
        told.by_sensor[flow.sensor] = total
        if total == told.counted:
            return told, NOTHING
        added = _more(total, told.counted)
        told.counted = _sum(told.counted, added)
        return told, added

    def stored(self, record: int) -> list[Told]:
        """What a record of the state holds."""
        slots = range(record * IN_A_RECORD, (record + 1) * IN_A_RECORD)
        return [self._ring[slot] for slot in slots if slot in self._ring]

    def put_back(self, stored: list[Told]) -> None:
        """Some of what was stored, in any order."""
        for told in stored:
            slot = told.number % MOST_TOLD
            if slot in self._ring or told.key in self._by_key:
                continue
            self._ring[slot] = self._by_key[told.key] = told
            self._next = max(self._next, told.number + 1)

    def _begin(self, told: Told) -> Told:
        slot = told.number % MOST_TOLD
        self._next += 1
        oldest = self._ring.get(slot)
        if oldest is not None:
            del self._by_key[oldest.key]
        self._ring[slot] = self._by_key[told.key] = told
        self.dirty.add(slot // IN_A_RECORD)
        return told


def initiator_is_first(flow: Flow) -> bool:
    """Whether a flow's initiator is the first end of its key."""
    if flow.initiator_ip == flow.responder_ip:
        return (flow.initiator_port or 0) <= (flow.responder_port or 0)
    return flow.initiator_ip < flow.responder_ip


def key_of(flow: Flow) -> Key:
    """What both sensors call the same conversation, whoever of them has the roles turned round.

    A community id would tell no more: it is made of the same five, and some sensors give none.
    """
    one, port = flow.initiator_ip, flow.initiator_port or 0
    other, other_port = flow.responder_ip, flow.responder_port or 0
    if initiator_is_first(flow):
        return one, port, other, other_port, flow.transport, flow.realm
    return other, other_port, one, port, flow.transport, flow.realm


def sums_of(flow: Flow) -> Sums:
    """What one flow tells, by ends."""
    sent, back = flow.initiator_octets or 0, flow.responder_octets or 0
    packets, packets_back = flow.initiator_packets or 0, flow.responder_packets or 0
    if initiator_is_first(flow):
        return 1, sent, back, packets, packets_back
    return 1, back, sent, packets_back, packets


def by_other_end(sums: Sums) -> Sums:
    """The same, the ends exchanged."""
    return sums[0], sums[2], sums[1], sums[4], sums[3]


def _sum(one: Sums, other: Sums) -> Sums:
    """Both together; past the largest count nothing is added any more, since no more can be stored."""
    return (
        one[0] + other[0],
        min(one[1] + other[1], LARGEST_COUNT),
        min(one[2] + other[2], LARGEST_COUNT),
        min(one[3] + other[3], LARGEST_COUNT),
        min(one[4] + other[4], LARGEST_COUNT),
    )


def _more(total: Sums, counted: Sums) -> Sums:
    """By how much each lies above what counts."""
    added = tuple(max(0, one - other) for one, other in zip(total, counted, strict=True))
    return added[0], added[1], added[2], added[3], added[4]
