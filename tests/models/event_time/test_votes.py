"""What flows say of a doubted Tick."""

from models.event_time.mark import Mark
from models.event_time.tick_trust import Votes
from models.event_time.votes import followed, votes_on
from tests.models import builders as b

NOW = b.MONDAY


def _parked(*ends: float) -> Mark:
    return Mark("zeek", NOW, NOW, parked=[b.flow(end, b.SCADA, b.PLC) for end in ends], flows=1, flows_at_parking=1)


def test_flows_past_a_tick_are_told_apart_from_those_near_it() -> None:
    mark = _parked(NOW + 4_000, NOW + 8_000, NOW + 12_000)
    assert votes_on([mark], NOW + 4_000, NOW) == Votes(0, 1, 1, 0, later=2)


def test_flows_before_a_tick_say_nothing_of_it() -> None:
    assert votes_on([_parked(NOW + 4_000)], NOW + b.DAY, NOW) == Votes(0, 1, 0, 0)


def test_the_anchor_goes_along_with_sensors_that_are_near_and_active() -> None:
    near, far = Mark("near", NOW + 60, NOW, flows=1), Mark("far", NOW + b.DAY, NOW, flows=1)
    assert followed([near, far], NOW) == NOW + 60
    near.flows_at_tick = 1
    assert followed([near, far], NOW) == NOW
