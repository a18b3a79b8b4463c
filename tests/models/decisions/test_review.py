"""What was learnt by declaration and is to be reviewed."""

import pytest

from models.decisions.review import MAX_REVIEW_HOPS
from models.pipeline import Pipeline
from models.settings import CoreSettings
from schemas.alert import Alert
from schemas.verdict import PathSubject, ZonePair
from tests.models import builders as b

END = b.MONDAY + 2 * b.DAY
DOUBTFUL = [
    b.flow(b.MONDAY + 1, b.INTERNET, b.PLC, 502, service="modbus"),
    b.flow(b.MONDAY + 2, b.PLC2, b.INTERNET, 443),
    b.flow(b.MONDAY + 3, b.OFFICE, b.PLC, 22),
    b.flow(b.MONDAY + 4, b.HISTORIAN, b.INTERNET, 443),
]


def learnt(*flows: b.Event) -> tuple[Pipeline, list[Alert]]:
    pipeline = b.new_pipeline(learn_until=END)
    out = b.run(pipeline, [b.tick(b.MONDAY), *flows, *b.days_of_work(b.MONDAY + b.HOUR, 2), b.tick(END + 10)])
    return pipeline, out.alerts


def to_review(pipeline: Pipeline) -> set[tuple[str, str]]:
    return {(path.initiator, path.responder) for path in pipeline.paths() if path.unreviewed}


def test_what_the_policy_forbids_or_meets_the_internet_is_listed_once_when_learning_ends() -> None:
    pipeline, alerts = learnt(*DOUBTFUL)
    (alert,) = alerts
    assert (alert.kind, alert.level, alert.hops_total) == ("learning-review", "medium", 4)
    assert alert.hops[0].initiator == "ext:8.8.8.0/24"
    assert {(hop.initiator, hop.responder) for hop in alert.hops} == to_review(pipeline)
    assert all(path.status == "learnt" for path in pipeline.paths())
    assert b.run(pipeline, [b.tick(END + b.DAY), b.tick(END + 2 * b.DAY)]).alerts == []


def test_what_a_conduit_declares_or_the_policy_lets_pass_is_not_listed() -> None:
    _, alerts = learnt()
    assert alerts == []
    _, alerts = learnt(b.conduit("office", "cell", "ssh"), DOUBTFUL[2])
    assert alerts == []


def test_learning_that_has_not_ended_is_not_reviewed() -> None:
    pipeline = b.new_pipeline(learn_until=END)
    b.run(pipeline, [b.tick(b.MONDAY), *DOUBTFUL])
    pipeline.finish()
    assert pipeline.take_output() is None or to_review(pipeline) == set()


def test_a_recording_that_ends_after_learning_is_reviewed_at_its_end() -> None:
    pipeline = b.new_pipeline(learn_until=b.MONDAY + 60)
    b.run(pipeline, [*DOUBTFUL, b.flow(b.MONDAY + 100, b.SCADA, b.PLC)])
    pipeline.finish()
    out = pipeline.take_output()
    assert out is not None
    assert [alert.kind for alert in out.alerts] == ["learning-review"]


def test_a_restart_reviews_nothing_twice() -> None:
    pipeline, _ = learnt(*DOUBTFUL)
    again = Pipeline(b.SITE, CoreSettings(learn_until=END))
    assert again.restore(pipeline.changed_records()) == []
    assert b.run(again, [b.tick(END + b.HOUR), b.tick(END + 2 * b.HOUR)]).alerts == []
    assert to_review(again) == to_review(pipeline)


def test_expected_on_the_alert_confirms_all_and_the_alert_is_settled() -> None:
    pipeline, (alert,) = learnt(*DOUBTFUL)
    (told,) = b.run(pipeline, [b.verdict(END + 20, "expected", alert=alert.id)]).alerts
    assert (told.id, told.status) == (alert.id, "expected")
    assert to_review(pipeline) == set()
    assert b.alerts_of(pipeline, b.flow(END + 60, b.INTERNET, b.PLC, 502, service="modbus")) == []


def test_paths_confirmed_one_by_one_settle_the_alert_with_the_last() -> None:
    pipeline, (alert,) = learnt(*DOUBTFUL[2:])
    word = b.verdict(END + 20, "expected", path=PathSubject(b.OFFICE, b.PLC, "ssh"))
    assert b.run(pipeline, [word]).alerts == []
    (told,) = b.run(pipeline, [b.verdict(END + 21, "expected", initiator=b.HISTORIAN)]).alerts
    assert (told.id, told.status) == (alert.id, "expected")


@pytest.mark.parametrize("decision", ["malicious", "forget"])
def test_what_is_taken_back_alerts_with_its_next_flow(decision: str) -> None:
    pipeline, _ = learnt(*DOUBTFUL)
    b.run(pipeline, [b.verdict(END + 20, decision, zones=ZonePair("office", "cell"))])
    told = b.alerts_of(pipeline, b.flow(END + 60, b.OFFICE, b.PLC, 22))
    assert [each.kind for each in told] == ["dmz-bypass"]


def test_the_alert_waits_for_a_person_however_long_that_takes() -> None:
    pipeline, (alert,) = learnt(*DOUBTFUL)
    b.run(pipeline, b.days_of_work(END + b.HOUR, 6))
    assert alert.id in pipeline._state.alerting.alerts


def test_more_paths_than_a_person_reads_are_counted_and_all_of_them_marked() -> None:
    count = MAX_REVIEW_HOPS + 7
    flows = [b.flow(b.MONDAY + n, b.PLC, f"9.{n}.1.1", 443) for n in range(count)]
    pipeline, (alert,) = learnt(*flows)
    assert (len(alert.hops), alert.hops_total, len(to_review(pipeline))) == (MAX_REVIEW_HOPS, count, count)


def test_what_is_confirmed_and_undone_alerts_with_its_next_flow() -> None:
    pipeline, (alert,) = learnt(*DOUBTFUL)
    b.run(pipeline, [b.verdict(END + 20, "expected", alert=alert.id)])
    b.run(pipeline, [b.verdict(END + 21, "undo", word=pipeline.words()[0].id)])
    assert b.alerts_of(pipeline, b.flow(END + 60, b.OFFICE, b.PLC, 22)) != []


def test_confirming_the_rest_takes_nothing_back_of_what_was_judged_malicious() -> None:
    pipeline, (alert,) = learnt(*DOUBTFUL)
    b.run(pipeline, [b.verdict(END + 20, "malicious", initiator=b.OFFICE)])
    b.run(pipeline, [b.verdict(END + 21, "expected", alert=alert.id)])
    assert b.path(pipeline, b.OFFICE, b.PLC, "ssh").status == "malicious"
    assert to_review(pipeline) == set()


def test_a_review_that_is_muted_for_a_time_comes_back() -> None:
    pipeline, (alert,) = learnt(*DOUBTFUL)
    b.run(pipeline, [b.verdict(END + 20, "mute", alert=alert.id, expires=END + b.DAY)])
    told = b.run(pipeline, b.days_of_work(END + b.HOUR, 6)).alerts
    assert [(each.id, each.status) for each in told if each.kind == "learning-review"] == [(alert.id, "open")]


def test_zones_that_are_declared_after_learning_show_what_is_to_be_reviewed() -> None:
    pipeline = b.bare_pipeline(learn_until=END)
    work = b.days_of_work(b.MONDAY + b.HOUR, 2)
    assert b.run(pipeline, [b.tick(b.MONDAY), DOUBTFUL[2], *work, b.tick(END + 10)]).alerts == []
    (alert,) = b.run(pipeline, [*b.ZONES, b.tick(END + b.HOUR / 2)]).alerts
    assert (alert.kind, alert.hops_total) == ("learning-review", 1)
