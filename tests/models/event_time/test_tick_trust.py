"""Which Ticks are believed: a step of an hour, else what sensors or a minute of Ticks confirm."""

#   site    --|-----|-----|-----|                  a collector's clock jumps:
#   ticks                        ........|-|-|-|-|-|-|    doubted for a minute, then believed or refused

import pytest

from models.event_time.tick_trust import CONFIRM_FLOWS, JUMP_S, MAX_DOUBTED, MAX_HELD, TickTrust, Votes
from schemas.tick import Tick
from tests.models import builders as b

NOW = b.MONDAY
SILENCE = Votes(0, 0, 0, 0)
AGAINST = Votes(0, 5, 0, 0)
AGREE = Votes(5, 0, 0, 0)
MONTHS = 281 * b.DAY


def judged(trust: TickTrust, ticks: list[Tick], votes: Votes = SILENCE, now: float = NOW) -> tuple[bool, list[Tick]]:
    """Whether the last one was believed, and all that were refused."""
    believed, refused = False, []
    for tick in ticks:
        believed, some = trust.judge(tick, now, votes)
        refused += some
        now = tick.time if believed else now
    return believed, refused


def test_the_first_tick_is_believed() -> None:
    assert TickTrust().judge(b.tick(NOW), None, SILENCE) == (True, [])


@pytest.mark.parametrize("step", [10.0, JUMP_S, -JUMP_S, 0.0])
def test_a_step_of_an_hour_is_believed(step: float) -> None:
    assert TickTrust().judge(b.tick(NOW + step), NOW, AGAINST) == (True, [])


@pytest.mark.parametrize("step", [63 * b.HOUR, MONTHS, -63 * b.HOUR, -MONTHS])
def test_in_silence_a_minute_of_ticks_is_believed_and_less_is_not(step: float) -> None:
    trust = TickTrust()
    *some, last = b.minute_of_ticks(NOW + step)
    assert judged(trust, some) == (False, [])
    assert judged(trust, [last]) == (True, [])
    assert trust.doubts == {}


def test_one_wild_tick_is_refused_when_its_collector_goes_on_as_before() -> None:
    trust = TickTrust()
    wild = b.tick(NOW + MONTHS)
    assert judged(trust, [wild, b.tick(NOW + 10)]) == (True, [wild])


def test_two_jumps_in_a_row_begin_a_minute_each() -> None:
    trust = TickTrust()
    first, second = b.minute_of_ticks(NOW + MONTHS)[:6], b.minute_of_ticks(NOW + 2 * MONTHS)
    assert judged(trust, first) == (False, [])
    assert judged(trust, second[:-1]) == (False, first)
    assert judged(trust, second[-1:]) == (True, [])


def test_while_sensors_go_on_at_the_old_time_a_collector_is_refused_for_ever() -> None:
    trust = TickTrust()
    ticks = [b.tick(NOW + MONTHS + 10.0 * n) for n in range(1_000)]
    believed, refused = judged(trust, ticks, AGAINST)
    assert not believed
    held = [time for doubt in trust.doubts.values() for time in doubt.held]
    assert [tick.time for tick in refused] + held == [tick.time for tick in ticks]
    assert len(held) < MAX_HELD


def test_sensors_at_the_new_time_outvote_another_collector() -> None:
    trust = TickTrust()
    ticks = b.minute_of_ticks(NOW + MONTHS, "other")
    for number, tick in enumerate(ticks):
        trust.judge(b.tick(NOW + 10.0 * number), NOW, SILENCE)
        believed, refused = trust.judge(tick, NOW, AGREE)
    assert (believed, refused) == (True, [])


def test_in_silence_another_collector_that_goes_on_outvotes_a_jump() -> None:
    trust = TickTrust()
    refused: list[Tick] = []
    ticks = b.minute_of_ticks(NOW + MONTHS, "other")
    for number, tick in enumerate(ticks):
        trust.judge(b.tick(NOW + 10.0 * number), NOW, SILENCE)
        believed, some = trust.judge(tick, NOW, SILENCE)
        refused += some
    assert (believed, refused) == (False, ticks)


def test_two_collectors_that_wake_together_are_both_believed() -> None:
    trust = TickTrust()
    now, refused = NOW, []
    for one, other in zip(b.minute_of_ticks(NOW + MONTHS), b.minute_of_ticks(NOW + MONTHS + 1.0, "other"), strict=True):
        for tick in (one, other):
            believed, some = trust.judge(tick, now, SILENCE)
            now = tick.time if believed else now
            refused += some
    assert (now, refused, trust.doubts) == (NOW + MONTHS + 61.0, [], {})


def test_flows_held_back_at_the_new_time_confirm_it_at_once() -> None:
    tick = b.tick(NOW + MONTHS)
    assert TickTrust().judge(tick, NOW, Votes(0, 0, CONFIRM_FLOWS - 1, 0)) == (False, [])
    assert TickTrust().judge(tick, NOW, Votes(0, 0, CONFIRM_FLOWS, CONFIRM_FLOWS)) == (False, [])
    assert TickTrust().judge(tick, NOW, Votes(0, 9, CONFIRM_FLOWS, 0)) == (True, [])


def test_a_clock_that_stands_still_is_never_believed_and_what_waits_is_bounded() -> None:
    trust = TickTrust()
    ticks = [b.tick(NOW + MONTHS)] * 100_000
    believed, refused = judged(trust, ticks)
    assert not believed
    assert len(refused) == len(ticks) - MAX_HELD


def test_names_of_collectors_are_bounded() -> None:
    trust = TickTrust()
    ticks = [Tick(b.SITE, f"c{n}", NOW + MONTHS) for n in range(1_000)]
    believed, refused = judged(trust, ticks)
    assert not believed
    assert refused == ticks[MAX_DOUBTED:]
