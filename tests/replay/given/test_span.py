"""A span takes the flows and Ticks that lie in it, what was said before its end, and counts what it leaves out."""

from replay.given.span import ALL, Span, within
from schemas.asset_change import AssetChange
from schemas.tick import Tick
from schemas.verdict import Verdict
from streams.messages import Batch, Record
from tests.streams.embedded.test_loop import a_flow
from tests.streams.records import SITE, T0


def said(at_s: float) -> list[Record]:
    change = AssetChange(
        site=SITE, time=T0 + at_s, source="t", subject="zone", change="declared", id="z", cidrs=("10.0.0.0/8",)
    )
    return [change, Verdict(site=SITE, time=T0 + at_s, author="ann", decision="expected", initiator="a")]


def test_its_begin_is_in_it_and_its_end_is_not() -> None:
    span = Span(10.0, 20.0)
    assert [time for time in (9.9, 10.0, 19.9, 20.0) if span.holds(time)] == [10.0, 19.9]
    assert all(ALL.holds(time) for time in (0.0, 1e12))
    assert (span.bounded, ALL.bounded) == (True, False)


def test_what_was_said_before_it_holds_in_it_and_what_was_said_after_it_does_not() -> None:
    span = Span(T0 + 10.0, T0 + 20.0)
    before = said(5.0)
    assert span.taken([*before, *said(15.0), *said(25.0)]) == [said(10.0)[0], before[1], *said(15.0)]


def test_maintenance_of_before_keeps_its_time_since_it_may_begin_by_it() -> None:
    window = AssetChange(
        site=SITE, time=T0, source="t", subject="zone", change="maintenance-started", id="z", expires=T0 + 99.0
    )
    assert Span(T0 + 10.0).taken([window]) == [window]


def test_flows_and_ticks_outside_are_left_out_and_counted_with_the_batch_otherwise_whole() -> None:
    ticks: list[Record] = [Tick(SITE, "t", T0 + at) for at in (5.0, 15.0)]
    batches = [Batch([a_flow(at) for at in (5, 15)], [], "a", 7, 2), Batch(ticks, [], "a")]
    left_out: list[int] = []
    found = list(within(iter(batches), Span(T0 + 10.0), left_out.append))
    assert found == [Batch([a_flow(15)], [], "a", 7, 2), Batch(ticks[1:], [], "a")]
    assert left_out == [1, 1]


def test_without_bounds_batches_pass_as_they_are() -> None:
    batch = Batch([a_flow(1)], [], "a")
    (found,) = within(iter([batch]), ALL, lambda _: None)
    assert found is batch
