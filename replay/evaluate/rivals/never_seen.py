"""The page of Python that a detector has to beat: who never spoke to whom by this service is news, once.

Rows whose beginning the sensor missed are left out, since their roles may be turned round.
"""

from collections.abc import Iterable

from replay.evaluate.raised import Raised
from replay.evaluate.rivals.rows import Row

KIND = "never-seen"
_SCORE = 50.0
"""It has one answer, so one score: a threshold takes all or none."""


def never_seen(rows: Iterable[Row], learn_until: float) -> list[Raised]:
    """An alert for each triple of initiator, responder and service that was not there before `learn_until`."""
    seen: set[tuple[str, str, str]] = set()
    raised = []
    for row in rows:
        triple = (row.initiator, row.responder, row.service)
        if triple in seen or not row.certain:
            continue
        seen.add(triple)
        if row.end < learn_until:
            continue
        edge = f"{row.initiator}>{row.responder} {row.service}"
        raised.append(
            Raised(
                id=edge, kind=KIND, score=_SCORE, first_seen=row.end, last_seen=row.end, told=row.end,
                pairs=frozenset({(row.initiator, row.responder)}), ends=frozenset({row.initiator, row.responder}),
                edge=edge, initiator=row.initiator,
            )
        )  # fmt: skip
    return raised
