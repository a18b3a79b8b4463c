"""What one replay is worth by labels: false alerts, attacks found and how soon, and all alerts a day."""

from collections.abc import Sequence

from msgspec import Struct

from replay.evaluate.evaluation import sorted_out
from replay.evaluate.raised import Raised, raised_from
from replay.simulate.truth import Truth
from schemas.alert import Alert

DAY_S = 86_400.0


class FoundAttack(Struct, frozen=True, kw_only=True):
    """An attack that was found: when it began, how long after it was told (seconds), and by which kinds."""

    name: str
    start: float
    after_s: float
    kinds: tuple[str, ...]


class Judged(Struct, frozen=True, kw_only=True):
    """One replay. `told`: times of all alerts; `missed`: begins of attacks by name."""

    false: tuple[Raised, ...]
    told: tuple[float, ...]
    found: tuple[FoundAttack, ...]
    missed: dict[str, float]

    @property
    def attacks(self) -> int:
        """How many there were."""
        return len(self.found) + len(self.missed)


class Figures(Struct, frozen=True, kw_only=True):
    """A stretch of days in numbers.

    `after_s`: by when half of all attacks were told; None: less than half were.
    """

    days: float
    false: int
    false_a_day: float
    alerts_a_day: float
    found: int
    attacks: int
    after_s: float | None


def judge(revisions: Sequence[Alert], truth: Truth, *, begin: float) -> Judged:
    """Judge revisions by a truth; what was told before `begin` is left out."""
    raised = [one for one in raised_from(revisions) if one.told >= begin]
    out = sorted_out(raised, truth)
    found, missed = list[FoundAttack](), dict[str, float]()
    for scenario in out.scenarios:
        if scenario.expected != "alert":
            continue
        alerts = out.of[scenario.name]
        if not alerts:
            missed[scenario.name] = scenario.start
            continue
        after = max(0.0, min(one.told for one in alerts) - scenario.shown)
        kinds = tuple(sorted({one.kind for one in alerts}))
        found.append(FoundAttack(name=scenario.name, start=scenario.start, after_s=after, kinds=kinds))
    return Judged(false=tuple(out.false), told=tuple(one.told for one in raised), found=tuple(found), missed=missed)


def with_planted(own: Judged, planted: Judged) -> Judged:
    """Alerts of the user's traffic alone, and the attacks of both."""
    return Judged(
        false=own.false,
        told=own.told,
        found=(*own.found, *planted.found),
        missed={**own.missed, **planted.missed},
    )


def figures(judged: Judged, begin: float, end: float) -> Figures:
    """Of the time between two moments (seconds UTC): alerts told then, and attacks that began then."""
    days = max(end - begin, 1.0) / DAY_S
    false = sum(begin <= one.told < end for one in judged.false)
    found = [one for one in judged.found if begin <= one.start < end]
    missed = sum(begin <= start < end for start in judged.missed.values())
    delays = sorted(one.after_s for one in found)
    return Figures(
        days=days,
        false=false,
        false_a_day=false / days,
        alerts_a_day=sum(begin <= told < end for told in judged.told) / days,
        found=len(found),
        attacks=len(found) + missed,
        after_s=delays[half] if (half := (len(found) + missed) // 2) < len(delays) else None,
    )
