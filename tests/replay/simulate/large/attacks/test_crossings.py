from replay.simulate.large.attacks.crossings import external_to_panel, first_day_intruder, it_to_plc
from tests.replay.simulate.large.of import PLAN, planted


def test_the_office_speaks_to_a_controller() -> None:
    [item] = planted(it_to_plc).items
    assert item.initiator_ip.startswith("10.0.")
    assert item.responder_ips[0].startswith("10.20.")


def test_a_stranger_of_the_internet_opens_a_panel() -> None:
    calls = planted(external_to_panel).calls
    assert {call.initiator.ip for call in calls} == {"192.52.193.66"}
    assert {call.responder.role for call in calls} == {"hmi"}


def test_an_intruder_of_the_first_day_is_there_before_and_after_learning() -> None:
    event = planted(first_day_intruder)
    assert event.calls[0].start < PLAN.calendar.start + 86_400.0
    assert event.calls[-1].start > PLAN.learn_until
    assert "learning-review" in event.items[0].acceptable
