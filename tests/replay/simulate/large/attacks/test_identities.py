import pytest

from replay.simulate.large.attacks import identities
from replay.simulate.large.stage import Event
from tests.replay.simulate.large.of import GROUND, PLAN, planted

DECLARED = {device.ip: device for device in GROUND.devices}


@pytest.mark.parametrize("event", [identities.rogue_device, identities.transient_device, identities.returning_device])
def test_a_stranger_has_an_address_and_a_maker_that_the_cell_does_not_have(event: Event) -> None:
    for call in planted(event).calls:
        assert call.initiator.ip not in DECLARED
        assert call.initiator.mac[:8] not in {device.mac[:8] for device in GROUND.devices}


@pytest.mark.parametrize("event", [identities.takeover, identities.quiet_takeover])
def test_a_thief_has_a_panels_address_and_another_mac(event: Event) -> None:
    for call in planted(event).calls:
        panel = DECLARED[call.initiator.ip]
        assert (panel.role, panel.mac != call.initiator.mac) == ("hmi", True)


def test_a_transient_device_is_gone_within_an_hour() -> None:
    [item] = planted(identities.transient_device).items
    assert item.end - item.start < 3_600.0


def test_a_returning_device_was_there_while_learning_and_the_truth_is_of_its_return() -> None:
    event = planted(identities.returning_device)
    assert min(call.start for call in event.calls) < PLAN.learn_until < event.items[0].start


def test_a_bridge_has_one_mac_and_two_addresses() -> None:
    event = planted(identities.bridge)
    server = GROUND.operations[0].standby
    ends = {(device.ip, device.mac) for call in event.calls for device in (call.initiator, call.responder)}
    assert ("10.0.10.251", server.mac) in ends
    assert server.ip in event.items[0].responder_ips
