from replay.simulate.randomness import seeded
from replay.simulate.shapes import midstream, refused, tcp, turned_round, udp, unanswered

RANDOM = seeded(1, "shapes")


def test_an_answered_connection_is_one_zeek_would_write() -> None:
    for _ in range(300):
        made = tcp(RANDOM, 1.0, "a", "b", 443, "ssl", sent=5_000, received=90_000, duration=0.2)
        assert made.history.startswith("ShAD")
        assert made.conn_state in {"SF", "RSTO", "RSTR"}
        assert (made.conn_state == "RSTO") == made.history.endswith("R")
        assert made.initiator_port >= 49_152
        assert made.responder_packets * 1_460 >= 90_000


def test_one_syn_has_no_duration_and_several_wait_twice_as_long_each_time() -> None:
    assert unanswered(RANDOM, 1.0, "a", "b", 502).duration is None
    assert unanswered(RANDOM, 1.0, "a", "b", 502, tries=3).duration == 6.0


def test_a_refusal_is_a_syn_and_a_reset() -> None:
    made = refused(RANDOM, 1.0, "a", "b", 502)
    assert (made.conn_state, made.history, made.initiator_packets, made.responder_packets) == ("REJ", "Sr", 1, 1)


def test_a_connection_seen_from_its_middle_has_no_syn_and_no_name() -> None:
    made = midstream(RANDOM, 1.0, "a", "b", 102, sent=10, received=20, duration=1.0)
    assert "S" not in made.history
    assert made.service is None


def test_turning_round_swaps_every_role() -> None:
    made = tcp(RANDOM, 1.0, "a", "b", 102, "s7comm", sent=10, received=20, duration=1.0)
    turned = turned_round(made)
    assert (turned.initiator_ip, turned.initiator_port) == (made.responder_ip, made.responder_port)
    assert (turned.initiator_octets, turned.responder_packets) == (made.responder_octets, made.initiator_packets)


def test_ntp_asks_from_its_own_port() -> None:
    assert udp(RANDOM, 1.0, "a", "b", 123, "ntp", sent=48, received=48, duration=0.001).initiator_port == 123
