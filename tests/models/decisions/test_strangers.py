"""What an unknown device does is told and not learnt until somebody declares or expects the device itself."""

import pytest

from models.pipeline import Pipeline
from models.settings import CoreSettings
from tests.models import builders as b

STRANGER = "10.9.0.99"
PLCS = (b.PLC, b.PLC2, b.PLC3)
NOW = b.after() + 60.0


def polled(time: float, responder: str) -> b.Event:
    return b.flow(time, STRANGER, responder, 502, service="modbus")


def test_what_else_it_does_is_part_of_its_alert_and_not_learnt() -> None:
    pipeline = b.learnt_plant()
    told = b.alerts_of(pipeline, *(polled(NOW + number, plc) for number, plc in enumerate(PLCS)))
    (alert,) = b.last_revisions(told).values()
    assert alert.kind == "new-asset"
    assert {hop.responder_ip for hop in pipeline._state.alerting.alerts[alert.id].hops} == set(PLCS)
    assert {b.path(pipeline, STRANGER, plc, "modbus").status for plc in PLCS} == {"held"}


def test_who_reaches_it_is_part_of_its_alert_too() -> None:
    pipeline = b.learnt_plant()
    # Not by the service of its kind, by which it would be one more controller.
    first = b.flow(NOW, b.SCADA, STRANGER, 22, service="ssh")
    back = b.flow(NOW + 5, b.PLC2, STRANGER, 80, service="http")
    (alert,) = b.last_revisions(b.alerts_of(pipeline, first, back)).values()
    assert {hop.initiator_ip for hop in pipeline._state.alerting.alerts[alert.id].hops} == {b.SCADA, b.PLC2}


def test_a_device_of_the_plant_is_none_nor_is_one_that_came_while_all_was_new() -> None:
    pipeline = b.learnt_plant()
    assert b.alerts_of(pipeline, b.flow(NOW, b.PLC2, b.PLC3, 161, service="snmp")) == []
    young = b.learnt_plant(2)
    start = b.after(2) + 60.0
    assert b.alerts_of(young, *(polled(start + number, plc) for number, plc in enumerate(PLCS))) == []
    late = b.days_of_work(b.after(2), 14)
    b.run(young, late)
    assert b.alerts_of(young, b.flow(b.after(16) + 60.0, STRANGER, b.SCADA, 80, service="http")) == []


def test_who_expects_it_finds_its_further_paths_in_the_digest_of_the_day() -> None:
    pipeline = b.learnt_plant()
    (alert,) = b.alerts_of(pipeline, polled(NOW, b.PLC))
    b.run(pipeline, [b.verdict(NOW + 1, "expected", alert=alert.id)])
    told = b.alerts_of(pipeline, polled(NOW + 60, b.PLC2), *b.days_of_work(NOW + b.HOUR, 2))
    (digest,) = told
    assert digest.kind == "first-look"
    assert [(hop.initiator_ip, hop.responder_ip) for hop in digest.hops] == [(STRANGER, b.PLC2)]
    assert b.path(pipeline, STRANGER, b.PLC2, "modbus").status == "learnt"


@pytest.mark.parametrize("decision", ["mute", "malicious"])
def test_another_word_on_its_alert_hides_no_path_that_comes_later(decision: str) -> None:
    pipeline = b.learnt_plant()
    (alert,) = b.alerts_of(pipeline, polled(NOW, b.PLC))
    b.run(pipeline, [b.verdict(NOW + 1, decision, alert=alert.id)])
    b.alerts_of(pipeline, polled(NOW + 60, b.PLC2))
    assert pipeline._state.alerting.alerts[alert.id].status in {"open", "malicious"}
    assert b.path(pipeline, STRANGER, b.PLC2, "modbus").status == "held"


def test_it_is_unknown_still_when_its_alert_has_closed_and_after_a_restart() -> None:
    pipeline = b.learnt_plant()
    b.alerts_of(pipeline, polled(NOW, b.PLC), *b.days_of_work(NOW + b.HOUR, 4))
    again = Pipeline(b.SITE, CoreSettings())
    records = {record.key: record for record in (*b.learnt_records(), *pipeline.changed_records())}
    assert again.restore([record for record in records.values() if record.value is not None]) == []
    for plant in (pipeline, again):
        (alert,) = b.alerts_of(plant, polled(NOW + 6 * b.DAY, b.PLC3))
        assert alert.kind == "new-asset"
        assert "was first seen 6 days ago" in alert.summary
        assert b.path(plant, STRANGER, b.PLC3, "modbus").status == "held"


def test_an_expected_device_that_begins_to_command_is_a_new_master() -> None:
    pipeline = b.learnt_plant()
    (alert,) = b.alerts_of(pipeline, b.flow(NOW, STRANGER, b.PLC2, 80, service="http"))
    b.run(pipeline, [b.verdict(NOW + 1, "expected", alert=alert.id)])
    (master,) = b.alerts_of(pipeline, polled(NOW + 60, b.PLC))
    assert master.kind == "rogue-master"


def test_what_else_it_does_names_its_switch_port() -> None:
    pipeline = b.learnt_plant()
    alerts = b.alerts_of(pipeline, b.flow(NOW, STRANGER, b.SCADA, 80, service="http"), polled(NOW + 60, b.PLC))
    assert alerts[-1].kind == "new-asset"
    for alert in alerts:
        assert alert.advice is not None
        assert "{" not in alert.advice.where + alert.advice.text
        assert STRANGER in alert.advice.where
