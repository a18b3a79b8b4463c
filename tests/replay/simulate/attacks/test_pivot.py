from itertools import pairwise

from replay.simulate.attacks.pivot import pivot
from tests.replay.simulate.figures import crosses
from tests.replay.simulate.planting import planted


def test_each_leg_begins_where_the_one_before_ended_and_while_it_is_open() -> None:
    made = planted(pivot, "pivot")
    assert [crosses(row) for row in made.connections] == [("it", "dmz"), ("dmz", "ot"), ("ot", "ot")]
    for one, two in pairwise(made.connections):
        assert one.responder_ip == two.initiator_ip
        assert one.start < two.start
        assert two.end < one.end


def test_the_chain_and_its_legs_are_all_true() -> None:
    chain, *legs = planted(pivot, "pivot").items
    assert chain.kind == "pivot"
    assert [hop.responder_ip for hop in chain.hops][-1:] == list(chain.responder_ips)
    assert [leg.kind for leg in legs] == ["new-path-crossing", "new-path-crossing", "level-skip"]
