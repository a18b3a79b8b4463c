"""scikit-learn's IsolationForest on what each initiator did in an hour: what most would try first.

It is fitted on all hours, without labels: on those before `learn_until` alone it never tells what lies further out than
any of them. So it knows the future, which flatters it. It tells an hour that scores above nearly all that were learnt;
one alert an initiator and day.
"""

import math
from collections import defaultdict
from collections.abc import Iterable

from replay.evaluate.raised import Raised
from replay.evaluate.rivals.rows import Row

KIND = "isolation-forest"
_HOUR_S, _DAY_S = 3_600.0, 86_400.0

_TREES, _SEED = 100, 1
"""scikit-learn's default number of trees; a seed, so that the same rows give the same alerts."""

_QUANTILE = 0.99
"""Of the learnt hours, those below the bound: a threshold on the score goes on from there."""


class _Hour:
    """What one initiator did in one hour."""

    __slots__ = ("flows", "pairs", "received", "sent", "services", "unanswered")

    def __init__(self) -> None:
        self.flows = self.sent = self.received = self.unanswered = 0
        self.pairs: set[tuple[str, str]] = set()
        self.services: set[str] = set()

    def features(self) -> list[float]:
        return [
            math.log1p(self.flows),
            math.log1p(len(self.pairs)),
            math.log1p(len(self.services)),
            math.log1p(self.sent),
            math.log1p(self.received),
            self.unanswered / self.flows,
        ]


def isolation_forest(rows: Iterable[Row], learn_until: float) -> list[Raised]:
    """Hours that are isolated."""
    from sklearn.ensemble import IsolationForest  # noqa: PLC0415 - its import takes seconds

    hours: defaultdict[tuple[int, str], _Hour] = defaultdict(_Hour)
    for row in rows:
        hour = hours[int(row.end // _HOUR_S), row.initiator]
        hour.flows += 1
        hour.sent += row.sent
        hour.received += row.received
        hour.unanswered += not row.answered
        hour.pairs.add((row.initiator, row.responder))
        hour.services.add(row.service)
    keys = sorted(hours)
    table = [hours[key].features() for key in keys]
    if not keys or keys[0][0] * _HOUR_S >= learn_until:
        return []
    forest = IsolationForest(n_estimators=_TREES, random_state=_SEED).fit(table)
    scores = [-float(score) for score in forest.score_samples(table)]
    usual = sorted(score for key, score in zip(keys, scores, strict=True) if key[0] * _HOUR_S < learn_until)
    bound = usual[min(len(usual) - 1, int(_QUANTILE * len(usual)))]
    raised: dict[tuple[str, int], Raised] = {}
    for key, score in zip(keys, scores, strict=True):
        begin, initiator = key[0] * _HOUR_S, key[1]
        if begin < learn_until or score <= bound:
            continue
        pairs = frozenset(hours[key].pairs)
        name = (initiator, int(begin // _DAY_S))
        earlier = raised.get(name)
        raised[name] = Raised(
            id=f"{initiator} {name[1]}",
            kind=KIND,
            # A threshold on 0 to 100, as severities are.
            score=max(100.0 * score, 0.0 if earlier is None else earlier.score),
            first_seen=begin if earlier is None else earlier.first_seen,
            last_seen=begin + _HOUR_S,
            told=begin + _HOUR_S if earlier is None else earlier.told,
            pairs=pairs if earlier is None else earlier.pairs | pairs,
            ends=frozenset({initiator}),
            edge=f"{initiator} {name[1]}",
            initiator=initiator,
        )
    return list(raised.values())
