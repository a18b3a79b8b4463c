"""Decide, then learn."""

from tests.models import builders as b

NOW = b.after()


def test_the_tries_before_a_sweep_was_one_become_part_of_it() -> None:
    pipeline = b.learnt_plant()
    alerts = b.alerts_of(pipeline, *(b.tried(NOW + n, b.OTHER_OFFICE, f"10.9.0.{n + 20}", 102) for n in range(40)))
    latest = b.last_revisions(alerts)
    scan = next(alert for alert in latest.values() if alert.kind == "scan")
    others = [alert for alert in latest.values() if alert.kind != "scan"]
    assert others
    assert {(alert.status, alert.closed_by) for alert in others} == {("closed", scan.id)}
    assert pipeline._state.alerting.alerts[scan.id].count == 40


def test_a_sweeps_answered_crossing_keeps_its_own_alert() -> None:
    pipeline = b.learnt_plant()
    tries = [b.tried(NOW + n, b.OTHER_OFFICE, f"10.9.0.{n + 20}", 102) for n in range(30)]
    entered = b.flow(NOW + 15.5, b.OTHER_OFFICE, b.PLC, 22)
    latest = b.last_revisions(b.alerts_of(pipeline, *tries[:16], entered, *tries[16:]))
    still_open = {alert.kind for alert in latest.values() if alert.status == "open"}
    assert still_open == {"scan", "dmz-bypass"}


def test_a_held_path_names_the_alert_it_counts_for() -> None:
    pipeline = b.learnt_plant()
    (alert,) = b.alerts_of(pipeline, b.flow(NOW, b.OFFICE, b.PLC, 22))
    path = pipeline._state.graph.paths[f"ip:{b.OFFICE}", f"ip:{b.PLC}", "ssh"]
    assert (path.status, path.alert) == ("held", alert.id)
    assert path.held_reason


def test_one_initiator_one_service_one_zone_is_one_alert_with_its_hops() -> None:
    pipeline = b.learnt_plant()
    ways = [b.flow(NOW + n, b.OFFICE, target, 22) for n, target in enumerate((b.PLC, b.PLC2, b.PLC3))]
    latest = b.last_revisions(b.alerts_of(pipeline, *ways))
    (alert,) = latest.values()
    assert pipeline._state.alerting.alerts[alert.id].hops_total == 3
    assert len(pipeline.ledger()) == 3


def test_many_initiators_at_one_controller_are_one_alert_past_the_first_few() -> None:
    pipeline = b.learnt_plant()
    alerts = b.alerts_of(pipeline, *(b.flow(NOW + n, f"10.1.0.{100 + n}", b.PLC, 22) for n in range(40)))
    assert len({alert.id for alert in alerts}) == 3
    assert len(pipeline.ledger()) == 40


def test_severity_differs_with_what_was_crossed() -> None:
    def severity(event: b.Event) -> int:
        (alert,) = b.alerts_of(b.learnt_plant(), event)
        return alert.severity

    into = severity(b.flow(NOW, b.OFFICE, b.PLC, 22))
    tried = severity(b.tried(NOW, b.OFFICE, b.PLC, 22))
    out = severity(b.flow(NOW, b.PLC, b.OFFICE, 22))
    by_the_dmz = severity(b.flow(NOW, b.HISTORIAN, b.PLC, 22))
    assert into > by_the_dmz
    assert into > tried
    assert into > out


def test_an_answered_sweep_that_was_said_to_be_expected_is_silent_and_its_conversations_are_not() -> None:
    pipeline = b.learnt_plant()
    start = b.after() + 60.0
    targets = [f"10.9.0.{n}" for n in range(101, 141)]
    first = b.alerts_of(pipeline, *(b.flow(start + n, b.OFFICE, ip, 102) for n, ip in enumerate(targets[:20])))
    scan = next(alert for alert in first if alert.kind == "scan")
    later = b.alerts_of(
        pipeline,
        b.verdict(start + 30.0, "expected", alert=scan.id),
        *(b.flow(start + 40.0 + n, b.OFFICE, ip, 102) for n, ip in enumerate(targets[20:])),
    )
    assert [(alert.id, alert.status) for alert in later if alert.kind == "scan"] == [(scan.id, "expected")]
    others = {(alert.kind, alert.status, alert.service) for alert in later if alert.kind != "scan"}
    assert others == {("dmz-bypass", "open", "iso-tsap")}


STRANGER = "10.9.0.99"


def polled(time: float, responder: str) -> b.Event:
    return b.flow(time, STRANGER, responder, 502, service="modbus")


def test_who_declares_an_unknown_device_has_its_paths_learnt_and_its_alert_ended() -> None:
    pipeline = b.learnt_plant()
    begin = b.after() + 60.0
    (alert,) = b.last_revisions(b.alerts_of(pipeline, polled(begin, b.PLC), polled(begin + 1, b.PLC2))).values()
    (closed,) = b.run(pipeline, [b.asset("tester", STRANGER, time=begin + 2)]).alerts
    assert (closed.id, closed.status, closed.closed_because) == (
        alert.id,
        "closed",
        "the device is in the inventory now",
    )
    plcs = (b.PLC, b.PLC2, b.PLC3)
    assert b.alerts_of(pipeline, *(polled(begin + 60 + number, plc) for number, plc in enumerate(plcs))) == []
    assert {b.path(pipeline, "tester", plc, "modbus").status for plc in plcs} == {"learnt"}
