"""Holds back what comes after other inputs: flows and verdicts wait in the consumer until statements are applied.

A worker reads asset changes, verdicts and flows side by side, so flows could overtake the inventory that names their
ends. Two things are waited for, by partition:

- what the topics of statements held when the partition was taken: until that is applied, flows are not fetched. Of
  recorded traffic that is fed, a statement may itself come after flows: from there on nothing waits for that reason;
- what a message says comes before it (`streams/statements_before.py`): it is held, with all that was fetched behind it.

What waits here lies before Faust's queues, so it keeps none of them from statements. The journal records the order that
comes of it, and a replay follows the journal. An offset counts as reached once nothing before it is left to be applied,
whether a message lies there or not: it may be the mark of a transaction, aborted, or deleted. Statements that do not
come (a stranger's transaction is open, the topic was made anew) are waited for `STALLED_S` from the last that did, and
`LONGEST_S` in all (flows of a backlog as long as they move); then that is said, and until the topic has come so far
nothing waits for it. Pure: no Kafka here.
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from streams.statements_before import BEFORE_HEADER, COMES_AFTER, OTHERS, StatementsBefore, before_of

_log = logging.getLogger(__name__)

STALLED_S = 30.0
"""How long no statement may come: a broker aborts a dead collector's transaction after 15 s, and looks every 10 s."""

LONGEST_S = 600.0
"""How long in all, lest a topic with a statement now and then holds flows up for ever: time for some ten million."""


class Where(Protocol):
    """A partition of a topic; equal ones are one key."""

    @property
    def topic(self) -> str:
        """The topic's full name."""

    @property
    def partition(self) -> int:
        """Its number."""


class Fetched(Protocol):
    """A message as the client gives it."""

    @property
    def offset(self) -> int:
        """Where it lies."""

    @property
    def headers(self) -> Sequence[tuple[str, bytes]]:
        """What it bears besides its value."""


W = TypeVar("W", bound=Where)
F = TypeVar("F", bound=Fetched)


@dataclass(slots=True)
class _Awaited:
    """One partition of a topic that others may wait for. Offsets are of the next message: all below is meant."""

    applied_to: int
    taken_at: int
    """Where it ended when the partition was taken."""
    handed: int | None = None
    """The last offset that was handed on to be applied."""
    awaited: int = 0
    since: float = 0.0
    """When the waiting began."""
    moved_at: float = 0.0
    given_up: int = 0
    """While it has not come so far, nothing waits for it."""


class StatementsFirst(Generic[W, F]):
    """Between fetching and handing on. `names` are the input topics' names: full, to those without prefix."""

    def __init__(self, names: Mapping[str, str], clock: Callable[[], float] = time.monotonic) -> None:
        self._names = names
        self._clock = clock
        self._topics: dict[tuple[str, int], _Awaited] = {}
        self._held: dict[W, list[F]] = {}
        self._last: tuple[bytes, StatementsBefore | None] = b"", None
        """The last header that was read: nearly always the next one is the same."""

    def begin(self, starts: Mapping[W, int], ends: Mapping[W, int]) -> None:
        """Reading begins anew at `starts`; `ends` is where each topic ends now. What was held is read again."""
        self._held.clear()
        now = self._clock()
        self._topics = {
            (self._names[where.topic], where.partition): _Awaited(
                start,
                ends[where],
                # Flows are there to be waited for only by what says so.
                awaited=0 if self._names[where.topic] == "flows" else ends[where],
                since=now,
                moved_at=now,
            )
            for where, start in starts.items()
        }

    def awaited(self) -> list[tuple[str, int]]:
        """The topics without prefix, and partitions, that something waits for."""
        return [where for where, one in self._topics.items() if one.awaited > one.applied_to]

    def given_up(self) -> list[tuple[str, int]]:
        """Those that nothing waits for until they have come as far as was waited for."""
        return [where for where, one in self._topics.items() if one.given_up > one.applied_to]

    def look(self, name: str, partition: int, *, position: int | None, applied: int | None) -> None:
        """How far such a topic is: `position` is the offset fetched next, `applied` the last one applied.

        None: that is not known, or nothing was.
        """
        one = self._topics[name, partition]
        to = one.applied_to if applied is None else applied + 1
        # What is held was fetched, but of what lies before it nothing is left but marks of transactions.
        reached = self._first_held(name, partition)
        reached = position if reached is None else reached
        if reached is not None and (one.handed is None or to > one.handed):
            to = max(to, reached)
        now = self._clock()
        if to > one.applied_to:
            one.applied_to, one.moved_at = to, now
        elif one.awaited > to and (now - one.moved_at >= STALLED_S or self._too_long(name, now - one.since)):
            _log.warning(
                "partition %d: %s waited %.0f s for %s up to offset %d, which came to %d: they go on without",
                partition, "statements" if name == "flows" else "flows", now - one.since, name, one.awaited - 1,
                one.applied_to - 1,
            )  # fmt: skip
            one.given_up, one.awaited = one.awaited, 0

    def _first_held(self, name: str, partition: int) -> int | None:
        """The offset of the first message that is held; None where none is."""
        for where, messages in self._held.items():
            if self._names[where.topic] == name and where.partition == partition:
                return messages[0].offset
        return None

    @staticmethod
    def _too_long(name: str, waited_s: float) -> bool:
        """Whether a topic that moves has been waited for long enough; flows may be the backlog of a year."""
        return name != "flows" and waited_s >= LONGEST_S

    def fetchable(self, active: set[W]) -> set[W]:
        """Those of which more may be fetched now."""
        return {where for where in active if where not in self._held and not self._waits(where, None)}

    def sift(self, fetched: Mapping[W, list[F]]) -> dict[W, list[F]]:
        """What may be handed on now, of what was held and what was fetched."""
        free: dict[W, list[F]] = {}
        for where in [*self._held, *(where for where in fetched if where not in self._held)]:
            messages = [*self._held.pop(where, ()), *fetched.get(where, ())]
            many = self._free(where, messages)
            if many < len(messages):
                self._held[where] = messages[many:]
            if many:
                free[where] = messages[:many]
                self._hand(where, messages[many - 1].offset)
        return free

    def _free(self, where: W, messages: Sequence[F]) -> int:
        """How many messages from the first on may be handed on."""
        if self._waits(where, None):
            return 0
        for index, message in enumerate(messages):
            if message.headers:
                before = self._before(where, message)
                if before is not None and self._waits(where, before):
                    if before.flows:
                        self._waits_for_flows(where, message.offset)
                    return index
        return len(messages)

    def _waits_for_flows(self, where: W, offset: int) -> None:
        """A statement comes after flows: they must not wait in turn for it and what lies behind it."""
        one = self._topics.get((self._names[where.topic], where.partition))
        if one is not None and one.taken_at > offset:
            one.taken_at, one.awaited = offset, min(one.awaited, offset)

    def _waits(self, where: W, before: StatementsBefore | None) -> bool:
        """Whether a topic waits for what was there when it was taken, or one of its messages for what it names."""
        waits = False
        own = self._names[where.topic]
        for name in COMES_AFTER[own] if before is None else OTHERS[own]:
            one = self._topics.get((name, where.partition))
            if one is None:
                continue
            until = one.taken_at if before is None else before.until(name)
            if until <= one.applied_to or one.applied_to < one.given_up:
                continue
            waits = True
            if one.awaited <= one.applied_to:
                one.since = one.moved_at = self._clock()
            one.awaited = max(one.awaited, until)
        return waits

    def _before(self, where: W, message: F) -> StatementsBefore | None:
        header = next((value for name, value in message.headers if name == BEFORE_HEADER), None)
        if header is None:
            return None
        if header != self._last[0]:
            try:
                self._last = header, before_of(header)
            except ValueError as error:
                self._last = header, None
                _log.warning(
                    "%s[%d] offset %d waits for nothing: %s", where.topic, where.partition, message.offset, error
                )
        before = self._last[1]
        return before if before is not None and before.partition == where.partition else None

    def _hand(self, where: W, offset: int) -> None:
        one = self._topics.get((self._names[where.topic], where.partition))
        if one is not None:
            one.handed = offset
