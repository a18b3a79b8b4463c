from itertools import pairwise

import pytest

from replay.simulate.large.attacks import chains
from replay.simulate.large.stage import Event
from tests.replay.simulate.large.of import PLAN, planted

WITHIN = [chains.pivot, chains.unknown_relay, chains.known_ways_pivot, chains.known_combination, chains.stolen_session]


@pytest.mark.parametrize("event", [*WITHIN, chains.spread_pivot])
def test_each_leg_begins_where_the_one_before_ends(event: Event) -> None:
    [item] = planted(event).items
    assert item.kind == "pivot"
    for one, following in pairwise(item.hops):
        assert one.responder_ip == following.initiator_ip
        assert one.start < following.start


@pytest.mark.parametrize("event", WITHIN)
def test_a_leg_begins_while_the_one_before_is_open(event: Event) -> None:
    for one, following in pairwise(planted(event).calls):
        assert one.start < following.start < one.start + one.duration


def test_a_chain_by_day_has_no_leg_within_another() -> None:
    assert all(b.start - a.start > 30_000.0 for a, b in pairwise(planted(chains.spread_pivot).calls))


def test_a_chain_of_known_ways_comes_at_night() -> None:
    night = planted(chains.known_combination).calls[0].start - PLAN.calendar.day(5).at(0.0)
    assert 3.0 <= night / 3_600.0 < 4.0
