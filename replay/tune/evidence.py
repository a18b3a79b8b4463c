"""What speaks for each value of a choice, and which values are not proposed, with the reason.

A value is proposed where its false alerts are held back on two days or more, no attack that the settings as they are
find is lost or found later by it, and at least two of the attacks are told by its kind: else the data say nothing.
Both replays are of the same traffic, so what is held back is counted and not estimated; how often that will be again
is an interval.
"""

from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Struct

from replay.evaluate.raised import Raised
from replay.tune.folds import Fold
from replay.tune.front import Trial, best, lost
from replay.tune.judging import DAY_S, Figures, Judged, figures
from replay.tune.parameters import A_DAY, LISTS, Value
from replay.tune.sureness import most_lost, rate
from schemas.alert import LEVEL_FROM, Level

LEAST_HELD, LEAST_DAYS = 2, 2
"""One alert is an anecdote, and two of one day may be one cause. A convention."""

LEAST_TOLD = 2
"""Attacks that must be told by a kind before its level may rise: by one of them the kind's next is not known. A
convention."""


class Check(Struct, frozen=True, kw_only=True):
    """One split: on the days after it, what the settings as they are came to, and what was best on the days before."""

    fold: Fold
    before: Figures
    after: Figures
    choice: tuple[Value, ...]
    lost: tuple[str, ...]


class Evidence(Struct, frozen=True, kw_only=True):
    """One proposed value: figures `without` and `with_` it, all else as proposed.

    `held`: alerts fewer, on so many `days`; `low` and `high`: between which rates a day that lies, with 95 %. `told`:
    attacks by which the kind was told, None for lists; `lost_at_most` is the largest share of attacks that may be lost
    though none of these was (95 %). `splits`: false alerts without and with it on the days after each split.
    """

    value: Value
    was: str
    without: Figures
    with_: Figures
    held: int
    days: int
    low: float
    high: float
    told: int | None
    lost_at_most: float
    splits: tuple[tuple[int, int], ...]


class NotProposed(Struct, frozen=True):
    """A value that was looked at, and why it stays as it is; an empty `value` is all of the parameter's."""

    value: Value
    reason: str


def too_little(ranges: Mapping[str, Sequence[str]], judged: Judged) -> list[NotProposed]:
    """Values of which the settings' own replay says already that the data allow no conclusion."""
    told = _told(judged)
    refused: list[NotProposed] = []
    for name, values in sorted(ranges.items()):
        for value in values:
            if name == A_DAY:
                continue
            level = msgspec.convert(value, Level)
            below = [one for one in judged.false if one.kind == name and one.score < LEVEL_FROM[level]]
            days = len({int(one.told // DAY_S) for one in below})
            if len(below) < LEAST_HELD or days < LEAST_DAYS:
                reason = _too_few(len(below), days)
            elif name not in LISTS and told.get(name, 0) < LEAST_TOLD:
                reason = _unknown(told.get(name, 0), name)
            else:
                continue
            refused.append(NotProposed(Value(name, value), reason))
    return refused


def checked(trials: Sequence[Trial], splits: Sequence[Fold], *, budget: float) -> list[Check]:
    """Choose on the days before each split, and see what comes of it on those after."""
    checks: list[Check] = []
    for fold in splits:
        chosen = best(trials, fold.begin, fold.cut, budget=budget)
        checks.append(
            Check(
                fold=fold,
                before=figures(trials[0].judged, fold.cut, fold.end),
                after=figures(chosen.judged, fold.cut, fold.end),
                choice=chosen.choice,
                lost=lost(chosen.judged, trials[0].judged, fold.cut, fold.end),
            )
        )
    return checks


def weighed(
    chosen: Trial, without: Mapping[Value, Trial], splits: Sequence[Fold], was: Mapping[str, str]
) -> tuple[list[Evidence], list[NotProposed]]:
    """The values of a choice that the data speak for, and the others. `without`: a trial of the choice less each."""
    accepted: list[Evidence] = []
    refused: list[NotProposed] = []
    told = _told(chosen.judged)
    found = chosen.figures.found
    for value in chosen.choice:
        other = without[value]
        held = _held(other.judged.false, chosen.judged.false)
        fewer = other.figures.false - chosen.figures.false
        days = len({int(one.told // DAY_S) for one in held})
        if fewer < LEAST_HELD or days < LEAST_DAYS:
            refused.append(NotProposed(value, _too_few(fewer, days)))
            continue
        needs = value.name not in LISTS and value.name != A_DAY
        if needs and told.get(value.name, 0) < LEAST_TOLD:
            refused.append(NotProposed(value, _unknown(told.get(value.name, 0), value.name)))
            continue
        low, high = rate(fewer, chosen.figures.days)
        accepted.append(
            Evidence(
                value=value, was=was.get(value.name, "info"), without=other.figures, with_=chosen.figures,
                held=fewer, days=days, low=low, high=high,
                told=told.get(value.name, 0) if needs else None,
                lost_at_most=most_lost(found),
                splits=tuple(
                    (figures(other.judged, one.cut, one.end).false, figures(chosen.judged, one.cut, one.end).false)
                    for one in splits
                ),
            )
        )  # fmt: skip
    return accepted, refused


def _too_few(alerts: int, days: int) -> str:
    said = f"{alerts} false alert{'' if alerts == 1 else 's'} on {days} day{'' if days == 1 else 's'}"
    return f"too few to go by: {said}, where {LEAST_HELD} on {LEAST_DAYS} are wanted"


def _unknown(told: int, kind: str) -> str:
    return f"{told or 'no'} attack{'' if told == 1 else 's'} told as {kind}: what it would lose is not known"


def _told(judged: Judged) -> dict[str, int]:
    """How many attacks each kind told."""
    counts: dict[str, int] = {}
    for one in judged.found:
        for kind in one.kinds:
            counts[kind] = counts.get(kind, 0) + 1
    return counts


def _held(before: Sequence[Raised], after: Sequence[Raised]) -> list[Raised]:
    left = {one.id for one in after}
    return [one for one in before if one.id not in left]
