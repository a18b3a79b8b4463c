"""A rate limit that hides nothing: what a minute has no room for goes out as one digest a site at its end.

A critical alert is never held back. Nothing here sends: `split` says what goes out now, and whoever could not send it
forgets the answer and asks again.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from schemas.alert import Alert
from streams.outputs.pace.digest import Held

MINUTE_S = 60.0


class Minute:
    """The minute that an output is in; never changed. A new one begins with the first alert after the last has ended.

    `passed` alerts went out by themselves since it began, and it ends at `ends_s`; None: it has not begun. `held` is
    what is held back, by site.
    """

    def __init__(
        self,
        at_most: int,
        ends_s: float | None = None,
        passed: int = 0,
        held: Mapping[str, Held] = MappingProxyType({}),
    ) -> None:
        self.at_most = at_most
        self._ends_s = ends_s
        self._passed = passed
        self._held = held

    @property
    def holds(self) -> int:
        """How many alerts are held back."""
        return sum(held.count for held in self._held.values())

    @property
    def digest_due_s(self) -> float | None:
        """When what is held back must go out, on the clock given to `split`; None where nothing is."""
        return self._ends_s if self._held else None

    def split(self, alerts: Sequence[Alert], now_s: float) -> tuple[list[bool], "Minute"]:
        """Whether each goes out by itself, and the minute once those have. `now_s` is of a clock that only goes up."""
        held = {site: one.copy() for site, one in self._held.items()}
        ends_s, passed = self._ends_s, self._passed
        if not held and (ends_s is None or now_s >= ends_s):
            ends_s, passed = now_s + MINUTE_S, 0
        passes = []
        for alert in alerts:
            passes.append(alert.level == "critical" or passed < self.at_most)
            if passes[-1]:
                passed += 1
            else:
                held.setdefault(alert.site, Held(alert.site)).add(alert)
        return passes, Minute(self.at_most, ends_s, passed, held)

    def digests(self, output: str) -> list[Alert]:
        """What tells of all that is held back, an alert a site."""
        return [held.digest(output, self.at_most) for held in self._held.values()]

    def ended(self) -> "Minute":
        """The one after, once the digests were taken."""
        return Minute(self.at_most)

    def over(self) -> "Minute":
        """This one, with its end here already: what it holds goes out next, and nothing is added."""
        return Minute(self.at_most, float("-inf"), self._passed, self._held)
