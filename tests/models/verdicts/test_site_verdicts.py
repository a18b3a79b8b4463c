"""What verdicts do."""

import pytest

from models.pipeline import Pipeline
from models.settings import CoreSettings
from models.verdicts import standing
from schemas.alert import Alert
from schemas.asset_change import AssetChange
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
        b.run(pipeline, [b.verdict(NOW + 70, "expected", initiator=name)])
        assert pipeline.ledger() == []


def test_a_verdict_about_one_of_an_alerts_paths_decides_the_path_and_not_the_alert() -> None:
    pipeline, alert = crossed()
    b.alerts_of(pipeline, crossing(NOW + 61, responder=b.PLC2))
    assert b.alerts_of(pipeline, b.verdict(NOW + 70, "expected", path=WAY)) == []
    assert [each.responder for each in pipeline.ledger()] == [f"ip:{b.PLC2}"]
    assert pipeline._state.alerting.alerts[alert.id].status == "open"


def test_what_is_expected_until_a_time_alerts_after_it() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, [b.verdict(NOW, "expected", initiator=b.OFFICE, expires=NOW + b.HOUR)])
    assert b.alerts_of(pipeline, crossing()) == []
    assert b.alerts_of(pipeline, crossing(NOW + b.HOUR + 1, responder=b.PLC2)) != []


def test_malicious_before_it_comes_is_never_learnt() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, [b.verdict(NOW, "malicious", path=WAY)])
    assert [alert.kind for alert in b.alerts_of(pipeline, crossing())] == ["dmz-bypass"]
    assert b.path(pipeline, b.OFFICE, b.PLC, "ssh").status == "malicious"


def test_the_last_word_counts() -> None:
    pipeline = b.learnt_plant()
    for decision in ("expected", "malicious"):
        b.run(pipeline, [b.verdict(NOW, decision, path=WAY)])
    assert b.alerts_of(pipeline, crossing()) != []
    b.run(pipeline, [b.verdict(NOW + 70, "expected", path=WAY)])
    assert b.path(pipeline, b.OFFICE, b.PLC, "ssh").status == "learnt"


def test_a_learnt_path_may_be_condemned_and_leaves_the_baseline() -> None:
    pipeline = b.learnt_plant()
    way = PathSubject(f"ip:{b.SCADA}", f"ip:{b.PLC}", "modbus")
    before = next(each.peers for each in pipeline.assets() if each.id == f"ip:{b.PLC}")
    b.run(pipeline, [b.verdict(NOW, "malicious", path=way)])
    assert next(each.peers for each in pipeline.assets() if each.id == f"ip:{b.PLC}") == before - 1
    assert b.path(pipeline, b.SCADA, b.PLC, "modbus").status == "malicious"


def test_forget_takes_a_standing_verdict_back() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, [b.verdict(NOW, "expected", path=WAY)])
    b.run(pipeline, [b.verdict(NOW + 1, "forget", path=WAY)])
    assert b.alerts_of(pipeline, crossing()) != []


def test_a_forgotten_path_is_told_as_retired() -> None:
    pipeline, _ = crossed()
    out = b.run(pipeline, [b.verdict(NOW + 70, "forget", path=WAY)])
    assert [(each.service, each.retired) for each in out.paths] == [("ssh", True)]


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
    b.run(pipeline, [b.verdict(NOW, "expected", path=PathSubject("ip:10.1.0.200", f"ip:{b.PLC}", "ssh"))])
    assert b.alerts_of(pipeline, b.flow(NOW + 60, "10.1.0.200", b.PLC, 22)) == []
    assert b.alerts_of(pipeline, b.flow(NOW + 61, "10.1.0.200", b.PLC, 3389)) != []


def test_a_malicious_initiator_in_the_office_is_held_and_not_learnt() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, [b.verdict(NOW, "malicious", initiator=b.OFFICE)])
    b.run(pipeline, [b.flow(NOW + 60, b.OFFICE, b.OTHER_OFFICE, 445)])
    assert [(each.responder, each.status) for each in pipeline.ledger()] == [
        (f"ip:{b.JUMP}", "malicious"), (f"ip:{b.OTHER_OFFICE}", "malicious"),
    ]  # fmt: skip


def test_a_mute_of_one_path_leaves_others_of_its_cause_loud() -> None:
    pipeline, alert = crossed()
    b.run(pipeline, [b.verdict(NOW + 70, "mute", alert=alert.id)])
    told = b.alerts_of(pipeline, crossing(NOW + 80, responder=b.PLC2), crossing(NOW + 81, responder=b.PLC3))
    assert told != []
    assert {each.status for each in told} == {"open"}
    assert {hop.responder for each in told for hop in each.hops} == {f"ip:{b.PLC2}"}
    (state,) = pipeline._state.alerting.alerts.values()
    assert [hop.responder for hop in state.hops] == [f"ip:{b.PLC2}", f"ip:{b.PLC3}"]
    assert b.alerts_of(pipeline, crossing(NOW + 90)) == []


def test_an_alert_speaks_for_the_paths_that_are_not_muted() -> None:
    pipeline, alert = crossed()
    b.alerts_of(pipeline, crossing(NOW + 61, responder=b.PLC2))
    assert b.alerts_of(pipeline, b.verdict(NOW + 70, "mute", path=WAY)) == []
    assert b.alerts_of(pipeline, *(crossing(NOW + 71 + n) for n in range(20))) == []
    told = b.alerts_of(pipeline, *(crossing(NOW + 100 + n, responder=b.PLC2) for n in range(4)))
    assert {each.id for each in told} == {alert.id}
    assert told[-1].responder is not None
    assert told[-1].responder.asset == f"ip:{b.PLC2}"
    assert [hop.responder for hop in told[-1].hops] == [f"ip:{b.PLC2}"]


@pytest.mark.parametrize("wider", ["zones", "initiator", "alert"])
def test_a_wider_expected_does_not_take_a_malicious_path_with_it(wider: str) -> None:
    pipeline, alert = crossed()
    b.alerts_of(pipeline, crossing(NOW + 61, responder=b.PLC2))
    b.run(pipeline, [b.verdict(NOW + 70, "malicious", path=WAY)])
    named = {"zones": ZonePair("office", "cell"), "initiator": b.OFFICE, "alert": alert.id}[wider]
    b.run(pipeline, [b.verdict(NOW + 71, "expected", **{wider: named})])
    assert b.path(pipeline, b.OFFICE, b.PLC, "ssh").status == "malicious"
    assert b.path(pipeline, b.OFFICE, b.PLC2, "ssh").status == "learnt"
    state = pipeline._state.alerting.alerts[alert.id]
    assert state.status != "expected"


@pytest.mark.parametrize("subject", ["path", "initiator", "zones", "alert"])
def test_no_mute_outweighs_malicious_and_its_expiry_learns_nothing(subject: str) -> None:
    pipeline, alert = crossed()
    b.run(pipeline, [b.verdict(NOW + 70, "malicious", path=WAY)])
    named = {"path": WAY, "initiator": b.OFFICE, "zones": ZonePair("office", "cell"), "alert": alert.id}[subject]
    b.run(pipeline, [b.verdict(NOW + 71, "mute", expires=NOW + b.HOUR, **{subject: named})])
    assert b.alerts_of(pipeline, *(crossing(NOW + 80 + n) for n in range(3))) != []
    b.alerts_of(pipeline, crossing(NOW + 2 * b.HOUR))
    assert b.path(pipeline, b.OFFICE, b.PLC, "ssh").status == "malicious"


def test_what_is_to_be_learnt_until_a_time_is_not_if_it_was_judged_malicious() -> None:
    pipeline = b.new_pipeline(learn_until=NOW)
    b.run(pipeline, b.days_of_work(b.MONDAY, 2))
    b.run(pipeline, [b.verdict(b.MONDAY, "malicious", path=WAY)])
    told = b.alerts_of(pipeline, crossing(b.MONDAY + 3 * b.DAY))
    assert [alert.kind for alert in told] == ["dmz-bypass"]
    assert b.path(pipeline, b.OFFICE, b.PLC, "ssh").status == "malicious"


def test_a_malicious_path_that_no_detector_names_alerts_all_the_same() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, [b.verdict(NOW, "malicious", initiator=b.OFFICE, reason="stolen laptop")])
    (told,) = b.alerts_of(pipeline, b.flow(NOW + 60, b.OFFICE, b.OTHER_OFFICE, 445))
    assert (told.kind, told.level) == ("new-path", "high")
    assert "ana judged it malicious: stolen laptop" in {reason.text for reason in told.reasons}


def test_a_learnt_path_of_a_malicious_initiator_alerts_with_its_next_flow() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, [b.verdict(NOW, "malicious", initiator=b.JUMP)])
    told = b.alerts_of(pipeline, b.flow(NOW + 60, b.JUMP, b.SCADA, 3389, service="rdp"))
    assert [alert.initiator.asset for alert in told if alert.initiator] == [f"ip:{b.JUMP}"]


def test_what_was_expected_for_a_time_is_news_again_after_it() -> None:
    pipeline, alert = crossed()
    b.run(pipeline, [b.verdict(NOW + 70, "expected", alert=alert.id, expires=NOW + b.HOUR)])
    assert b.alerts_of(pipeline, crossing(NOW + 80)) == []
    assert b.path(pipeline, b.OFFICE, b.PLC, "ssh").status == "learnt"
    (again,) = b.alerts_of(pipeline, crossing(NOW + b.HOUR + 1))
    assert (again.kind, again.status) == ("dmz-bypass", "open")
    assert b.path(pipeline, b.OFFICE, b.PLC, "ssh").status == "held"


@pytest.mark.parametrize("decision", ["expected", "mute", "malicious"])
def test_a_word_that_is_undone_leaves_what_was_there_before_it(decision: str) -> None:
    pipeline, alert = crossed()
    b.run(pipeline, [b.verdict(NOW + 70, decision, alert=alert.id)])
    (word,) = pipeline.words()
    (told,) = b.alerts_of(pipeline, b.verdict(NOW + 80, "undo", word=word.id))
    assert (told.id, told.status) == (alert.id, "open")
    assert pipeline.words() == []
    assert b.path(pipeline, b.OFFICE, b.PLC, "ssh").status == "held"
    told_again = b.alerts_of(pipeline, *(crossing(NOW + 90 + n) for n in range(6)))
    assert {each.id for each in told_again} == {alert.id}


def test_undo_of_no_word_is_refused_with_where_to_look() -> None:
    out = b.run(b.learnt_plant(), [b.verdict(NOW, "undo", word="abc")])
    assert ["weir verdict list" in reject.reason for reject in out.rejects] == [True]


def test_forget_on_a_path_of_a_muted_initiator_makes_the_path_loud() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, [b.verdict(NOW, "mute", initiator=b.OFFICE)])
    assert b.alerts_of(pipeline, crossing()) == []
    b.run(pipeline, [b.verdict(NOW + 70, "forget", path=WAY)])
    assert b.alerts_of(pipeline, crossing(NOW + 80)) != []
    assert b.alerts_of(pipeline, crossing(NOW + 90, responder=b.PLC2)) == []


def test_forget_on_an_initiator_takes_back_what_was_said_of_its_paths() -> None:
    pipeline, alert = crossed()
    b.run(pipeline, [b.verdict(NOW + 70, "expected", path=WAY)])
    b.run(pipeline, [b.verdict(NOW + 71, "mute", alert=alert.id)])
    b.run(pipeline, [b.verdict(NOW + 72, "forget", initiator=b.OFFICE)])
    assert pipeline.words() == []
    assert b.alerts_of(pipeline, crossing(NOW + 80)) != []


def test_past_the_bound_a_new_word_is_refused_and_none_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing, "MAX_WORDS", 5)
    pipeline = b.bare_pipeline()
    out = b.run(pipeline, [b.verdict(NOW + n, "mute", initiator=f"host-{n}") for n in range(8)])
    assert [word.initiator for word in pipeline.words()] == [f"host-{n}" for n in range(5)]
    assert ["none is dropped" in reject.reason for reject in out.rejects] == [True] * 3
    assert b.run(pipeline, [b.verdict(NOW + 9, "mute", initiator="host-3")]).rejects == []


def test_the_same_word_on_the_same_subject_takes_the_place_of_the_one_before() -> None:
    pipeline = b.bare_pipeline()
    b.run(pipeline, [b.verdict(NOW + n, "mute", initiator=b.OFFICE, expires=NOW + 100 + n) for n in range(4)])
    assert [word.until for word in pipeline.words()] == [NOW + 103]


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("10.1.0.200", None),
        ("ip:10.1.0.200", None),
        ("::ffff:10.1.0.200", None),
        ("new-desk", b.asset("new-desk", "10.1.0.200")),
        ("Desk 7", b.asset("a-7", "10.1.0.200", name="Desk 7")),
        ("00-1B-1B-0A-0B-0C", b.asset("a-7", "10.1.0.200", "00:1b:1b:0a:0b:0c")),
    ],
)
def test_a_word_on_an_asset_not_met_yet_holds_from_its_first_flow_on(name: str, change: AssetChange | None) -> None:
    for decision, status in (("mute", "held"), ("expected", "learnt"), ("malicious", "malicious")):
        pipeline = b.learnt_plant()
        b.run(pipeline, [b.verdict(NOW, decision, initiator=name)])
        if change is not None:
            pipeline.change(change)
        told = b.alerts_of(pipeline, b.flow(NOW + 60, "10.1.0.200", b.PLC, 22))
        assert b.path(pipeline, "10.1.0.200" if change is None else change.id, b.PLC, "ssh").status == status
        assert bool(told) == (decision == "malicious")


def test_a_word_stays_with_its_asset_when_the_address_moves() -> None:
    pipeline = b.learnt_plant()
    pipeline.change(b.asset("laptop", "10.1.0.200"))
    b.run(pipeline, [b.verdict(NOW, "mute", initiator="10.1.0.200")])
    pipeline.change(b.asset("laptop", "10.1.0.200", change="address-released"))
    pipeline.change(b.asset("laptop", "10.1.0.201"))
    assert b.alerts_of(pipeline, b.flow(NOW + 60, "10.1.0.201", b.PLC, 22)) == []
    assert b.alerts_of(pipeline, b.flow(NOW + 61, "10.1.0.200", b.PLC, 22)) != []


def test_words_count_how_often_they_have_decided() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, [b.verdict(NOW, "mute", initiator=b.OFFICE)])
    b.run(pipeline, [b.tick(NOW + 59), *(crossing(NOW + 60 + n) for n in range(5))])
    (word,) = pipeline.words()
    assert (word.matched, word.matched_last) == (5, NOW + 64)


def test_a_new_asset_is_told_though_its_path_is_muted() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, [b.verdict(NOW, "mute", zones=ZonePair("control", "cell"))])
    told = b.alerts_of(pipeline, b.flow(NOW + 60, b.SCADA, "10.9.0.99", 80))
    assert [alert.kind for alert in told] == ["new-asset"]
    assert b.alerts_of(pipeline, *(b.flow(NOW + 61 + n, b.SCADA, "10.9.0.99", 80) for n in range(5))) == []


def test_an_alert_whose_paths_are_muted_stays_muted_when_a_wider_word_expects_them() -> None:
    pipeline, alert = crossed()
    b.run(pipeline, [b.verdict(NOW + 70, "mute", alert=alert.id)])
    assert b.alerts_of(pipeline, b.verdict(NOW + 71, "expected", zones=ZonePair("office", "cell"))) == []
    assert pipeline._state.alerting.alerts[alert.id].status == "muted"
    (told,) = b.alerts_of(pipeline, b.verdict(NOW + 72, "expected", alert=alert.id))
    assert (told.id, told.status) == (alert.id, "expected")


def test_why_names_the_word_that_decides_and_those_that_lost() -> None:
    pipeline, _ = crossed()
    said: list[tuple[str, dict[str, object]]] = [
        ("mute", {"zones": ZonePair("office", "cell")}),
        ("malicious", {"initiator": b.OFFICE}),
        ("mute", {"path": WAY}),
    ]
    for number, (decision, subject) in enumerate(said):
        b.run(pipeline, [b.verdict(NOW + 70 + number, decision, **subject)])
    ruling = pipeline.why(b.OFFICE, b.PLC, "ssh")
    assert ruling.decides is not None
    assert (ruling.decides.decision, ruling.decides.subject) == ("malicious", "initiator")
    assert [(word.decision, word.subject) for word in ruling.lost] == [("mute", "path"), ("mute", "zones")]


def test_words_outlive_a_restart() -> None:
    pipeline = b.new_pipeline()
    b.run(pipeline, b.days_of_work(b.MONDAY, 14))
    (alert,) = b.alerts_of(pipeline, crossing())
    b.run(pipeline, [b.verdict(NOW + 70, "mute", alert=alert.id)])
    b.run(pipeline, [b.verdict(NOW + 71, "expected", initiator="10.1.0.200", expires=NOW + b.DAY)])
    again = Pipeline(b.SITE, CoreSettings())
    assert again.restore(pipeline.changed_records()) == []
    assert again.words() == pipeline.words()
    assert b.alerts_of(again, crossing(NOW + 80), b.flow(NOW + 81, "10.1.0.200", b.PLC, 22)) == []


LEARNT = PathSubject(f"ip:{b.SCADA}", f"ip:{b.PLC}", "modbus")


class TestOnWhatIsNotOpen:
    """A digest is a list that was sent once; an alert that has closed is held by nobody. Their paths are judged."""

    def test_expected_confirms_paths_that_are_learnt_already(self) -> None:
        pipeline = b.learnt_plant()
        before = b.path(pipeline, b.SCADA, b.PLC, "modbus").status
        out = b.run(pipeline, [b.verdict(NOW, "expected", alert="d1", paths=(LEARNT,))])
        assert (before, out.rejects) == ("learnt", [])
        assert b.path(pipeline, b.SCADA, b.PLC, "modbus").status == "learnt"
        (word,) = pipeline.words()
        assert (word.alert, word.paths) == ("d1", [(LEARNT.initiator, LEARNT.responder, "modbus")])

    def test_malicious_takes_them_back_and_undo_lets_go_of_all_at_once(self) -> None:
        pipeline = b.learnt_plant()
        assert b.alerts_of(pipeline, b.verdict(NOW, "malicious", alert="d1", paths=(LEARNT,))) == []
        assert b.path(pipeline, b.SCADA, b.PLC, "modbus").status == "malicious"
        (alert,) = b.alerts_of(pipeline, b.flow(NOW + 60, b.SCADA, b.PLC))
        assert alert.severity > 20
        b.run(pipeline, [b.verdict(NOW + 70, "undo", word=pipeline.words()[0].id)])
        assert pipeline.words() == []
        assert b.path(pipeline, b.SCADA, b.PLC, "modbus").status == "held"

    def test_one_line_of_it_outweighs_the_whole(self) -> None:
        pipeline = b.learnt_plant()
        b.run(pipeline, [b.verdict(NOW, "malicious", alert="d1", paths=(LEARNT, WAY))])
        b.run(pipeline, [b.verdict(NOW + 1, "expected", path=LEARNT)])
        assert b.path(pipeline, b.SCADA, b.PLC, "modbus").status == "learnt"
        (alert,) = b.alerts_of(pipeline, crossing())
        assert b.path(pipeline, b.OFFICE, b.PLC, "ssh").status == "malicious"
        assert alert.kind != "first-look"

    def test_what_an_open_alert_holds_counts_more_than_what_was_listed(self) -> None:
        pipeline, alert = crossed()
        (told,) = b.alerts_of(pipeline, b.verdict(NOW + 70, "expected", alert=alert.id, paths=(LEARNT,)))
        assert (told.id, told.status) == (alert.id, "expected")
        assert b.path(pipeline, b.OFFICE, b.PLC, "ssh").status == "learnt"

    def test_without_paths_it_is_refused(self) -> None:
        pipeline = b.learnt_plant()
        (reject,) = b.run(pipeline, [b.verdict(NOW, "expected", alert="d1")]).rejects
        assert "no open alert 'd1'" in reject.reason
