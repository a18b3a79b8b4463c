"""Assets and findings in the words an alert carries."""

from models.alerts import describe
from models.detectors.registry import DETECTORS
from schemas.alert import Advice, Technique
from tests.models import builders as b
from tests.models.detectors import sightings as s


def test_an_end_shows_who_and_where() -> None:
    party = describe.party(s.plc(name="Press", role="plc"), ip=b.PLC, mac=None, port=502)
    assert (party.asset, party.name, party.ip, party.port) == (f"ip:{b.PLC}", "Press", b.PLC, 502)
    assert (party.zone, party.purdue_level, party.side, party.role) == ("cell", 1.0, "ot", "plc")


def test_a_path_is_listed_with_what_its_ends_are_called() -> None:
    listed = describe.hop(s.office(ips=[b.OFFICE]), s.plc(name="Press", ips=[b.PLC]), "modbus", 5.0)
    assert (listed.initiator, listed.initiator_ip, listed.initiator_name) == (f"ip:{b.OFFICE}", b.OFFICE, None)
    assert (listed.responder, listed.responder_ip, listed.responder_name) == (f"ip:{b.PLC}", b.PLC, "Press")
    assert (listed.service, listed.time) == ("modbus", 5.0)


def test_evidence_leads_to_the_traffic_itself() -> None:
    found = describe.evidence(b.flow(b.MONDAY, b.OFFICE, b.PLC, uid="C1", community_id="1:x"))
    assert (found.sensor, found.uid, found.community_id, found.octets) == ("zeek", "C1", "1:x", 300)


def test_octets_that_no_sensor_told_are_none_and_not_zero() -> None:
    found = describe.evidence(b.flow(b.MONDAY, b.OFFICE, b.PLC, initiator_octets=None, responder_octets=None))
    assert found.octets is None


def test_the_baseline_shown_is_of_the_end_that_was_more_surprised() -> None:
    sure, surprised = 1.0, 9.0
    shown = describe.excerpt(s.sighting(s.office(), s.plc(), initiator_bits=surprised, responder_bits=sure), None)
    assert shown is not None
    assert shown.asset == f"ip:{b.OFFICE}"
    shown = describe.excerpt(s.sighting(s.office(), s.plc(), initiator_bits=sure, responder_bits=surprised), None)
    assert shown is not None
    assert shown.asset == f"ip:{b.PLC}"


def test_the_baseline_shown_says_how_well_it_is_known() -> None:
    plant = b.learnt_plant()
    (alert,) = b.alerts_of(plant, b.flow(b.after() + 60, b.OFFICE, b.PLC, 22))
    assert alert.baseline is not None
    assert alert.baseline.asset == f"ip:{b.PLC}"
    assert alert.baseline.days_watched > 13.9
    assert 0.7 < alert.baseline.readiness < 1.0
    assert alert.baseline.usual_peers
    assert alert.baseline.usual_services
    assert alert.baseline.flows_per_window is not None


def test_an_internet_peer_has_no_baseline_to_show() -> None:
    surprised, sure = 9.0, 1.0
    of_the_peer = s.sighting(s.internet(), s.plc(), initiator_bits=surprised, responder_bits=sure)
    assert describe.excerpt(of_the_peer, None) is None
    shown = describe.excerpt(s.sighting(s.internet(), s.plc(), initiator_bits=sure, responder_bits=surprised), None)
    assert shown is not None
    assert shown.asset == f"ip:{b.PLC}"


def test_every_kind_has_its_techniques_without_repeats() -> None:
    for detector in DETECTORS.values():
        found = describe.techniques(detector.words, "rdp", into_ot=True)
        assert len(set(found)) == len(found)
        assert set(found) >= set(detector.words.techniques)


def test_an_ot_protocol_from_outside_adds_its_technique() -> None:
    assert Technique("T0869", "TA0101") in describe.techniques(DETECTORS["dmz-bypass"].words, "modbus", into_ot=True)
    assert Technique("T0869", "TA0101") not in describe.techniques(
        DETECTORS["dmz-bypass"].words, "modbus", into_ot=False
    )


STEP = Advice("{initiator}", "Ask {initiator's owner} about {responder}; find {newcomer's MAC}.")


def test_a_next_step_names_the_ends_and_who_answers_for_them() -> None:
    office, press = s.office(name="pc-17", owner="M. Hall, sales"), s.plc(name="Press", macs=["02:00:00:00:00:11"])
    told = describe.addressed(STEP, office, press, newcomer=press)
    assert told == Advice("pc-17", "Ask the owner of pc-17 (M. Hall, sales) about Press; find MAC 02:00:00:00:00:11.")
    bare = describe.addressed(STEP, s.office(), s.plc(), newcomer=s.office())
    assert bare is not None
    assert bare.text == f"Ask the owner of {b.OFFICE} about {b.PLC}; find the MAC address of {b.OFFICE}."
    assert describe.addressed(None, office) is None


def test_of_a_host_that_acts_for_others_the_first_step_is_to_see_for_whom() -> None:
    jump = s.dmz(name="jump-1", role="jump-host")
    told = describe.addressed(STEP, jump, s.plc())
    assert told is not None
    assert told.text.startswith("See in the logs of jump-1 who used it at that time. Ask the owner of jump-1")


def test_no_kind_leaves_a_name_open_in_its_next_step() -> None:
    for alert in (*b.alerts_of(b.learnt_plant(), b.flow(b.after() + 60, b.OFFICE, b.PLC, 22)),):
        assert alert.advice is not None
        assert "{" not in alert.advice.where + alert.advice.text
    for kind, detector in DETECTORS.items():
        told = describe.addressed(detector.words.advice, s.office(), s.plc(), newcomer=s.plc())
        assert told is None or "{" not in told.where + told.text, kind


def test_evidence_keeps_what_the_sensor_said_of_the_flow() -> None:
    found = describe.evidence(b.flow(b.MONDAY, b.OFFICE, b.PLC, notes=("Suricata alert: a",)))
    assert found.notes == ("Suricata alert: a",)
