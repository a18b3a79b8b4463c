"""Who began, where the sensor does not know."""

import pytest

from models.identity.direction import answered, only_reports, oriented, turned
from schemas.flow import Flow
from tests.models import builders as b


def never(_: Flow) -> bool:
    return False


def always(_: Flow) -> bool:
    return True


def flow(initiator_port: int, responder_port: int, **fields: object) -> Flow:
    facts = {"direction": "unsure", "initiator_port": initiator_port} | fields
    return b.flow(b.MONDAY, b.PLC, b.SCADA, responder_port, **facts)


def test_a_known_port_against_an_ephemeral_one_is_turned() -> None:
    found = oriented(flow(102, 49_200, initiator_octets=7, responder_octets=8, initiator_mac="m"), never)
    assert (found.initiator_ip, found.responder_ip) == (b.SCADA, b.PLC)
    assert (found.initiator_port, found.responder_port) == (49_200, 102)
    assert (found.initiator_octets, found.responder_octets, found.responder_mac) == (8, 7, "m")
    assert found.direction == "flipped"


def test_turning_twice_gives_the_ends_back() -> None:
    once = flow(102, 49_200)
    twice = turned(turned(once))
    assert (twice.initiator_ip, twice.initiator_port) == (once.initiator_ip, once.initiator_port)


@pytest.mark.parametrize(("ours", "theirs"), [(49_200, 102), (49_200, 49_300), (102, 502)])
def test_with_no_sign_against_it_the_same_flow_is_given_back(ours: int, theirs: int) -> None:
    given = flow(ours, theirs)
    assert oriented(given, never) is given


def test_a_path_known_the_other_way_round_speaks_where_the_ports_do_not() -> None:
    assert oriented(flow(49_200, 49_300), always).direction == "flipped"
    assert oriented(flow(49_200, 102), always).direction == "unsure"


def test_tcp_with_a_seen_handshake_is_never_turned_but_udp_is() -> None:
    tcp, udp = (flow(102 if t == "tcp" else 47_808, 49_200, direction="certain", transport=t) for t in ("tcp", "udp"))
    assert oriented(tcp, always) is tcp
    assert oriented(udp, never).direction == "flipped"


def test_without_ports_there_is_nothing_to_judge_by() -> None:
    given = b.flow(b.MONDAY, b.PLC, b.SCADA, None, direction="unsure")
    assert oriented(given, always) is given


@pytest.mark.parametrize(
    ("transport", "reply", "asked"),
    [("icmp", 0, 8), ("icmp", 14, 13), ("icmp", 18, 17), ("ipv6-icmp", 136, 135), ("icmp", 134, 133)],
)
def test_an_icmp_reply_is_turned_into_its_request(transport: str, reply: int, asked: int) -> None:
    found = oriented(flow(reply, 0, transport=transport, initiator_octets=7), never)
    assert (found.initiator_ip, found.initiator_port, found.responder_port) == (b.SCADA, asked, reply)
    assert (found.responder_octets, found.direction) == (7, "unsure")
    assert oriented(found, never) is found


@pytest.mark.parametrize("kind", [3, 8, 11, 128, 130, 143])
def test_other_icmp_messages_are_left_as_they_are(kind: int) -> None:
    given = flow(kind, 0, transport="icmp")
    assert oriented(given, always) is given


@pytest.mark.parametrize(
    ("transport", "kind", "reports"), [("icmp", 3, True), ("icmp", 8, False), ("tcp", 3, False), ("icmp", None, False)]
)
def test_what_only_reports_is_told_by_type(transport: str, kind: int | None, reports: bool) -> None:
    given = b.flow(b.MONDAY, b.PLC, b.SCADA, 3, initiator_port=kind, transport=transport)
    assert only_reports(given) is reports


@pytest.mark.parametrize(
    ("state", "octets", "is_answered"),
    [
        ("established", 0, True),
        ("attempted", 0, False),
        ("attempted", 9, False),
        ("rejected", 40, False),
        ("reset", 9, True),
        ("reset", 0, False),
        ("unknown", 9, True),
        ("unknown", None, False),
    ],
)
def test_whether_the_responder_spoke(state: str, octets: int | None, is_answered: bool) -> None:
    assert answered(b.flow(b.MONDAY, b.SCADA, b.PLC, state=state, responder_octets=octets)) is is_answered
