"""What one call of `weir feed` has published, in numbers."""

from collections.abc import Callable

from msgspec import Struct

from replay.feed.pacing import Fed
from replay.feed.recording import Recording
from replay.summary import LeftOut
from schemas.asset_change import AssetChange
from schemas.flow import Flow
from schemas.tick import Tick
from schemas.verdict import Verdict

Watched = Callable[[Recording, Fed], None]
"""Called often while a feed goes on, to show how far it is."""


class FeedSummary(Struct, omit_defaults=True):
    """`records` = flows + ticks + changes + verdicts, with `dead_letters` beside them.

    `before` are records and dead letters that earlier calls had published, `rows` those of the files that were read
    for this call's. `outside` are rows before --since or after --until, `refused_statements` rows of inventories that
    could not be taken. `first_time` and `last_time` are the event times published in this call, in seconds UTC and
    shifted by `shift_s`. `ended` says that nothing is left.
    """

    records: int
    flows: int
    ticks: int
    changes: int
    verdicts: int
    dead_letters: int
    rows: int
    before: int
    outside: int
    seconds: float
    rows_per_s: float
    ended: bool
    refused_statements: int = 0
    first_time: float | None = None
    last_time: float | None = None
    shift_s: float = 0.0
    left_out: list[LeftOut] = []


def summary_of(recording: Recording, fed: Fed, seconds: float, *, ended: bool) -> FeedSummary:
    """What was fed of a recording in so many seconds."""
    return FeedSummary(
        records=fed.records,
        flows=fed.kinds[Flow],
        ticks=fed.kinds[Tick],
        changes=fed.kinds[AssetChange],
        verdicts=fed.kinds[Verdict],
        dead_letters=fed.dead_letters,
        rows=fed.rows,
        before=fed.before,
        outside=recording.outside,
        seconds=round(seconds, 3),
        rows_per_s=round(fed.rows / seconds, 1) if seconds > 0.0 else 0.0,
        ended=ended,
        refused_statements=sum(len(reading.refused) for reading in recording.inventories),
        first_time=fed.first,
        last_time=fed.time,
        shift_s=recording.shift_s,
        left_out=[LeftOut(str(one.path), one.reason) for one in recording.skipped],
    )
