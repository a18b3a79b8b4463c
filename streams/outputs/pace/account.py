"""What a delivery has done so far: counted, and told in the log once, not with each try."""

import logging
from collections.abc import Callable

import msgspec
from msgspec import Struct

from streams.outputs.outbox import Answered, OutboxError, OutboxRow
from streams.status.observer import STUCK_S, SinkFared

_log = logging.getLogger(__name__)


class Account:
    """The account of the sink `name`. `clock` gives seconds UTC. Its thread writes, any thread reads."""

    def __init__(self, name: str, clock: Callable[[], float]) -> None:
        self._name = name
        self._clock = clock
        self.delivered = self.failures = self.left_out = self.digested = 0
        self.answered: Answered | None = None
        self.oldest_time: float | None = None
        """When the oldest alert that waits was told, seconds UTC; None where none waits."""
        self._unwritten: set[tuple[int, int]] = set()
        self._forgotten: tuple[dict[int, int], int] = ({}, 0)
        self._stuck_told = False

    def took(self, count: int, digested: int = 0) -> None:
        """The sink has taken so many; `digested` alerts are told of in them."""
        self.delivered += count
        self.digested += digested
        self.answered = Answered(self._clock())

    def begins(self, row: OutboxRow) -> None:
        """This is the oldest row that waits."""
        try:
            self.oldest_time = msgspec.json.decode(row.body, type=_When).revision_time or None
        except msgspec.MsgspecError:
            self.oldest_time = None

    @property
    def oldest_s(self) -> float:
        """Its age; 0 where none waits."""
        return 0.0 if self.oldest_time is None else max(0.0, self._clock() - self.oldest_time)

    def passed(self) -> None:
        """The cursor has moved: what was told of rows before it is not looked at again."""
        self._unwritten.clear()

    def cannot_write(self, row: OutboxRow, error: Exception) -> None:
        """A row is left out."""
        if (where := (row.partition, row.position)) in self._unwritten:
            return
        self._unwritten.add(where)
        self.left_out += 1
        _log.error(
            "%s: left out, it can't be formatted (partition %d, %d): %s",
            *(self._name, row.partition, row.position, said(error)),
        )

    def forgotten(self, count: int, positions: dict[int, int]) -> None:
        """So many rows past these positions were not kept long enough."""
        before, told = self._forgotten
        new = count - (told if before == positions else 0)
        if new <= 0:
            return
        self._forgotten = dict(positions), count
        self.left_out += new
        _log.error(
            "%s: lagged so far behind that %d alert revisions were forgotten before it took them;"
            " what is still kept follows",
            *(self._name, new),
        )

    def failed(self, error: BaseException, *, first: bool) -> None:
        """It took nothing, or not all; told where it is the first of its kind in a row."""
        self.failures += 1
        self.answered = Answered(self._clock(), said(error))
        if first and isinstance(error, OSError):
            where = error.filename or self._name
            _log.error("%s: alerts wait until it takes them again: %s", where, error.strerror or error)
        elif first and isinstance(error, OutboxError):
            _log.error("%s: alerts wait until they can be taken again: %s", self._name, error)
        elif first:
            _log.error("%s: alerts wait until it takes them again: %r", self._name, error, exc_info=error)

    def recovered(self) -> None:
        """It had failed, and has all now."""
        _log.info("%s: the sink had failed and has caught up", self._name)

    def tell_stuck(self, fared: SinkFared) -> None:
        """Tell once that the sink hangs."""
        stuck = fared.error is None and fared.waiting_s >= STUCK_S
        if stuck and not self._stuck_told:
            _log.error("%s", fared.note)
        self._stuck_told = stuck


class _When(Struct):
    revision_time: float = 0.0


def said(error: BaseException) -> str:
    """An error in one line."""
    return getattr(error, "strerror", None) or str(error) or repr(error)
