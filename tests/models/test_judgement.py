"""What verdicts do."""

import pytest

from models.judgement import MAX_RULES
from models.pipeline import Pipeline
from schemas.alert import Alert
from schemas.verdict import PathSubject, ZonePair
from tests.models import builders as b

NOW = b.after()
WAY = PathSubject(f"ip:{b.OFFICE}", f"ip:{b.PLC}", "ssh")


def crossing(time: float = NOW + 60, initiator: str = b.OFFICE, responder: str = b.PLC) -> b.Event:
    return b.flow(time, initiator, responder, 22)


def crossed() -> tuple[Pipeline, Alert]:
    pipeline = b.learnt_plant()
    (alert,) = b.alerts_of(pipeline, crossing())
    return pipeline, alert


@pytest.mark.parametrize("subject", ["alert", "path", "initiator", "zones"])
def test_each_way_to_name_it_lifts_a_path_out_of_the_ledger(subject: str) -> None:
    pipeline, alert = crossed()
    named = {
        "alert": alert.id, "path": WAY, "initiator": f"ip:{b.OFFICE}", "zones": ZonePair("office", "cell"),
    }[subject]  # fmt: skip
    (told,) = b.alerts_of(pipeline, b.verdict(NOW + 70, "expected", **{subject: named}))
    assert (told.id, told.status) == (alert.id, "expected")
    assert pipeline.ledger() == []
    assert b.path(pipeline, b.OFFICE, b.PLC, "ssh").status == "learnt"


def test_an_initiator_may_be_named_by_address_or_inventory_id() -> None:
    for name in (b.OFFICE, "desk"):
        pipeline, _ = crossed()
        pipeline.change(b.asset("desk", b.OFFICE))
        pipeline.judge(b.verdict(NOW + 70, "expected", initiator=name))
        assert pipeline.ledger() == []


def test_a_verdict_about_one_of_an_alerts_paths_decides_the_path_and_not_the_alert() -> None:
    pipeline, alert = crossed()
    b.alerts_of(pipeline, crossing(NOW + 61, responder=b.PLC2))
    assert b.alerts_of(pipeline, b.verdict(NOW + 70, "expected", path=WAY)) == []
    assert [each.responder for each in pipeline.ledger()] == [f"ip:{b.PLC2}"]
    assert pipeline._state.alerting.alerts[alert.id].status == "open"


def test_what_is_expected_until_a_time_alerts_after_it() -> None:
    pipeline = b.learnt_plant()
    pipeline.judge(b.verdict(NOW, "expected", initiator=b.OFFICE, expires=NOW + b.HOUR))
    assert b.alerts_of(pipeline, crossing()) == []
    assert b.alerts_of(pipeline, crossing(NOW + b.HOUR + 1, responder=b.PLC2)) != []


def test_malicious_before_it_comes_is_never_learnt() -> None:
    pipeline = b.learnt_plant()
    pipeline.judge(b.verdict(NOW, "malicious", path=WAY))
    assert [alert.kind for alert in b.alerts_of(pipeline, crossing())] == ["dmz-bypass"]
    assert b.path(pipeline, b.OFFICE, b.PLC, "ssh").status == "malicious"


def test_the_last_word_counts() -> None:
    pipeline = b.learnt_plant()
    for decision in ("expected", "malicious"):
        pipeline.judge(b.verdict(NOW, decision, path=WAY))
    assert b.alerts_of(pipeline, crossing()) != []
    pipeline.judge(b.verdict(NOW + 70, "expected", path=WAY))
    assert b.path(pipeline, b.OFFICE, b.PLC, "ssh").status == "learnt"


def test_a_learnt_path_may_be_condemned_and_leaves_the_baseline() -> None:
    pipeline = b.learnt_plant()
    way = PathSubject(f"ip:{b.SCADA}", f"ip:{b.PLC}", "modbus")
    before = next(each.peers for each in pipeline.assets() if each.id == f"ip:{b.PLC}")
    pipeline.judge(b.verdict(NOW, "malicious", path=way))
    assert next(each.peers for each in pipeline.assets() if each.id == f"ip:{b.PLC}") == before - 1
    assert b.path(pipeline, b.SCADA, b.PLC, "modbus").status == "malicious"


def test_forget_takes_a_standing_verdict_back() -> None:
    pipeline = b.learnt_plant()
    pipeline.judge(b.verdict(NOW, "expected", path=WAY))
    pipeline.judge(b.verdict(NOW + 1, "forget", path=WAY))
    assert b.alerts_of(pipeline, crossing()) != []


def test_a_forgotten_path_is_told_as_retired() -> None:
    pipeline, _ = crossed()
    out = b.run(pipeline, [b.verdict(NOW + 70, "forget", path=WAY)])
    assert [(each.service, each.retired) for each in out.paths] == [("ssh", True)]


def test_standing_verdicts_are_bounded() -> None:
    pipeline = b.bare_pipeline()
    for number in range(MAX_RULES + 10):
        for decision in ("expected", "malicious", "mute"):
            pipeline.judge(b.verdict(NOW, decision, initiator=f"{decision}{number}"))
    standing = pipeline._state.judgement.standing
    assert {len(standing.approved), len(standing.condemned), len(standing.mutes)} == {MAX_RULES}


def test_an_expected_sweep_stays_expected() -> None:
    pipeline = b.learnt_plant()
    tries = [b.tried(NOW + n, b.OTHER_OFFICE, f"10.9.0.{n + 20}", 102) for n in range(150)]
    scan = next(alert for alert in b.alerts_of(pipeline, *tries[:60]) if alert.kind == "scan")
    b.alerts_of(pipeline, b.verdict(NOW + 60, "expected", alert=scan.id))
    assert {alert.status for alert in b.alerts_of(pipeline, *tries[60:])} <= {"expected"}


def test_an_expected_crowd_hides_no_new_crossing() -> None:
    pipeline = b.learnt_plant()
    flood = [b.tried(NOW + n * 0.1, f"172.16.{n // 250}.{n % 250 + 1}", b.PLC) for n in range(500)]
    crowd = next(alert for alert in b.alerts_of(pipeline, *flood) if alert.title.startswith("Many"))
    b.alerts_of(pipeline, b.verdict(NOW + 60, "expected", alert=crowd.id))
    for number in range(4):
        told = b.alerts_of(pipeline, b.flow(NOW + 61 + number, f"10.1.0.{150 + number}", b.PLC, 22))
        assert {alert.status for alert in told} == {"open"}


def test_a_path_of_assets_not_met_yet_may_be_judged() -> None:
    pipeline = b.learnt_plant()
    pipeline.judge(b.verdict(NOW, "expected", path=PathSubject("ip:10.1.0.200", f"ip:{b.PLC}", "ssh")))
    assert b.alerts_of(pipeline, b.flow(NOW + 60, "10.1.0.200", b.PLC, 22)) == []
    assert b.alerts_of(pipeline, b.flow(NOW + 61, "10.1.0.200", b.PLC, 3389)) != []


def test_a_malicious_initiator_in_the_office_is_held_and_not_learnt() -> None:
    pipeline = b.learnt_plant()
    pipeline.judge(b.verdict(NOW, "malicious", initiator=b.OFFICE))
    b.run(pipeline, [b.flow(NOW + 60, b.OFFICE, b.OTHER_OFFICE, 445)])
    assert [each.status for each in pipeline.ledger()] == ["malicious"]
