from replay.evaluate.scenarios import GRACE_S, scenarios_of
from replay.simulate.truth import Hop, TruthItem
from tests.replay.evaluate.making import LEARNT, planted, raised

LEGS = (
    Hop(initiator_ip="10.0.0.1", responder_ip="10.1.0.1", service="rdp", start=LEARNT + 100),
    Hop(initiator_ip="10.1.0.1", responder_ip="10.2.0.1", service="modbus", start=LEARNT + 120),
)
CHAIN = planted("pivot", kind="pivot", hops=LEGS, acceptable=("level-skip",))


def told(item: TruthItem, *args: object, **fields: object) -> bool:
    return scenarios_of([item])[0].is_told_by(raised(*args, **fields))  # type: ignore[arg-type]


def test_an_alert_on_the_pair_tells_of_it_in_either_direction() -> None:
    assert told(planted())
    assert told(planted(), ("10.2.0.1", "10.0.0.1"))
    assert not told(planted(), ("10.0.0.1", "10.2.0.2"))


def test_an_alert_before_it_or_long_after_it_tells_of_something_else() -> None:
    assert not told(planted(), at=LEARNT + 90)
    assert told(planted(), at=LEARNT + 150 + GRACE_S / 2)
    assert not told(planted(), at=LEARNT + 151 + GRACE_S)


def test_an_alert_without_a_path_tells_of_it_by_an_end() -> None:
    assert told(planted(), "10.2.0.1")
    assert not told(planted(), "10.2.0.9")


def test_a_digest_tells_of_it_only_where_the_truth_accepts_one() -> None:
    assert not told(planted(), kind="learning-review")
    assert told(planted(acceptable=("learning-review",)), kind="learning-review")


def test_a_chain_and_its_legs_are_one_scenario_with_steps() -> None:
    [chain] = scenarios_of([CHAIN, planted("pivot", kind="new-path-crossing")])
    assert (chain.best, len(chain.steps)) == ("pivot", 2)
    assert chain.right == {"pivot", "level-skip", "new-path-crossing"}
    assert chain.covered([raised(("10.1.0.1", "10.2.0.1"))]) == 1


def test_a_chains_two_far_ends_are_no_path_of_it() -> None:
    assert not told(CHAIN, ("10.0.0.1", "10.2.0.1"))
    assert told(CHAIN, ("10.0.0.1", "10.1.0.1"))
