"""A row of the simulated log, taken apart."""

from tests.replay.simulate.formats.rows import rows


def test_octets_are_those_of_packets_and_what_is_unset_is_none() -> None:
    poll, tried, _ = rows()
    assert (poll.initiator_octets, poll.responder_octets, poll.service) == (156, 303, "modbus")
    assert (tried.service, tried.initiator_mac, tried.end) == (None, None, tried.start)


def test_flags_are_those_of_the_history_and_udp_has_none() -> None:
    poll, tried, time = rows()
    assert (poll.initiator_flags, poll.responder_flags) == (0x1B, 0x1B)
    assert (tried.initiator_flags, tried.responder_flags) == (0x02, 0)
    assert (time.initiator_flags, time.responder_flags) == (0, 0)
