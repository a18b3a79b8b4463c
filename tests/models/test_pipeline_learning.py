"""What the core learns, what it keeps out until a verdict, and what a verdict changes."""

from models.pipeline import Pipeline
from schemas.verdict import PathSubject, ZonePair
from tests.models import builders as b

NOW = b.after()


def surprises(pipeline: Pipeline, name: str) -> tuple[int, tuple[str, ...]]:
    found = next(each for each in pipeline.assets() if each.id == f"ip:{name}")
    return found.peers, found.services_served


def test_what_alerted_is_not_learnt_until_said_to_be_expected() -> None:
    pipeline = b.learnt_plant()
    before = surprises(pipeline, b.PLC)
    (alert,) = b.alerts_of(pipeline, b.crossing())
    b.alerts_of(pipeline, *[b.crossing(NOW + 60 + hour * b.HOUR) for hour in range(1, 48)])
    assert surprises(pipeline, b.PLC) == before
    (held,) = pipeline.ledger()
    assert (held.status, held.held_since) == ("held", NOW + 60.0)
    assert held.held_reason
    revisions = b.alerts_of(pipeline, b.verdict(NOW + 3 * b.DAY, "expected", alert=alert.id))
    assert [each.status for each in revisions] == ["expected"]
    assert pipeline.ledger() == []
    assert surprises(pipeline, b.PLC)[0] == before[0] + 1
    assert b.alerts_of(pipeline, *(b.crossing(NOW + (4 + day) * b.DAY) for day in range(9))) == []


def test_the_same_surprise_comes_again_while_the_first_is_held() -> None:
    calm, troubled = b.learnt_plant(), b.learnt_plant()
    b.alerts_of(troubled, *[b.crossing(NOW + 60 + hour * b.HOUR) for hour in range(24)])
    other = b.flow(NOW + 2 * b.DAY, b.OTHER_OFFICE, b.PLC, 502, service="modbus")
    (one,), (two,) = b.alerts_of(calm, other), b.alerts_of(troubled, other)
    assert (one.severity, one.reasons) == (two.severity, two.reasons)


def test_malicious_is_never_learnt_and_keeps_counting() -> None:
    pipeline = b.learnt_plant()
    (alert,) = b.alerts_of(pipeline, b.crossing())
    judged = b.alerts_of(pipeline, b.verdict(NOW + 70, "malicious", alert=alert.id))
    assert [each.status for each in judged] == ["malicious"]
    b.alerts_of(pipeline, *[b.crossing(NOW + day * b.DAY) for day in range(1, 30)])
    (held,) = pipeline.ledger()
    assert held.status == "malicious"
    assert held.flows == 30


def test_malicious_traffic_that_comes_back_after_quiet_days_alerts_anew() -> None:
    pipeline = b.learnt_plant()
    (alert,) = b.alerts_of(pipeline, b.crossing())
    b.run(pipeline, [b.verdict(NOW + 70, "malicious", alert=alert.id), *b.days_of_work(NOW + b.HOUR, 5)])
    (again,) = b.alerts_of(pipeline, b.crossing(NOW + 6 * b.DAY))
    assert again.id != alert.id
    assert b.path(pipeline, b.OFFICE, b.PLC, "modbus").status == "malicious"


def test_a_mute_says_nothing_until_it_expires() -> None:
    pipeline = b.learnt_plant()
    (alert,) = b.alerts_of(pipeline, b.crossing())
    b.run(pipeline, [b.verdict(NOW + 70, "mute", alert=alert.id, expires=NOW + b.HOUR)])
    assert b.alerts_of(pipeline, *(b.crossing(NOW + 100 + number) for number in range(20))) == []
    (back,) = b.alerts_of(pipeline, b.crossing(NOW + b.HOUR + 1))
    assert (back.id, back.status, back.count) == (alert.id, "open", 22)
    assert len(pipeline.ledger()) == 1


def test_a_muted_initiator_stays_silent_about_paths_not_met_yet() -> None:
    pipeline = b.learnt_plant()
    pipeline.judge(b.verdict(NOW, "mute", initiator=b.OFFICE, expires=NOW + b.HOUR))
    assert b.alerts_of(pipeline, b.crossing()) == []
    assert b.alerts_of(pipeline, b.crossing(NOW + b.HOUR + 1)) != []


def test_forget_makes_a_path_new_again() -> None:
    pipeline = b.learnt_plant()
    (alert,) = b.alerts_of(pipeline, b.crossing())
    b.run(pipeline, [b.verdict(NOW + 70, "forget", alert=alert.id)])
    assert pipeline.ledger() == []
    assert not [each for each in pipeline.paths() if each.initiator == f"ip:{b.OFFICE}" and each.service == "modbus"]
    (again,) = b.alerts_of(pipeline, b.crossing(NOW + 80))
    assert again.id != alert.id


def test_a_path_may_be_expected_before_it_comes() -> None:
    pipeline = b.learnt_plant()
    pipeline.judge(b.verdict(NOW, "expected", path=PathSubject(f"ip:{b.OFFICE}", f"ip:{b.PLC}", "modbus")))
    assert b.alerts_of(pipeline, b.crossing()) == []


def test_a_pair_of_zones_may_be_judged_at_once() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, [b.crossing(), b.flow(NOW + 61, b.OTHER_OFFICE, b.PLC2, 22)])
    assert len(pipeline.ledger()) == 2
    out = b.alerts_of(pipeline, b.verdict(NOW + 70, "expected", zones=ZonePair("office", "cell")))
    assert pipeline.ledger() == []
    assert {each.status for each in out} == {"expected"}
    assert b.alerts_of(pipeline, b.flow(NOW + 80, b.OFFICE, b.PLC3, 22)) == []


def test_a_verdict_about_no_open_alert_is_refused_with_its_reason() -> None:
    out = b.run(b.learnt_plant(), [b.verdict(NOW, "expected", alert="0123")])
    ((_, reason, _),) = out.rejects
    assert "0123" in reason
