"""How a source that listens fares: what is told to the observer, and what is logged once a minute."""

import logging
import time
from collections.abc import Callable, Sequence

from streams.sources.listening.parked import Stranger
from streams.status.observer import ListenerFared

_log = logging.getLogger(__name__)

SAY_EVERY_S = 60.0
"""How often what goes on being lost is logged."""

LATELY_S = 600.0
"""How long a loss stands in the notes of `/readyz`: longer than between two looks of a person at a dashboard."""

MOST_NAMED = 10
"""Addresses in one line of log."""


class Standing:
    """Counts since the process began, of one source. `monotonic`: seconds that only go up."""

    def __init__(self, source: str, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._source = source
        self._monotonic = monotonic
        self._lost = 0
        self._lost_at = -LATELY_S
        self._said_lost = 0
        self._said_strangers = 0
        self._next = 0.0

    def datagrams(
        self, *, received: int, lost_in_kernel: int | None, lost_here: int, parked: int, strangers: Sequence[Stranger]
    ) -> ListenerFared:
        """The figures of datagrams; what is new of them is logged, at most once a minute."""
        now = self._monotonic()
        lost = (lost_in_kernel or 0) + lost_here
        if lost > self._lost:
            self._lost, self._lost_at = lost, now
        if now >= self._next and (lost > self._said_lost or parked > self._said_strangers):
            self._next = now + SAY_EVERY_S
            if lost > self._said_lost:
                _log.warning(
                    "%s: %d datagrams lost since the last such line, %d in all: %d by the kernel, whose buffer was "
                    "full, %d here, where too many waited for the core",
                    self._source, lost - self._said_lost, lost, lost_in_kernel or 0, lost_here,
                )  # fmt: skip
            if strangers and parked > self._said_strangers:
                _log.warning("%s: %s", self._source, strangers_told(strangers))
            self._said_lost, self._said_strangers = lost, parked
        return ListenerFared(
            source=self._source,
            received=received,
            lost_in_kernel=lost_in_kernel,
            lost_here=lost_here,
            parked=parked,
            unknown=len(strangers),
            note=self._note(now, strangers),
        )

    def _note(self, now: float, strangers: Sequence[Stranger]) -> str | None:
        said = []
        if now - self._lost_at < LATELY_S:
            said.append(f"{self._lost} datagrams lost so far, the last within ten minutes")
        if strangers:
            said.append(strangers_told(strangers))
        return f"{self._source}: {'; '.join(said)}" if said else None


def strangers_told(strangers: Sequence[Stranger]) -> str:
    """Who sends and is not declared, and what to add."""
    named = ", ".join(f"{one.address} ({one.datagrams} datagrams)" for one in strangers[:MOST_NAMED])
    more = f" and {len(strangers) - MOST_NAMED} more" if len(strangers) > MOST_NAMED else ""
    return (
        f"flows of exporters that are not declared are parked: {named}{more}; where they are yours, add "
        f'[[netflow.exporters]] with address = "{strangers[0].address}" and start again'
    )
