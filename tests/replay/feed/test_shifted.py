"""All times of a record move by as much, and nothing else of it does."""

import pytest
from msgspec import structs

from replay.feed.shifted import shift_to_now, shifted, shifted_batches
from schemas.asset_change import AssetChange, Weekly
from schemas.tick import Tick
from schemas.verdict import Verdict
from streams.messages import Batch, Record
from tests.streams.embedded.test_loop import a_flow
from tests.streams.records import SITE, T0

WEEKLY = Weekly((0,), 60, 120)
WINDOW = AssetChange(
    site=SITE, time=T0, source="t", subject="asset", change="maintenance-started", id="plc-1", starts=T0 + 1.0,
    expires=T0 + 2.0, weekly=WEEKLY,
)  # fmt: skip
WORD = Verdict(site=SITE, time=T0, author="ann", decision="mute", initiator="a", expires=T0 + 5.0)


@pytest.mark.parametrize(
    ("record", "later"),
    [
        (a_flow(1), structs.replace(a_flow(1), start=T0 + 11.0, end=T0 + 11.0)),
        (Tick(SITE, "t", T0), Tick(SITE, "t", T0 + 10.0)),
        (WINDOW, structs.replace(WINDOW, time=T0 + 10.0, starts=T0 + 11.0, expires=T0 + 12.0)),
        (WORD, structs.replace(WORD, time=T0 + 10.0, expires=T0 + 15.0)),
        (structs.replace(WORD, expires=None), structs.replace(WORD, time=T0 + 10.0, expires=None)),
    ],
)
def test_every_time_of_a_record_moves(record: Record, later: Record) -> None:
    assert shifted(record, 10.0) == later


@pytest.mark.parametrize(("speed", "begins", "ends"), [(None, -600.0, 0.0), (1.0, 0.0, 600.0), (60.0, -590.0, 10.0)])
def test_shifted_to_now_a_recording_ends_as_its_feed_does(speed: float | None, begins: float, ends: float) -> None:
    by_s = shift_to_now(100.0, 700.0, 5_000.0, speed)
    assert (100.0 + by_s - 5_000.0, 700.0 + by_s - 5_000.0) == (begins, ends)


def test_where_nobody_knows_the_end_it_begins_now() -> None:
    assert shift_to_now(100.0, None, 5_000.0, 60.0) == 4_900.0


def test_a_batch_keeps_all_else_and_where_nothing_moves_it_is_the_same() -> None:
    batch = Batch([a_flow(1)], [], "a", 7, 2)
    assert list(shifted_batches([batch], 1.0)) == [Batch([a_flow(2)], [], "a", 7, 2)]
    (same,) = shifted_batches([batch], 0.0)
    assert same is batch
