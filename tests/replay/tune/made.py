"""Judged replays and trials in few words."""

from collections.abc import Sequence

from replay.evaluate.raised import Raised
from replay.tune.front import Trial
from replay.tune.judging import DAY_S, FoundAttack, Judged, figures
from replay.tune.parameters import Choice, Value

BEGIN = 10 * DAY_S
END = BEGIN + 10 * DAY_S


def raised(kind: str, day: float, score: float = 10.0) -> Raised:
    """An alert some days after the beginning."""
    told = BEGIN + day * DAY_S
    return Raised(
        id=f"{kind}-{day}", kind=kind, score=score, first_seen=told, last_seen=told, told=told,
        pairs=frozenset(), ends=frozenset({"10.0.0.1"}), edge=f"{kind}-{day}",
    )  # fmt: skip


def found(name: str, day: float, *kinds: str, after_s: float = 1.0) -> FoundAttack:
    return FoundAttack(name=name, start=BEGIN + day * DAY_S, after_s=after_s, kinds=kinds)


def trial(choice: Choice, false: Sequence[Raised], attacks: Sequence[FoundAttack], *missed: str) -> Trial:
    judged = Judged(
        false=tuple(false),
        told=tuple(one.told for one in false),
        found=tuple(attacks),
        missed=dict.fromkeys(missed, BEGIN + DAY_S),
    )
    return Trial(choice=choice, judged=judged, figures=figures(judged, BEGIN, END))


def values(**named: str) -> Choice:
    return tuple(Value(name.replace("_", "-"), value) for name, value in sorted(named.items()))
