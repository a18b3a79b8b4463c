"""What words come to on paths and alerts, whatever the order in which they are said, undone and run out."""

from itertools import permutations, product

import pytest

from models.paths.graph import is_under_word
from models.pipeline import Pipeline
from schemas.alert import Alert
from schemas.verdict import PathSubject, ZonePair
from tests.models import builders as b

NOW = b.after()
WAY = PathSubject(b.OFFICE, b.PLC, "ssh")


def crossing(time: float, responder: str = b.PLC) -> b.Event:
    return b.flow(time, b.OFFICE, responder, 22)


def crossed() -> tuple[Pipeline, Alert]:
    pipeline = b.learnt_plant()
    (alert,) = b.alerts_of(pipeline, crossing(NOW + 1))
    return pipeline, alert


def say(pipeline: Pipeline, time: float, decision: str, **subject: object) -> list[Alert]:
    return b.run(pipeline, [b.verdict(time, decision, **subject)]).alerts


def loud_and_right(pipeline: Pipeline) -> None:
    """No path that is loud sits in an alert that is silent; what a word with an end has learnt goes on asking."""
    state = pipeline._state
    for path in state.graph.paths.values():
        word = state.verdicts.rulings.of_known(path, NOW + 50)
        alert = state.alerting.alerts.get(path.alert or "")
        if path.status != "learnt" and (word is None or word.decision == "malicious"):
            assert not is_under_word(path.alert)
            assert alert is None or alert.status in {"open", "malicious"}
        if path.status == "learnt" and word is not None and word.until is not None and path.learnt_by == word.id:
            assert is_under_word(path.alert)


@pytest.mark.parametrize("order", list(permutations(("malicious", "mute", "expected"), 2)))
@pytest.mark.parametrize("subjects", list(product(("alert", "path", "initiator", "zones"), repeat=2)))
def test_two_words_undone_in_either_order_leave_a_crossing_loud(
    order: tuple[str, str], subjects: tuple[str, str]
) -> None:
    for newest_first in (True, False):
        pipeline, alert = crossed()
        named = {
            "alert": alert.id, "path": WAY, "initiator": b.OFFICE, "zones": ZonePair("office", "cell"),
        }  # fmt: skip
        for number, (decision, subject) in enumerate(zip(order, subjects, strict=True)):
            say(pipeline, NOW + 2 + number, decision, **{subject: named[subject]})
            loud_and_right(pipeline)
        words = pipeline.words()
        for number, word in enumerate(reversed(words) if newest_first else words):
            say(pipeline, NOW + 10 + number, "undo", word=word.id)
            loud_and_right(pipeline)
        told = b.alerts_of(pipeline, *(crossing(NOW + 100 + 60 * n) for n in range(8)))
        states = {each.status for each in pipeline._state.alerting.alerts.values() if each.kind == "dmz-bypass"}
        assert "open" in states | {each.status for each in told}


def test_a_word_on_one_high_port_says_nothing_of_others_that_are_given_out_anew() -> None:
    pipeline = b.learnt_plant()
    say(pipeline, NOW, "mute", path=PathSubject(b.OFFICE, b.PLC, "tcp/50000"))
    b.run(pipeline, [b.flow(NOW + 5 + n, b.OFFICE, b.PLC, 50_000 + n) for n in range(8)])
    assert b.path(pipeline, b.OFFICE, b.PLC, "tcp/dynamic").status == "held"
    path = next(each for each in pipeline._state.graph.paths.values() if each.service == "tcp/dynamic")
    assert not is_under_word(path.alert)


def test_malicious_on_one_high_port_condemns_the_path_that_it_becomes_part_of() -> None:
    pipeline = b.learnt_plant()
    say(pipeline, NOW, "malicious", path=PathSubject(b.OFFICE, b.PLC, "tcp/50003"))
    b.run(pipeline, [b.flow(NOW + 5 + n, b.OFFICE, b.PLC, 50_000 + n) for n in range(8)])
    assert b.path(pipeline, b.OFFICE, b.PLC, "tcp/dynamic").status == "malicious"


def test_a_word_on_a_port_holds_for_a_flow_that_has_a_name_at_once() -> None:
    for decision, status in (("malicious", "malicious"), ("mute", "held")):
        pipeline = b.learnt_plant()
        say(pipeline, NOW, decision, path=PathSubject(b.OFFICE, b.PLC, "tcp/4444"))
        told = b.alerts_of(pipeline, b.flow(NOW + 5, b.OFFICE, b.PLC, 4444, service="acme"))
        assert b.path(pipeline, b.OFFICE, b.PLC, "acme").status == status
        assert bool(told) == (decision == "malicious")


def test_a_word_waits_for_the_device_and_not_for_who_is_looked_at_in_passing() -> None:
    pipeline = b.learnt_plant()
    say(pipeline, NOW, "malicious", initiator="10.9.0.150")
    b.run(pipeline, [b.tried(NOW + n, b.OTHER_OFFICE, f"10.9.0.{n + 20}", 102) for n in range(60)])
    b.run(pipeline, [b.tried(NOW + 61, b.OTHER_OFFICE, "10.9.0.150", 102), b.asset("plc-150", "10.9.0.150")])
    told = b.alerts_of(pipeline, b.flow(NOW + 70, "10.9.0.150", b.PLC2, 502))
    assert [alert.kind for alert in told] != []
    assert b.path(pipeline, "plc-150", b.PLC2, "modbus").status == "malicious"


def test_expected_on_a_sweep_leaves_an_earlier_crossing_of_its_host_as_it_was() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, [b.flow(NOW + 1, b.OTHER_OFFICE, b.PLC, 80)])
    tries = [b.tried(NOW + 2 + n, b.OTHER_OFFICE, f"10.3.0.{n + 20}", 22) for n in range(40)]
    scan = next(alert for alert in b.alerts_of(pipeline, *tries) if alert.kind == "scan")
    say(pipeline, NOW + 50, "expected", alert=scan.id)
    assert b.path(pipeline, b.OTHER_OFFICE, b.PLC, "http").status == "held"
    assert b.alerts_of(pipeline, *(b.flow(NOW + 60 + n, b.OTHER_OFFICE, b.PLC2, 80) for n in range(3))) != []


def test_a_sweep_judged_the_next_morning_is_the_sweep_of_the_night() -> None:
    pipeline = b.learnt_plant()
    tries = [b.tried(NOW + n, b.OTHER_OFFICE, f"10.9.0.{n + 20}", 102) for n in range(60)]
    scan = next(alert for alert in b.alerts_of(pipeline, *tries) if alert.kind == "scan")
    b.run(pipeline, [b.tick(NOW + 8 * b.HOUR), b.flow(NOW + 8 * b.HOUR, b.OTHER_OFFICE, b.HISTORIAN, 8086)])
    say(pipeline, NOW + 8 * b.HOUR + 9, "expected", alert=scan.id)
    (said,) = pipeline.spoken()
    assert said.on.endswith("at iso-tsap in cell")
    again = [b.tried(NOW + b.DAY + n, b.OTHER_OFFICE, f"10.9.0.{n + 20}", 102) for n in range(60)]
    assert {alert.kind for alert in b.alerts_of(pipeline, *again)} <= {"first-look"}
    assert pipeline.words()[0].matched == 60


def test_a_path_expected_for_a_time_is_news_after_it_though_its_responder_was_new() -> None:
    pipeline = b.learnt_plant()
    say(pipeline, NOW, "expected", path=PathSubject(b.OFFICE, "10.9.0.77", "ssh"), expires=NOW + b.HOUR)
    first = b.alerts_of(pipeline, b.tried(NOW + 1, b.OFFICE, "10.9.0.77", 22), crossing(NOW + 2, "10.9.0.77"))
    assert [(alert.kind, alert.revision) for alert in first] == [("new-asset", 1)]
    late = b.alerts_of(pipeline, crossing(NOW + 2 * b.HOUR, "10.9.0.77"))
    assert "dmz-bypass" in {alert.kind for alert in late}


def test_a_new_asset_is_told_though_it_first_answers_on_a_path_that_is_muted() -> None:
    pipeline = b.learnt_plant()
    say(pipeline, NOW, "mute", path=PathSubject(b.OFFICE, "10.9.0.77", "ssh"))
    told = b.alerts_of(pipeline, b.tried(NOW + 1, b.OFFICE, "10.9.0.77", 22), crossing(NOW + 2, "10.9.0.77"))
    assert [alert.kind for alert in told] == ["new-asset"]


def test_a_word_on_a_name_or_a_zone_holds_for_paths_that_come_under_it_later() -> None:
    engineer = b.flow(NOW + 9, b.JUMP, b.SCADA, 3389, service="rdp")
    pipeline = b.learnt_plant()
    say(pipeline, NOW, "malicious", initiator="JUMP-7")
    b.run(pipeline, [b.asset("j7", b.JUMP, name="JUMP-7")])
    assert b.alerts_of(pipeline, engineer) != []
    pipeline = b.learnt_plant()
    say(pipeline, NOW, "malicious", zones=ZonePair("guest", "control"))
    b.run(pipeline, [b.zone("guest", 3.5, "dmz", f"{b.JUMP}/32")])
    assert b.alerts_of(pipeline, engineer) != []


def test_what_a_word_had_learnt_is_held_again_by_undo_though_the_asset_has_moved_on() -> None:
    pipeline, _ = crossed()
    say(pipeline, NOW + 2, "expected", zones=ZonePair("office", "cell"))
    (word,) = pipeline.words()
    b.run(pipeline, [b.zone("desks", 4.0, "it", f"{b.OFFICE}/32")])
    say(pipeline, NOW + 3, "undo", word=word.id)
    assert b.path(pipeline, b.OFFICE, b.PLC, "ssh").status == "held"
    assert b.alerts_of(pipeline, crossing(NOW + 60)) != []


def test_what_was_muted_with_its_alert_is_named_again_when_the_mute_has_run_out() -> None:
    pipeline, alert = crossed()
    say(pipeline, NOW + 2, "mute", alert=alert.id, expires=NOW + b.HOUR)
    b.run(pipeline, [crossing(NOW + 5, b.PLC2)])
    b.alerts_of(pipeline, crossing(NOW + 2 * b.HOUR))
    state = pipeline._state.alerting.alerts[alert.id]
    assert {hop.responder for hop in state.hops} == {f"ip:{b.PLC}", f"ip:{b.PLC2}"}


def test_paths_that_are_loud_again_are_named_again() -> None:
    pipeline, alert = crossed()
    b.run(pipeline, [crossing(NOW + 2, b.PLC2), crossing(NOW + 3, b.PLC3)])
    say(pipeline, NOW + 4, "malicious", path=WAY)
    say(pipeline, NOW + 5, "expected", alert=alert.id)
    say(pipeline, NOW + 6, "undo", word=pipeline.words()[-1].id)
    state = pipeline._state.alerting.alerts[alert.id]
    assert {hop.responder for hop in state.hops} == {f"ip:{b.PLC}", f"ip:{b.PLC2}", f"ip:{b.PLC3}"}


def test_an_alert_about_all_who_reach_a_responder_takes_a_word_whatever_its_kind() -> None:
    pipeline = b.learnt_plant()
    flood = [b.tried(NOW + n * 0.1, f"172.16.{n // 250}.{n % 250 + 1}", b.PLC) for n in range(300)]
    crowds = [alert for alert in b.alerts_of(pipeline, *flood) if alert.title.startswith("Many")]
    for crowd in {alert.id for alert in crowds}:
        (told,) = say(pipeline, NOW + 60, "mute", alert=crowd)
        assert (told.id, told.status) == (crowd, "muted")


def test_of_two_malicious_words_one_undone_leaves_the_path_condemned_and_its_alert_so() -> None:
    pipeline, alert = crossed()
    say(pipeline, NOW + 2, "malicious", path=WAY)
    say(pipeline, NOW + 3, "malicious", alert=alert.id)
    say(pipeline, NOW + 4, "undo", word=pipeline.words()[-1].id)
    assert b.path(pipeline, b.OFFICE, b.PLC, "ssh").status == "malicious"
    assert pipeline._state.alerting.alerts[alert.id].status == "malicious"


def test_a_word_by_an_address_of_a_realm_covers_no_other_realm() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, [b.zone("far", 1.0, "ot", "10.9.0.0/16", realm="b")])
    say(pipeline, NOW, "mute", initiator="10.1.7.7")
    flood = [b.tried(NOW + n * 0.1, f"10.1.8.{n + 1}", b.PLC, realm="b") for n in range(100)]
    b.run(pipeline, [*flood, *(b.tried(NOW + 20 + n, "10.1.7.7", b.PLC, realm="b") for n in range(20))])
    assert pipeline.words()[0].matched == 0
