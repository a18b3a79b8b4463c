from replay.simulate.connection import Seen, to_flow
from replay.simulate.randomness import seeded
from replay.simulate.shapes import tcp, turned_round, unanswered

RANDOM = seeded(1, "connection")
POLL = tcp(RANDOM, 1000.0, "10.2.11.5", "10.2.11.21", 102, "s7comm", sent=100, received=200, duration=2.5)


def test_a_flow_counts_the_octets_of_ip_packets_and_has_our_service_name() -> None:
    flow = to_flow(Seen(POLL, "C1", "00:1b:1b:00:00:01", None), site="s", sensor="span")
    assert flow.service == "iso-tsap"
    assert flow.initiator_octets == 100 + 40 * POLL.initiator_packets
    assert (flow.start, flow.end, flow.uid) == (1000.0, 1002.5, "C1")
    assert flow.initiator_mac == "00:1b:1b:00:00:01"
    assert flow.responder_mac is None


def test_an_unanswered_try_is_an_attempt_and_a_turned_row_is_unsure() -> None:
    tried = unanswered(RANDOM, 5.0, "10.0.0.1", "10.0.0.2", 502)
    assert to_flow(Seen(tried, "C2", None, None), site="s", sensor="x").state == "attempted"
    assert to_flow(Seen(turned_round(POLL), "C3", None, None), site="s", sensor="x").direction == "unsure"
