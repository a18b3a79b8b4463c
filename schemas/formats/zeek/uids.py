"""What was already told of each Zeek connection, so that one uid counts once.

Zeek tells a long connection several times under one uid: in conn_long.log and open_conn.log while it
lasts, in protocol logs when a protocol is understood, and in conn.log when it ends. Octets and
packets are handed on as differences to what was told before, and a row that adds nothing is a repeat.

The memory is bounded. Connections still open are kept apart from ended ones: a busy hour of short
connections must not push out a session of days.

It is the Zeek formats' part of a sensor's memory (`schemas/formats/memory.py`), which shells keep over a restart.
"""

from collections.abc import Mapping, Sequence
from itertools import islice, takewhile
from typing import TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from schemas.flow import Flow
from schemas.formats.memory import ADDS, Record
from schemas.formats.reader import ReaderContext
from schemas.formats.zeek.logs import path_of_name

Totals = tuple[int | None, int | None, int | None, int | None]
"""Initiator octets, responder octets, initiator packets, responder packets; None: not said."""

NOTHING: Totals = (None, None, None, None)

OPEN_LIMIT = 65_536
"""Open connections kept: an estimated 350 bytes each, so at most some 25 MB."""

ENDED_LIMIT = 4_096
"""Ended connections kept, against a row read twice: the last minutes of a busy sensor. With 16,384 the
memory leaves the processor's cache, and reading takes 8 % longer (measured)."""

MOST_OPERATIONS = 256
"""Names of operations kept of one connection: as many function codes as an octet has."""


_Kept = TypeVar("_Kept")


class UidChanges(Struct, array_like=True):
    """What a memory learnt since it was last asked, as it is stored. `closed` were open before, and are no more."""

    open: dict[str, Totals] = {}
    closed: list[str] = []
    ended: dict[str, Totals] = {}
    operations: dict[str, frozenset[str]] = {}

    def __bool__(self) -> bool:
        """Whether there is anything in it."""
        return bool(self.open or self.closed or self.ended or self.operations)


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(UidChanges)


class UidMemory:
    """Totals told so far by uid. Readers look into `ended` and `open` themselves on their fast path.

    There a flow may stand for the totals that it told: keeping it costs less than a tuple a row. See `FormatMemory`
    for what it is asked otherwise.
    """

    name = "told"

    def __init__(self, open_limit: int = OPEN_LIMIT, ended_limit: int = ENDED_LIMIT) -> None:
        self.open: dict[str, Totals] = {}
        self.ended: dict[str, Totals | Flow] = {}
        self._operations: dict[str, frozenset[str]] = {}
        self._open_limit = open_limit
        self._ended_limit = ended_limit
        self._touched: dict[str, bool] | None = None
        self._newest_ended: str | None = None

    def track(self) -> None:
        """Begin to note what changes, from now on."""
        self._touched = {}
        self._newest_ended = next(reversed(self.ended), None)

    def changes(self) -> bytes | None:
        """What changed since the last call, or since `track`. Ended ones that were trimmed meanwhile are left out."""
        changes = self._changes()
        return _encoder.encode(changes) if changes else None

    def _changes(self) -> UidChanges:
        touched, self._touched = self._touched or {}, {}
        # Fast paths write into `ended` without a word; they only add, so what is new stands at its end.
        fresh = list(takewhile(lambda uid: uid != self._newest_ended, reversed(self.ended)))
        fresh.reverse()
        self._newest_ended = next(reversed(self.ended), None)
        changed = [uid for uid in touched if uid in self.ended] + fresh
        return UidChanges(
            open={uid: self.open[uid] for uid in touched if uid in self.open},
            closed=[uid for uid, was_open in touched.items() if was_open and uid not in self.open],
            ended={uid: _told(self.ended[uid]) for uid in changed},
            operations={uid: self._operations[uid] for uid in touched if uid in self._operations},
        )

    def everything(self) -> bytes:
        """All that is remembered, as changes to an empty memory; what changed so far counts as taken."""
        self.track()
        ended = {uid: _told(told) for uid, told in self.ended.items()}
        return _encoder.encode(UidChanges(open=self.open, ended=ended, operations=self._operations))

    def restore(self, changes: Sequence[bytes]) -> None:
        """Learn what another memory gave as its changes, in the order it gave them. Raises ValueError."""
        for learnt in [_decoder.decode(one) for one in changes]:
            for uid in learnt.closed:
                self.open.pop(uid, None)
            _learn(self.open, learnt.open, self._open_limit)
            _learn(self.ended, dict[str, Totals | Flow](learnt.ended), self._ended_limit)
            _learn(self._operations, learnt.operations, self._open_limit)

    def forgetful(self) -> "NoMemory":
        """One that remembers nothing."""
        return NoMemory()

    def spans(self, names: Sequence[str]) -> bool:
        """Whether a connection may be told in several of these files: in all logs but conn.log alone."""
        return not {path_of_name(name) for name in names} <= {"conn"}

    def counted_once(self, records: Sequence[Record]) -> Sequence[Record]:
        """The records with each connection counted once: later sights add their difference, or are left out."""
        counted: list[Record] = []
        for record in records:
            if not isinstance(record, Flow) or record.uid is None or record.uid.startswith(ADDS):
                counted.append(record)
                continue
            totals = totals_of(record)
            if totals == NOTHING:
                if self.first_of_any(record.uid, record.operations or record.notes):
                    counted.append(record)
                continue
            added = self.difference(record.uid, totals, ended=False)
            if added is not None:
                counted.append(record if added == totals else with_difference(record, added))
        return counted

    def difference(self, uid: str, totals: Totals, *, ended: bool) -> Totals | None:
        """What `totals` add to those told before, or None when they add nothing to a uid already told.

        Totals that went back (a row written earlier but read later) add nothing.
        """
        told = self.open.pop(uid, None)
        if told is not None and self._touched is not None:
            self._touched[uid] = True
        last = self.ended.get(uid) if told is None else None
        was_ended = last is not None
        if last is not None:
            told = _told(last)
        if told is None:
            self._keep(uid, totals, ended=ended)
            return totals
        added = tuple(_added(new, old) for new, old in zip(totals, told, strict=True))
        most = tuple(_most(new, old) for new, old in zip(totals, told, strict=True))
        self._keep(uid, (most[0], most[1], most[2], most[3]), ended=ended or was_ended)
        if not any(added):
            return None
        return added[0], added[1], added[2], added[3]

    def first_of_any(self, uid: str, operations: Sequence[str]) -> bool:
        """Whether a row tells a connection, or one of several operations on it, for the first time."""
        if not operations:
            return self.first_of(uid, None)
        new = [operation for operation in operations if self.first_of(uid, operation)]
        return bool(new)

    def first_of(self, uid: str, operation: str | None) -> bool:
        """Whether a protocol log's row tells a connection, or an operation on it, for the first time.

        Past `MOST_OPERATIONS` of one connection no more are told apart: a sender chooses their names.
        """
        known = self._operations.get(uid)
        new_uid = known is None and uid not in self.open and uid not in self.ended
        if new_uid:
            self._keep(uid, NOTHING, ended=False)
        if operation is None:
            return new_uid
        if known is not None and (operation in known or len(known) >= MOST_OPERATIONS):
            return False
        if self._touched is not None:
            self._touched.setdefault(uid, False)
        self._operations.pop(uid, None)
        self._operations[uid] = (known or frozenset()) | {operation}
        _trim(self._operations, self._open_limit)
        return True

    def trim_ended(self) -> None:
        """Forget the oldest ended connections once there are too many; called now and then by fast paths."""
        _trim(self.ended, self._ended_limit)

    def _keep(self, uid: str, totals: Totals, *, ended: bool) -> None:
        if self._touched is not None:
            self._touched.setdefault(uid, False)
        if ended:
            self.ended[uid] = totals
            _trim(self.ended, self._ended_limit)
        else:
            self.open[uid] = totals
            _trim(self.open, self._open_limit)


class NoMemory(UidMemory):
    """Remembers nothing: for readers whose flows are put in order first, and counted once after that."""

    def difference(self, uid: str, totals: Totals, *, ended: bool) -> Totals | None:  # noqa: ARG002
        """The totals as they are."""
        return totals

    def first_of(self, uid: str, operation: str | None) -> bool:  # noqa: ARG002
        """Always true."""
        return True

    def trim_ended(self) -> None:
        """Forget what fast paths wrote down."""
        self.ended.clear()


def uids_of(context: ReaderContext) -> UidMemory:
    """The memory that a reader shares with those of the sensor's other files; one of its own where it shares none."""
    return UidMemory() if context.memory is None else context.memory.part(UidMemory)


def with_difference(flow: Flow, added: Totals) -> Flow:
    """A flow that adds only what was not told before of its connection."""
    return replace(
        flow,
        initiator_octets=added[0],
        responder_octets=added[1],
        initiator_packets=added[2],
        responder_packets=added[3],
    )


def totals_of(flow: Flow) -> Totals:
    """What a flow itself tells."""
    return flow.initiator_octets, flow.responder_octets, flow.initiator_packets, flow.responder_packets


def _told(kept: Totals | Flow) -> Totals:
    return totals_of(kept) if isinstance(kept, Flow) else kept


def _learn(kept: dict[str, _Kept], found: Mapping[str, _Kept], limit: int) -> None:
    for uid, value in found.items():
        kept.pop(uid, None)  # so that the newest stand at the end, where trimming comes last
        kept[uid] = value
    _trim(kept, limit)


def _trim(kept: dict[str, _Kept], limit: int) -> None:
    if len(kept) > limit:
        for uid in list(islice(kept, limit // 2)):
            del kept[uid]


def _added(new: int | None, old: int | None) -> int | None:
    if new is None:
        return None
    return max(0, new - (old or 0))


def _most(new: int | None, old: int | None) -> int | None:
    if new is None or old is None:
        return old if new is None else new
    return max(new, old)
