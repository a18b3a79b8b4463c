"""Findings as alerts: opened, grown, gathered, taken over."""

from models.decisions.raising import cause_text
from models.findings.sighting import Finding
from tests.models import builders as b

NOW = b.after()


def test_a_cause_is_its_kind_and_what_makes_it_one() -> None:
    assert cause_text(Finding(kind="scan", points=1.0, cause=("ip:x", "y"), title="", text="")) == "scan|ip:x|y"


def test_past_a_few_new_initiators_an_hour_one_alert_gathers_all_who_reach_a_responder() -> None:
    pipeline = b.learnt_plant()
    flows = [b.flow(NOW + n, f"10.1.0.{100 + n}", b.PLC, 22) for n in range(6)]
    alerts = b.last_revisions(b.alerts_of(pipeline, *flows))
    gathered = [alert for alert in alerts.values() if alert.title.startswith("Many hosts of IT that are new")]
    assert len(alerts) == 3
    assert len(gathered) == 1
    assert pipeline._state.alerting.alerts[gathered[0].id].hops_total == 4


def test_a_sweep_takes_over_the_open_alerts_of_its_tries_and_leaves_those_that_were_judged() -> None:
    pipeline = b.learnt_plant()
    tries = [b.tried(NOW + n, b.OTHER_OFFICE, f"10.9.0.{n + 20}", 102) for n in range(60)]
    (first, *_) = b.alerts_of(pipeline, tries[0])
    b.run(pipeline, [b.verdict(NOW + 0.5, "malicious", alert=first.id)])
    told = b.last_revisions(b.alerts_of(pipeline, *tries[1:]))
    assert [alert.status for alert in told.values() if alert.kind == "scan"] == ["open"]
    assert pipeline._state.alerting.alerts[first.id].status == "malicious"


def test_a_sweep_between_zones_of_one_side_stays_in_the_digest_of_its_day() -> None:
    # An engineer's host in the control room that was met once, two weeks ago: seasoned, and not ready.
    idler = "10.9.0.3"
    pipeline = b.new_pipeline()
    b.run(pipeline, [b.flow(b.MONDAY + 1.0, idler, b.SCADA, 22), *b.days_of_work(b.MONDAY, 14)])
    tries = [b.tried(NOW + n, idler, f"10.9.0.{n + 20}", 4444) for n in range(15)]
    (digest,) = b.alerts_of(pipeline, *tries, *b.days_of_work(NOW + b.HOUR, 1))
    assert digest.kind == "first-look"
    assert [hop.initiator for hop in digest.hops] == [f"ip:{idler}"] * 6


def test_a_path_that_was_tried_and_is_answered_then_is_told_by_one_alert() -> None:
    pipeline = b.learnt_plant()
    events = [b.tried(NOW + 1, b.OFFICE, b.PLC, 22), b.flow(NOW + 200, b.OFFICE, b.PLC, 22, service="ssh")]
    tries, answered = b.last_revisions(b.alerts_of(pipeline, *events)).values()
    assert (tries.status, tries.closed_by, answered.status) == ("closed", answered.id, "open")
    assert answered.count == 2
    assert list(pipeline._state.alerting.alerts) == [answered.id]


def test_tries_that_stay_unanswered_keep_their_alert_which_speaks_for_the_next_of_them() -> None:
    pipeline = b.learnt_plant()
    events = [
        b.tried(NOW + 1, b.OFFICE, b.PLC, 22),
        b.tried(NOW + 2, b.OFFICE, b.PLC2, 22),
        b.flow(NOW + 200, b.OFFICE, b.PLC, 22, service="ssh"),
    ]
    b.alerts_of(pipeline, *events)
    tries, answered = sorted(pipeline._state.alerting.alerts.values(), key=lambda alert: alert.severity)
    assert [[hop.responder for hop in each.hops] for each in (tries, answered)] == [[f"ip:{b.PLC2}"], [f"ip:{b.PLC}"]]
    assert tries.title == f"IT to OT past the DMZ, tried in vain: {b.OFFICE} -> {b.PLC2} (ssh)"
    assert tries.responder is not None
    assert (tries.responder.asset, tries.responder.ip, tries.time) == (f"ip:{b.PLC2}", b.PLC2, NOW + 2)


def test_a_sweep_lists_a_path_no_more_that_was_answered_and_has_an_alert_of_its_own() -> None:
    pipeline = b.learnt_plant()
    sweep = [b.tried(NOW + n, b.OFFICE, f"10.9.0.{n + 11}", 22) for n in range(12)]
    b.alerts_of(pipeline, *sweep, b.flow(NOW + 60, b.OFFICE, b.PLC, 22, service="ssh"))
    scan, answered = sorted(pipeline._state.alerting.alerts.values(), key=lambda alert: alert.kind, reverse=True)
    assert (scan.kind, answered.kind) == ("scan", "dmz-bypass")
    assert f"ip:{b.PLC}" in {hop.responder for hop in answered.hops}
    assert f"ip:{b.PLC}" not in {hop.responder for hop in scan.hops}


def test_tries_that_a_sweep_took_over_raise_no_second_alert_when_they_are_made_again() -> None:
    pipeline = b.learnt_plant()
    times = [b.after() + n for n in range(48)]
    tries = [b.tried(time, b.OFFICE, f"10.9.0.{20 + n % 24}", 102) for n, time in enumerate(times)]
    last = b.last_revisions(b.alerts_of(pipeline, *tries)).values()
    (sweep,) = [alert for alert in last if alert.kind == "scan"]
    assert [alert.closed_by for alert in last if alert is not sweep] == [sweep.id]
    assert pipeline._state.alerting.alerts[sweep.id].count == len(tries)
