"""Whether a process is alive and ready.

The loop writes, any thread reads, and each figure is one attribute, so nothing is
locked. Alive means that the loop turns, and no more: a broker that is away makes nobody unhealthy,
since a restart would not bring it back.
"""

import time
from collections.abc import Callable

from msgspec import Struct

MOST_NOTES = 5
"""With a few hundred bytes each the answer stays below what a probe reads."""


class Answer(Struct, frozen=True, omit_defaults=True):
    """What a probe is told. `ok` decides the code; `reason` says why not. `notes`: what else people should know."""

    ok: bool
    heartbeat_age_s: float
    reason: str | None = None
    notes: tuple[str, ...] = ()


class Health:
    """The heartbeat of one loop, and what keeps it from being ready. `clock` gives seconds that only go up."""

    def __init__(self, stale_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._stale_s = stale_s
        self._clock = clock
        self._beat_at = clock()
        self._missing: str | None = "starting"
        self._notes: dict[str, str] = {}
        self._lacks: dict[str, str] = {}

    def beat(self) -> None:
        """The loop has turned."""
        self._beat_at = self._clock()

    def ready(self, missing: str | None) -> None:
        """Note what is missing; None when nothing is."""
        self._missing = missing

    def lack(self, about: str, said: str | None) -> None:
        """Note that a source can't be read, which costs readiness whatever else is well; None: it can again."""
        lacks = {name: lack for name, lack in self._lacks.items() if name != about}
        self._lacks = lacks if said is None else {**lacks, about: said}

    @property
    def missing(self) -> str | None:
        """What keeps it from being ready; None when nothing does."""
        if self._missing is not None:
            return self._missing
        lacks = list(self._lacks.values())
        more = f"; and {len(lacks) - MOST_NOTES} more sources" if len(lacks) > MOST_NOTES else ""
        return "; ".join(lacks[:MOST_NOTES]) + more if lacks else None

    def note(self, about: str, said: str | None) -> None:
        """Have `/readyz` say this about something that costs no readiness, such as an output; None: no more."""
        notes = {name: note for name, note in self._notes.items() if name != about}
        # Another thread reads: the whole table is replaced, never changed.
        self._notes = notes if said is None else {**notes, about: said}

    @property
    def age_s(self) -> float:
        """Seconds since the loop last turned."""
        return max(0.0, self._clock() - self._beat_at)

    def alive(self) -> Answer:
        """Whether the loop turns."""
        age_s = self.age_s
        if age_s > self._stale_s:
            reason = f"the main loop has not turned for {age_s:.0f} s, more than {self._stale_s:.0f} s"
            return Answer(ok=False, heartbeat_age_s=round(age_s, 3), reason=reason)
        return Answer(ok=True, heartbeat_age_s=round(age_s, 3))

    def able(self) -> Answer:
        """Whether it is alive and does its work."""
        answer = self.alive()
        missing = self.missing
        if not answer.ok:
            return answer
        notes = tuple(self._notes.values())[:MOST_NOTES]
        return Answer(ok=missing is None, heartbeat_age_s=answer.heartbeat_age_s, reason=missing, notes=notes)
