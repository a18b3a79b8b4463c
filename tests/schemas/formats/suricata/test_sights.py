import pytest

from schemas.flow import Flow
from schemas.formats.suricata.sights import sight, tells_of
from tests.schemas.formats.suricata.rows import START, Event, back, event

ALERT = {"signature": "ET SCADA  write\n of a coil", "signature_id": 2_000_001, "action": "allowed", "gid": 1}


def read(row: Event) -> tuple[Flow, list[str]]:
    kind = row["event_type"]
    found, doubts = sight(row, kind, tells_of(row, kind), site="plant", sensor="suricata")
    return found, list(doubts)


def test_a_protocol_event_shows_its_path_and_the_operation() -> None:
    found, doubts = read(event("modbus", modbus={"request": {"function_raw": 6}}))
    assert doubts == []
    assert found == Flow(
        site="plant",
        sensor="suricata",
        start=START + 0.75,
        end=START + 0.75,
        initiator_ip="10.1.0.5",
        responder_ip="10.2.0.9",
        transport="tcp",
        initiator_port=40000,
        responder_port=502,
        community_id="1:LQU9qZlK+B5F3KDmev6m5PMibrg=",
        service="modbus",
        operations=("WRITE_SINGLE_REGISTER",),
        state="established",
        direction="unsure",
        vlan=12,
    )


def test_over_udp_a_request_alone_makes_an_event() -> None:
    found, _ = read(event("dns", proto="UDP", dest_port=53, dns={"type": "query"}))
    assert (found.state, found.service, found.operations) == ("unknown", "dns", ())


def test_macs_of_packets_are_not_read() -> None:
    found, _ = read(event("modbus", ether={"src_mac": "00:02", "dest_mac": "00:01"}))
    assert (found.initiator_mac, found.responder_mac) == (None, None)


def test_an_alert_is_kept_as_a_note() -> None:
    found, _ = read(event("alert", alert=ALERT, app_proto="modbus"))
    assert found.notes == ("Suricata alert: ET SCADA write of a coil (sid 2000001)",)
    assert (found.operations, found.service, found.state) == ((), "modbus", "unknown")


@pytest.mark.parametrize(
    ("alert", "note"),
    [
        (ALERT | {"action": "blocked"}, "Suricata blocked: ET SCADA write of a coil (sid 2000001)"),
        ({"signature_id": 7}, "Suricata alert: rule 7"),
        ({"signature": "x" * 500}, "Suricata alert: " + "x" * 200),
        ({}, "Suricata alert: rule None"),
        ("broken", "Suricata alert: rule None"),
    ],
)
def test_an_alert_says_what_it_can(alert: object, note: str) -> None:
    assert tells_of({"alert": alert}, "alert") == (note,)


@pytest.mark.parametrize(
    ("changed", "turned"),
    [
        ({}, False),
        ({"direction": "to_server"}, False),
        ({"direction": "to_client"}, True),
        ({"flow": {"src_ip": "10.1.0.5", "src_port": 40000, "dest_ip": "10.2.0.9", "dest_port": 502}}, False),
        ({"flow": {"src_ip": "10.2.0.9", "src_port": 502, "dest_ip": "10.1.0.5", "dest_port": 40000}}, True),
    ],
)
def test_an_alert_on_an_answer_has_its_ends_exchanged(changed: Event, turned: bool) -> None:
    found, _ = read(event("alert", alert=ALERT, **changed))
    wanted = ("10.2.0.9", 502) if turned else ("10.1.0.5", 40000)
    assert (found.initiator_ip, found.initiator_port) == wanted


def test_both_directions_of_an_alert_give_one_path() -> None:
    told = {"src_ip": "10.1.0.5", "src_port": 40000}
    there, _ = read(event("alert", alert=ALERT, flow=told))
    again, _ = read(back(event("alert", alert=ALERT, flow=told)))
    assert there == again


def test_packets_of_both_ends_make_an_alerts_flow_established() -> None:
    found, _ = read(event("alert", alert=ALERT, flow={"pkts_toserver": 2, "pkts_toclient": 1}))
    assert found.state == "established"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"timestamp": "1900-01-01T00:00:00.000000+0000"}, "field timestamp"),
        ({"proto": None}, "field proto is missing"),
        ({"src_ip": "nobody"}, "field src_ip"),
    ],
)
def test_a_sight_without_its_path_is_refused(changed: Event, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read(event("dns", **changed))
