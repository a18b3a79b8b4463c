"""Conversations that two sensors may both tell, so that none is counted twice.

Each sensor's records of a conversation are added up, and what counts is the larger sum: of records, and of what each
end sent in octets and packets. So it does not matter who tells first, in how many records, or whether one of them saw
one direction alone. Records that do not overlap in time, but for a minute, tell of another conversation between the
same ports; so what a sensor tells whose clock is off by more is counted twice until that is set right.

Asked are sensors alone that were seen to have something in common (`overlap.py`), from the next Tick on.
"""

from msgspec import Struct, field

from schemas.flow import Flow

MOST_TOLD = 8_192
"""Conversations remembered, the oldest give way: at 10 a second those of 14 minutes, at 100 those of 80 s. Two sensors
that tell a conversation at its end do so within a few seconds. About 4 MB."""

IN_A_RECORD = 128
"""Conversations in a record of the state, some 20 kB: a checkpoint writes the records that changed, the newest."""

APART_S = 60.0
"""Clocks may differ by so much, and one sensor may meet a conversation so much later than the other. A convention: as
long as Zeek waits for a UDP conversation to go on."""

Sums = list[int]
"""Records; octets of the first end and the second; packets of both. Which end is the first says `key_of`."""


class Told(Struct, array_like=True):
    """One conversation: its times, in seconds UTC, what counts of it, and what each sensor has told.

    `first_began`: the first end is the initiator, and `certain` that a sensor is sure of that.
    """

    key: str
    number: int
    start: float
    end: float
    first_began: bool
    certain: bool
    counted: Sums
    by_sensor: dict[str, Sums] = field(default_factory=dict)


class Conversations:
    """Those of one site."""

    def __init__(self) -> None:
        self.dirty: set[int] = set()
        """Which records of the state have changed."""
        self._by_key: dict[str, Told] = {}
        self._ring: dict[int, Told] = {}
        self._next = 0

    def tell(self, flow: Flow, *, began: bool, certain: bool) -> tuple[Told, Sums]:
        """A sensor tells of a conversation: what is known of it now, and what this flow adds to what counts.

        `began`: its first end began it, as far as is known. A flow without both ports is none for this.
        """
        key = key_of(flow)
        told = self._by_key.get(key)
        if told is None:
            told = self._begin(key, flow, began=began, certain=certain)
        elif flow.start > told.end + APART_S or flow.end < told.start - APART_S:
            told.start, told.end, told.counted, told.by_sensor = flow.start, flow.end, [0, 0, 0, 0, 0], {}
            told.first_began, told.certain = began, certain
        else:
            told.start, told.end = min(told.start, flow.start), max(told.end, flow.end)
        self.dirty.add(told.number % MOST_TOLD // IN_A_RECORD)
        before = told.by_sensor.get(flow.sensor)
        sums = sums_of(flow)
        total = sums if before is None else [one + more for one, more in zip(before, sums, strict=True)]
        told.by_sensor[flow.sensor] = total
        added = [max(0, one - counted) for one, counted in zip(total, told.counted, strict=True)]
        told.counted = [max(one, counted) for one, counted in zip(total, told.counted, strict=True)]
        return told, added

    def stored(self, record: int) -> list[Told]:
        """What a record of the state holds."""
        slots = range(record * IN_A_RECORD, (record + 1) * IN_A_RECORD)
        return [self._ring[slot] for slot in slots if slot in self._ring]

    def put_back(self, stored: list[Told]) -> None:
        """Some of what was stored, in any order."""
        for told in stored:
            slot = told.number % MOST_TOLD
            if len(told.counted) != len(_NOTHING) or slot in self._ring or told.key in self._by_key:
                continue
            if any(len(sums) != len(_NOTHING) for sums in told.by_sensor.values()):
                continue
            self._ring[slot] = self._by_key[told.key] = told
            self._next = max(self._next, told.number + 1)

    def _begin(self, key: str, flow: Flow, *, began: bool, certain: bool) -> Told:
        told = Told(key, self._next, flow.start, flow.end, began, certain, [0, 0, 0, 0, 0])
        slot = self._next % MOST_TOLD
        self._next += 1
        oldest = self._ring.get(slot)
        if oldest is not None:
            del self._by_key[oldest.key]
        self._ring[slot] = self._by_key[key] = told
        return told


_NOTHING: Sums = [0, 0, 0, 0, 0]


def initiator_is_first(flow: Flow) -> bool:
    """Whether a flow's initiator is the first end of its key."""
    return (flow.initiator_ip, flow.initiator_port or 0) <= (flow.responder_ip, flow.responder_port or 0)


def key_of(flow: Flow) -> str:
    """What both sensors call the same conversation, whoever of them has the roles turned round.

    A community id would tell no more: it is made of the same five, and some sensors give none.
    """
    one, other = f"{flow.initiator_ip} {flow.initiator_port}", f"{flow.responder_ip} {flow.responder_port}"
    if not initiator_is_first(flow):
        one, other = other, one
    return f"{one} {other} {flow.transport} {flow.realm}"


def sums_of(flow: Flow) -> Sums:
    """What one flow tells, by ends."""
    sums = [
        1,
        flow.initiator_octets or 0,
        flow.responder_octets or 0,
        flow.initiator_packets or 0,
        flow.responder_packets or 0,
    ]
    return sums if initiator_is_first(flow) else by_other_end(sums)


def by_other_end(sums: Sums) -> Sums:
    """The same, the ends exchanged."""
    return [sums[0], sums[2], sums[1], sums[4], sums[3]]
