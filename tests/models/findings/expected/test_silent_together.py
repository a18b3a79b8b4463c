"""What fell silent together is named by what it has in common."""

from models.baseline.path import Path
from models.findings.expected.silent_together import belongs, together
from tests.models import builders as b
from tests.models.findings.expected import made as m

STOPPED = m.NOW - 20 * b.MINUTE
PANEL, PLCS = m.asset("panel", "cell"), [m.asset(f"plc-{n}") for n in range(4)]
SERVER, HISTORIAN = m.asset("server", "control"), m.asset("historian", "dmz")


def found(silent: list[Path], speaking: list[Path]) -> tuple[str, ...]:
    for one in silent:
        one.last_seen = STOPPED - 30.0 * (one.responder > "ip:plc-1")
    expected = [m.expected(one) for one in (*silent, *speaking)]
    return together(expected[0], expected, m.NOW).cause


def polls(count: int = 4) -> list[Path]:
    return [m.path(PANEL, plc) for plc in PLCS[:count]]


def reads() -> list[Path]:
    return [m.path(SERVER, PANEL, service="opc-ua"), m.path(HISTORIAN, SERVER, service="opc-ua")]


def test_one_path_among_others_is_itself() -> None:
    assert found(polls(1), [*polls()[1:], *reads()]) == ("path", "ip:panel", "ip:plc-0", "modbus")


def test_all_that_a_panel_begins_while_it_is_read() -> None:
    more = [m.path(SERVER, plc, service="opc-ua") for plc in PLCS]
    assert found(polls(), [*reads(), *more]) == ("begins", "ip:panel")


def test_a_zone_of_which_only_a_gateway_speaks() -> None:
    assert found(polls(), reads()) == ("zone", "cell")


def test_an_asset_by_all_that_it_has() -> None:
    silent = [m.path(PANEL, PLCS[0]), m.path(SERVER, PLCS[0], service="opc-ua")]
    assert found(silent, [*polls()[1:], *reads()]) == ("asset", "ip:plc-0")


def test_an_asset_that_is_not_reached_and_begins_something() -> None:
    silent = [m.path(PANEL, PLCS[0]), m.path(SERVER, PLCS[0], service="opc-ua")]
    assert found(silent, [m.path(PLCS[0], SERVER, service="ntp"), *polls()[1:], *reads()]) == ("serves", "ip:plc-0")


def test_all_that_a_panel_polls_while_it_asks_others_by_other_services() -> None:
    others = [m.path(PANEL, each, service="kerberos") for each in (SERVER, HISTORIAN)]
    assert found(polls(3), [*others, *reads()]) == ("polls", "ip:panel|modbus")
    assert found(polls(2), [*others, *reads()])[0] == "path"
    assert found(polls(3), [*polls()[3:], *others, *reads()])[0] == "path"


def test_all_who_read_a_server_by_one_service_while_it_offers_others() -> None:
    readers = [m.path(each, SERVER, service="opc-ua") for each in PLCS]
    assert found(readers, [m.path(PANEL, SERVER, service="http"), *polls()]) == ("offers", "ip:server|opc-ua")


def test_what_falls_silent_later_belongs_to_its_initiator_and_service() -> None:
    path = m.path(PANEL, PLCS[0])
    assert belongs("polls", "ip:panel|modbus", path)
    assert belongs("offers", "ip:plc-0|modbus", path)
    assert not belongs("polls", "ip:panel|enip", path)
    assert not belongs("offers", "ip:panel|modbus", path)


def test_several_zones_at_once_are_one() -> None:
    other = [m.asset(f"other-{n}", "cell-2") for n in range(4)]
    silent = [*polls(), *(m.path(other[0], each) for each in other[1:])]
    assert found(silent, [*reads()]) == ("zones", "")


def test_what_has_spoken_since_did_not_stop_with_it() -> None:
    late = m.path(PANEL, PLCS[1], last=STOPPED + 5 * b.MINUTE)
    assert found(polls(1), [late, *reads()])[0] == "path"


def test_what_speaks_seldom_stops_with_what_spoke_until_it_was_due_again() -> None:
    seldom = m.path(PLCS[0], PLCS[1], last=STOPPED, service="ntp")
    seldom.gap_s = 300.0
    polled = [m.path(PANEL, plc, last=STOPPED + 4 * b.MINUTE) for plc in PLCS]
    expected = [m.expected(one) for one in (seldom, *polled, *reads())]
    assert together(expected[0], expected, m.NOW).cause == ("zone", "cell")
    seldom.gap_s = 60.0
    assert together(expected[0], expected, m.NOW).cause[0] == "path"


def test_what_falls_silent_later_belongs_to_its_zone_or_asset() -> None:
    one = m.path(PANEL, PLCS[0])
    found = [belongs(*each, one) for each in (("zone", "cell"), ("asset", "ip:plc-0"), ("begins", "ip:panel"))]
    assert found == [True, True, True]
    others = [belongs(*each, one) for each in (("zone", "dmz"), ("serves", "ip:panel"), ("begins", "ip:plc-0"))]
    assert others == [False, False, False]
