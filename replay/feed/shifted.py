"""Records with all their times moved by as much, so that a recording is of now.

What repeats each week (`AssetChange.weekly`) stays: its days and minutes are those of the site's clock.
"""

from collections.abc import Iterable, Iterator

from msgspec import structs

from schemas.asset_change import AssetChange
from schemas.flow import Flow
from schemas.tick import Tick
from schemas.verdict import Verdict
from streams.messages import Batch, Record


def shift_to_now(first: float, last: float | None, now: float, speed: float | None) -> float:
    """By how many seconds all is moved, so that it ends as its feeding at `speed` does (None: in no time).

    `first` and `last` are when the recording begins and ends, `now` when feeding begins, in seconds UTC. Where the end
    is not known, the recording begins now.
    """
    if last is None or last < first:
        return now - first
    return now - last + (0.0 if speed is None else (last - first) / speed)


def shifted(record: Record, by_s: float) -> Record:
    """The same record, so many seconds later."""
    if isinstance(record, Flow):
        return structs.replace(record, start=record.start + by_s, end=record.end + by_s)
    if isinstance(record, Tick):
        return structs.replace(record, time=record.time + by_s)
    if isinstance(record, Verdict):
        return structs.replace(record, time=record.time + by_s, expires=_later(record.expires, by_s))
    return _shifted_change(record, by_s)


def shifted_batches(batches: Iterable[Batch], by_s: float) -> Iterator[Batch]:
    """The same batches, so many seconds later."""
    for batch in batches:
        yield structs.replace(batch, records=[shifted(record, by_s) for record in batch.records]) if by_s else batch


def _shifted_change(change: AssetChange, by_s: float) -> AssetChange:
    return structs.replace(
        change,
        time=change.time + by_s,
        starts=_later(change.starts, by_s),
        expires=_later(change.expires, by_s),
    )


def _later(time: float | None, by_s: float) -> float | None:
    return None if time is None else time + by_s
