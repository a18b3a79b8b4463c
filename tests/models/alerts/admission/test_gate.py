"""A day's budget, through the whole core: what goes out, what waits in the list, and what brings it out."""

from msgspec.structs import replace

from models.alerts.admission.gate import Gate
from models.alerts.alert_state import AlertState
from models.alerts.alerting import Alerting
from models.event_time.calendar import Calendar
from models.findings.sighting import Finding
from models.pipeline import Pipeline
from models.settings import CoreSettings, Least
from schemas.alert import Alert, Party, Rank, Reason
from tests.models import builders as b

NOW = b.after() + 60.0


def skip(number: int, time: float) -> b.Event:
    """A host of the DMZ reads a controller's web page: medium."""
    return b.flow(time, f"10.3.0.{50 + number}", b.PLC, 80, service="http")


def last(*events: b.Event, a_day: int | None = 1) -> list[Alert]:
    return list(b.last_revisions(b.alerts_of(b.learnt_plant(alerts_a_day=a_day), *events)).values())


def statuses(alerts: list[Alert]) -> list[tuple[str, str]]:
    return [(alert.kind, alert.status) for alert in alerts]


def test_what_comes_after_the_budget_is_withheld_and_stands_in_the_list_of_the_day() -> None:
    three = [skip(number, NOW + number * 60.0) for number in range(3)]
    out, *waiting, digest = last(*three, *b.days_of_work(NOW + b.HOUR, 2))
    assert statuses([out, *waiting]) == [("level-skip", "open"), ("level-skip", "withheld"), ("level-skip", "withheld")]
    assert (digest.kind, digest.level, digest.count) == ("withheld-digest", "info", 2)
    assert digest.title == "Withheld on 2026-01-19: 2 alerts beyond the day's budget"
    assert [reason.text for reason in digest.reasons][1] == "2 of them are level-skip"
    assert {alert.title for alert in waiting} == {reason.text.partition(" (alert ")[0] for reason in digest.reasons[2:]}


def test_without_a_budget_all_go_out() -> None:
    three = [skip(number, NOW + number * 60.0) for number in range(3)]
    assert {status for _, status in statuses(last(*three, a_day=None))} == {"open"}


def test_a_forbidden_way_the_internet_and_whatever_is_critical_go_out_and_spend_nothing() -> None:
    forbidden = [
        b.flow(NOW + 10.0, b.INTERNET, b.SCADA, 443, service="tls"),
        b.flow(NOW + 20.0, b.OFFICE, b.PLC2, 80, service="http"),
        b.flow(NOW + 30.0, b.OTHER_OFFICE, b.PLC3, 80, service="http"),
    ]
    alerts = last(*forbidden, skip(0, NOW + 60.0), skip(1, NOW + 120.0))
    assert [status for _, status in statuses(alerts)] == ["open"] * 4 + ["withheld"]


def test_the_next_day_has_a_budget_of_its_own() -> None:
    events = [skip(0, NOW), skip(1, NOW + 60.0), *b.days_of_work(NOW + b.HOUR, 1), skip(2, NOW + b.DAY)]
    found = [status for kind, status in statuses(last(*events)) if kind == "level-skip"]
    assert found == ["open", "withheld", "open"]


def test_one_that_rises_to_a_higher_level_goes_out_and_says_that_it_was_held_back() -> None:
    alerting = Alerting("s", gate=Gate(Calendar("UTC"), 1))
    for number, severity in enumerate((45, 45, 65)):
        finding = Finding(kind="level-skip", points=1.0, cause=(str(min(number, 1)),), title="", text="")
        draft = AlertState("", "level-skip", "", severity, "", "", NOW, NOW, NOW)
        alerting.hold(alerting.open(finding, draft), draft)
    told = [(one.level, one.status, one.released) for one in alerting.outbox]
    assert told == [("medium", "open", False), ("medium", "withheld", False), ("high", "open", True)]
    assert alerting.gate.day.listed_total == 0


def test_the_day_goes_on_after_a_restart() -> None:
    pipeline = b.learnt_plant(alerts_a_day=1)
    before = b.run(pipeline, [skip(0, NOW), skip(1, NOW + 60.0)]).alerts
    stored = {record.key: record for record in (*b.learnt_plant().changed_records(), *pipeline.changed_records())}
    restored = Pipeline(b.SITE, CoreSettings(alerts_a_day=1))
    assert restored.restore([*b._learnt_records(14), *stored.values()]) == []
    after = b.run(restored, [skip(2, NOW + 120.0), *b.days_of_work(NOW + b.HOUR, 2)]).alerts
    assert [one.status for one in before] == ["open", "withheld"]
    (digest,) = [one for one in after if one.kind == "withheld-digest"]
    assert (after[0].status, digest.count) == ("withheld", 2)


def test_a_word_on_one_that_is_withheld_holds_and_what_nobody_speaks_of_stays_withheld() -> None:
    pipeline = b.learnt_plant(alerts_a_day=1)
    told = b.alerts_of(pipeline, *(skip(number, NOW + number * 60.0) for number in range(3)))
    _, judged, waiting = b.last_revisions(told).values()
    said = b.run(pipeline, [b.verdict(NOW + 600.0, "malicious", alert=judged.id)]).alerts
    assert [(one.id, one.status) for one in said] == [(judged.id, "malicious")]
    assert pipeline._state.alerting.alerts[waiting.id].status == "withheld"


def test_after_four_weeks_an_alert_says_how_often_one_as_severe_comes() -> None:
    pipeline = b.learnt_plant(14)
    first = b.alerts_of(pipeline, skip(0, NOW))
    b.run(pipeline, b.days_of_work(NOW + b.HOUR, 30))
    second, third = b.alerts_of(pipeline, skip(1, NOW + 31 * b.DAY), skip(2, NOW + 31 * b.DAY + 60.0))
    assert [one.rank for one in first] == [None]
    assert (second.rank, third.rank) == (Rank(as_severe=1, days=45.0), Rank(as_severe=2, days=45.0))


def held_back() -> tuple[Alerting, AlertState]:
    """A budget of one that is spent, and an alert that waits."""
    alerting = Alerting("s", gate=Gate(Calendar("UTC"), 1))
    for cause in ("sent", "waits"):
        one = raised(alerting, cause)
    assert one.status == "withheld"
    return alerting, one


def raised(alerting: Alerting, cause: str, severity: int = 45, **facts: object) -> AlertState:
    finding = Finding(kind="level-skip", points=1.0, cause=(cause,), title="", text="")
    draft = AlertState("", "level-skip", "", severity, "", "", NOW, NOW, NOW, **facts)  # type: ignore[arg-type]
    alert = alerting.open(finding, draft)
    alerting.hold(alert, draft)
    return alert


def test_a_forbidden_way_that_comes_to_it_brings_it_out_however_low_it_reads() -> None:
    alerting, _ = held_back()
    raised(alerting, "waits", 41, forbidden=True)
    assert (alerting.outbox[-1].status, alerting.outbox[-1].released) == ("open", True)


def test_what_somebody_judged_malicious_while_it_waited_goes_out_as_the_first_that_is_told() -> None:
    alerting, waiting = held_back()
    alerting.set_status(waiting, "malicious", NOW)
    assert (alerting.outbox[-1].status, alerting.outbox[-1].released) == ("malicious", True)


def test_what_a_witness_adds_stays_with_its_reason_when_the_alert_is_told_again() -> None:
    alerting = Alerting("s")
    host = Party(asset="plc")
    silence = Finding(kind="silence", points=30.0, cause=("plc",), title="Silent", text="t")
    volume = replace(silence, kind="volume")
    for finding, times in ((silence, (NOW,)), (volume, (NOW, NOW + 3 * b.DAY))):
        reasons = (Reason("t", 30.0),)
        draft = AlertState("", finding.kind, "", 30, "T", "t", NOW, NOW, NOW, initiator=host, reasons=reasons)
        alert = alerting.open(finding, draft)
        for time in times:
            alerting.hold(alert, replace(draft, last_seen=time))
    told = [one for one in alerting.outbox if one.kind == "volume"]
    assert [(one.severity, sum(reason.weight for reason in one.reasons)) for one in told] == [(40, 40.0)] * 2


def test_what_was_judged_or_has_become_part_of_another_stands_in_no_list() -> None:
    for end in ("judged", "taken over"):
        alerting, waiting = held_back()
        if end == "judged":
            alerting.set_status(waiting, "expected", NOW)
        else:
            alerting.take_over(raised(alerting, "sent"), waiting, NOW)
        alerting.close_withheld(None)
        assert [one.kind for one in alerting.outbox if one.kind == "withheld-digest"] == []


def test_one_that_takes_over_what_had_gone_out_goes_out_too() -> None:
    alerting, waiting = held_back()
    (sent,) = (one for one in alerting.alerts.values() if one is not waiting)
    alerting.take_over(waiting, sent, NOW)
    raised(alerting, "waits")
    assert [(one.id, one.status, one.released) for one in alerting.outbox[-2:]] == [
        (sent.id, "closed", False), (waiting.id, "open", True),
    ]  # fmt: skip


def test_one_that_is_part_of_another_says_so_and_that_nothing_of_it_was_sent() -> None:
    alerting, waiting = held_back()
    (sent,) = (one for one in alerting.alerts.values() if one is not waiting)
    alerting.take_over(sent, waiting, NOW)
    closed = alerting.outbox[-1]
    assert (closed.id, closed.status, closed.closed_by, closed.unsent) == (waiting.id, "closed", sent.id, True)


def test_a_mute_that_is_taken_back_lets_nothing_out_that_waited() -> None:
    alerting, waiting = held_back()
    alerting.set_status(waiting, "muted", NOW)
    raised(alerting, "waits")
    assert (waiting.status, waiting.unsent) == ("withheld", True)


def test_what_rises_to_medium_while_it_is_told_counts() -> None:
    alerting = Alerting("s", gate=Gate(Calendar("UTC"), 1))
    raised(alerting, "rises", 30)
    raised(alerting, "rises", 45)
    assert raised(alerting, "next").status == "withheld"


def test_the_internet_at_the_plant_is_never_held_back_whatever_kind_tells_of_it() -> None:
    alerting, _ = held_back()
    plc, outside = Party(asset="plc", side="ot"), Party(asset="ext:1", side="external")
    assert raised(alerting, "calls", initiator=plc, responder=outside).status == "open"


def test_a_clock_that_was_ahead_spends_no_budget_of_the_days_until_then() -> None:
    alerting, waiting = held_back()
    ahead = NOW + 40 * b.DAY
    gate = alerting.gate
    gate.day.goes_out("level-skip", 45, Calendar("UTC").day_of(ahead), 1)
    gate.step_back(NOW)
    assert raised(alerting, "today").status == "open"
    alerting.close_withheld(NOW + b.DAY)
    assert alerting.outbox[-1].kind == "withheld-digest"
    assert waiting.unsent


def test_what_reads_lower_than_the_level_of_its_kind_is_kept_and_stands_in_no_list() -> None:
    plant = b.learnt_plant(alerts_a_day=3, least=(Least("level-skip", "high"),))
    found = list(b.last_revisions(b.alerts_of(plant, skip(0, NOW), *b.days_of_work(NOW + b.HOUR, 2))).values())
    assert [(one.kind, one.status, one.unsent) for one in found] == [("level-skip", "withheld", True)]


def test_a_level_counts_without_a_budget_and_not_for_other_kinds() -> None:
    for least, status in ((Least("level-skip", "high"), "withheld"), (Least("new-asset", "high"), "open")):
        plant = b.learnt_plant(alerts_a_day=None, least=(least,))
        assert [one.status for one in b.last_revisions(b.alerts_of(plant, skip(0, NOW))).values()] == [status]


def test_no_level_holds_back_what_is_never_withheld() -> None:
    plant = b.learnt_plant(least=(Least("dmz-bypass", "critical"),))
    forbidden = b.flow(NOW + 20.0, b.OFFICE, b.PLC2, 80, service="http")
    assert {one.status for one in b.last_revisions(b.alerts_of(plant, forbidden)).values()} == {"open"}


def test_a_list_below_its_level_is_kept_too() -> None:
    gate = Gate(Calendar("UTC"), None, (Least("first-look", "low"),))
    digest = Alert(
        id="a", revision=1, site="s", kind="first-look", severity=10, level="info", title="t", summary="s",
        time=1.0, first_seen=1.0, last_seen=1.0, count=1, status="open",
    )  # fmt: skip
    assert (gate.listed(digest).status, gate.listed(digest).unsent) == ("withheld", True)
    assert gate.listed(replace(digest, kind="learning-review")).status == "open"
