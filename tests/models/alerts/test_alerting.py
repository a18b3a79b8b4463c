"""Alerts by cause: opened, grown, revised, judged and closed."""

from models.alerts.alert_state import AlertState, Ending, alert_id
from models.alerts.alerting import MAX_EVIDENCE, QUIET_S, Alerting
from models.alerts.overflow import MAX_OPEN
from models.findings.sighting import Finding
from schemas.alert import Hop, Party, Reason
from tests.models import builders as b

NOW = b.MONDAY
FLOW = b.flow(NOW, b.OFFICE, b.PLC, uid="C1")


def finding(cause: str = "x") -> Finding:
    return Finding(kind="dmz-bypass", points=50.0, cause=(cause,), title="T", text="t")


def draft(severity: int = 50, hop: str = "plc", **facts: object) -> AlertState:
    usual: dict[str, object] = {
        "id": "", "kind": "dmz-bypass", "cause": "", "severity": severity, "title": "T", "text": "t",
        "time": NOW, "first_seen": NOW, "last_seen": NOW, "hops": [Hop("pc", hop, "ssh", NOW)], "hops_total": 1,
        "reasons": (Reason(f"r{severity}", 1.0),),
    }  # fmt: skip
    return AlertState(**(usual | facts))  # type: ignore[arg-type]


def opened(alerting: Alerting, cause: str = "x", severity: int = 50) -> AlertState:
    alert = alerting.open(finding(cause), draft(severity))
    assert alerting.touch(alert.id, FLOW)
    return alert


def test_nothing_is_published_before_the_flow_is_counted() -> None:
    alerting = Alerting("s")
    alert = alerting.open(finding(), draft())
    assert alerting.outbox == []
    alerting.touch(alert.id, FLOW)
    (published,) = alerting.outbox
    assert (published.revision, published.count, published.evidence_total) == (1, 1, 1)
    assert published.evidence[0].uid == "C1"
    assert alerting.urgent


def test_one_cause_is_one_alert_that_grows_by_hops() -> None:
    alerting = Alerting("s")
    first = opened(alerting)
    again = alerting.open(finding(), draft(hop="plc2"))
    assert again is first
    assert [hop.responder for hop in first.hops] == ["plc", "plc2"]
    assert alerting.open(finding(), draft(hop="plc2")).hops_total == 2


def test_the_worst_path_of_a_cause_speaks_for_it() -> None:
    alerting = Alerting("s")
    alert = opened(alerting)
    alerting.open(finding(), draft(20))
    assert (alert.severity, alert.reasons[0].text) == (50, "r50")
    alerting.open(finding(), draft(90))
    assert (alert.severity, alert.reasons[0].text) == (90, "r90")


def test_title_text_and_time_belong_to_the_path_that_speaks() -> None:
    alerting = Alerting("s")
    alert = opened(alerting)
    alerting.open(finding(), draft(20, title="mild", text="mild", time=NOW + 5.0))
    assert (alert.title, alert.text, alert.time) == ("T", "t", NOW)
    alerting.open(finding(), draft(90, title="worse", text="worse", time=NOW + 9.0))
    assert (alert.title, alert.text, alert.time) == ("worse", "worse", NOW + 9.0)


def test_a_revision_bears_its_own_time_and_a_late_flow_sets_none_back() -> None:
    alerting = Alerting("s")
    alert = opened(alerting)
    alerting.touch(alert.id, b.flow(NOW + 60.0, b.OFFICE, b.PLC))
    late = alerting.open(finding("y"), draft())
    alerting.touch(late.id, b.flow(NOW - 300.0, b.OFFICE, b.PLC))
    assert [each.revision_time for each in alerting.outbox] == [NOW, NOW + 60.0, NOW + 60.0]


def test_what_both_ends_sent_is_summed_over_all_flows() -> None:
    alerting = Alerting("s")
    alert = opened(alerting)
    alerting.touch(alert.id, FLOW)
    assert (alerting.outbox[-1].initiator_octets, alerting.outbox[-1].responder_octets) == (200, 400)


def test_alerts_of_one_initiator_name_each_other_each_time_that_their_number_has_doubled() -> None:
    alerting = Alerting("s")
    initiator = Party(asset="pc")
    ids = []
    for cause in "abcd":
        alert = alerting.open(finding(cause), draft(initiator=initiator))
        alerting.touch(alert.id, FLOW)
        ids.append(alert.id)
    told = [(ids.index(each.id), each.revision, each.related_total) for each in alerting.outbox]
    first, second, third, fourth = ((n, 1, n) for n in range(4))
    assert told[:4] == [first, second, (0, 2, 1), third]
    assert told[4] == fourth
    assert sorted(told[5:]) == [(0, 3, 3), (1, 2, 3)]
    assert {each.id for each in alerting.outbox[4].related} == set(ids[:3])


def test_a_closed_alert_says_why() -> None:
    alerting = Alerting("s")
    opened(alerting)
    alerting.close_quiet(NOW + QUIET_S)
    assert alerting.outbox[-1].closed_because == "nothing more of it was seen for three days"
    assert alerting.outbox[-1].summary.startswith("Closed: nothing more of it was seen for three days.")


def test_a_level_that_rose_is_a_revision_and_urgent() -> None:
    alerting = Alerting("s")
    alert = opened(alerting)
    alerting.touch(alert.id, FLOW)
    alerting.touch(alert.id, FLOW)
    alerting.urgent = False
    count = len(alerting.outbox)
    alerting.open(finding(), draft(90))
    alerting.touch(alert.id, FLOW)
    assert alerting.urgent
    assert len(alerting.outbox) == count + 1


def test_revisions_come_at_each_doubling_and_after_a_day() -> None:
    alerting = Alerting("s")
    alert = opened(alerting)
    for _ in range(19):
        alerting.touch(alert.id, FLOW)
    assert [each.count for each in alerting.outbox] == [1, 2, 4, 8, 16]
    alerting.touch(alert.id, b.flow(NOW + b.DAY, b.OFFICE, b.PLC))
    assert alerting.outbox[-1].count == 21
    alerting.touch(alert.id, b.flow(NOW + b.DAY + 1, b.OFFICE, b.PLC))
    assert alerting.outbox[-1].count == 21


def test_evidence_is_bounded_and_its_total_is_not() -> None:
    alerting = Alerting("s")
    alert = opened(alerting)
    for _ in range(127):
        alerting.touch(alert.id, FLOW)
    assert len(alerting.outbox[-1].evidence) == MAX_EVIDENCE
    assert alerting.outbox[-1].evidence_total == 128


def test_a_closed_episode_is_followed_by_a_new_one() -> None:
    alerting = Alerting("s")
    first = opened(alerting)
    alerting.close_quiet(NOW + QUIET_S - 1)
    assert first.id in alerting.alerts
    alerting.close_quiet(NOW + QUIET_S)
    assert alerting.outbox[-1].status == "closed"
    assert not alerting.touch(first.id, FLOW)
    assert opened(alerting).id == alert_id("s", "dmz-bypass", "dmz-bypass|x", 2)


def test_a_judged_alert_closes_without_a_word() -> None:
    alerting = Alerting("s")
    alert = opened(alerting)
    alerting.set_status(alert, "malicious", NOW)
    count = len(alerting.outbox)
    alerting.close_quiet(NOW + QUIET_S)
    assert alert.id not in alerting.alerts
    assert len(alerting.outbox) == count


def test_an_expected_cause_is_free_and_its_old_alert_closes_no_new_one() -> None:
    alerting = Alerting("s")
    old = opened(alerting)
    alerting.set_status(old, "expected", NOW)
    new = opened(alerting)
    assert new.id != old.id
    alerting.close(old, NOW, Ending("it is over"))
    assert alerting.open(finding(), draft()) is new


def restored(alerting: Alerting) -> Alerting:
    again = Alerting("s")
    for alert in sorted(alerting.alerts.values(), key=lambda each: each.id):
        again.put_back(alert)
    return again


def test_an_expected_alert_that_is_judged_anew_takes_its_cause_back() -> None:
    alerting = Alerting("s")
    alert = opened(alerting)
    alerting.set_status(alert, "expected", NOW)
    assert restored(alerting).by_cause == alerting.by_cause == {}
    alerting.set_status(alert, "malicious", NOW)
    assert restored(alerting).by_cause == alerting.by_cause == {"dmz-bypass|x": alert.id}
    assert alerting.open(finding(), draft()) is alert


def test_an_expected_alert_that_is_judged_anew_leaves_its_cause_to_the_newer_episode() -> None:
    alerting = Alerting("s")
    old = opened(alerting)
    alerting.set_status(old, "expected", NOW)
    new = opened(alerting)
    alerting.set_status(old, "muted", NOW, until=NOW + 100)
    assert restored(alerting).by_cause == alerting.by_cause == {"dmz-bypass|x": new.id}
    alerting.close(new, NOW, Ending("it is over"))
    assert restored(alerting).by_cause == alerting.by_cause == {}


def test_a_muted_alert_counts_in_silence() -> None:
    alerting = Alerting("s")
    alert = opened(alerting)
    alerting.set_status(alert, "muted", NOW, until=NOW + 100)
    count = len(alerting.outbox)
    for _ in range(50):
        alerting.touch(alert.id, FLOW, silent=True)
    assert (len(alerting.outbox), alert.count) == (count, 51)


def test_a_muted_alert_speaks_again_for_the_path_that_is_loud_and_for_no_other() -> None:
    alerting = Alerting("s")
    alert = opened(alerting)
    alerting.set_status(alert, "muted", NOW)
    alerting.grow(alert.id, draft(7, title="another", hops=[Hop("a", "b", "ssh", NOW)]))
    alerting.touch(alert.id, FLOW)
    said = alerting.outbox[-1]
    assert (said.status, said.severity, said.title) == ("open", 7, "another")
    assert [(hop.initiator, hop.responder) for hop in said.hops] == [("a", "b")]


def test_paths_that_are_judged_by_themselves_leave_an_alert_and_the_next_one_leads_it() -> None:
    alerting = Alerting("s")
    alert = opened(alerting)
    alert.initiator, alert.responder, alert.service = Party(asset="pc"), Party(asset="plc"), "ssh"
    (hop,) = alert.hops
    alerting.grow(alert.id, draft(1, title="another", hops=[Hop("a", "b", "ssh", NOW)]))
    alerting.drop_hops(alert, {(hop.initiator, hop.responder, hop.service)})
    assert [each.initiator for each in alert.hops] == ["a"]
    alerting.grow(alert.id, draft(1, title="another", hops=[Hop("a", "b", "ssh", NOW)]))
    assert (alert.title, alert.severity, alert.hops_total) == ("another", 1, 1)


def test_one_taken_over_closes_in_the_others_favour_with_all_it_had() -> None:
    alerting = Alerting("s")
    scan, other = opened(alerting, "scan"), opened(alerting, "other", severity=70)
    alerting.take_over(scan, other, NOW)
    assert (scan.count, scan.evidence_total, scan.severity) == (2, 2, 70)
    assert (alerting.outbox[-1].id, alerting.outbox[-1].status, alerting.outbox[-1].closed_by) == (
        other.id, "closed", scan.id,
    )  # fmt: skip


def test_open_alerts_are_bounded_and_past_the_limit_share_one() -> None:
    alerting = Alerting("s")
    for number in range(MAX_OPEN + 20):
        opened(alerting, str(number))
    assert len(alerting.alerts) == MAX_OPEN + 1
