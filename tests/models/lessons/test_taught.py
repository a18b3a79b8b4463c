"""Which words teach, through the whole core: expected and malicious, not mute; undone, they have taught nothing."""

from msgspec.structs import replace

from models.alerts.alert_state import AlertState
from models.decisions.raising import Raising
from models.findings.protocol import Condition
from models.findings.sighting import Finding
from models.lessons import taught as subject
from models.pipeline import Pipeline
from models.settings import CoreSettings
from schemas.alert import Alert
from schemas.overview.learning import TaughtKind
from schemas.verdict import ZonePair
from tests.models import builders as b

NOW = b.after() + 60.0


def skip(number: int, time: float) -> b.Event:
    """A host of the DMZ reads a controller's web page: medium, a cause of its own each."""
    return b.flow(time, f"10.3.0.{50 + number}", (b.PLC, b.PLC2, b.PLC3)[number % 3], 80, service="http")


def plant(a_day: int | None = None) -> Pipeline:
    return b.learnt_plant(alerts_a_day=a_day)


def judged(pipeline: Pipeline, decisions: str, first: int = 0, time: float = NOW) -> list[Alert]:
    """One alert a letter (e: expected, m: malicious, u: mute), each raised and judged. Returns them as raised."""
    words = {"e": "expected", "m": "malicious", "u": "mute"}
    raised = []
    for number, letter in enumerate(decisions, first):
        at = time + number * b.HOUR
        [alert] = b.last_revisions(b.alerts_of(pipeline, skip(number, at))).values()
        b.run(pipeline, [b.verdict(at + 60.0, words[letter], alert=alert.id)])
        raised.append(alert)
    return raised


def lessons(alerts: list[Alert]) -> list[float]:
    """What was taught of each."""
    return [sum(reason.weight for reason in alert.reasons if " such alert" in reason.text) for alert in alerts]


def table(pipeline: Pipeline) -> list[tuple[int, int, float]]:
    return [(row.expected, row.malicious, row.points) for row in pipeline.learning().taught]


def again(pipeline: Pipeline, *, learnt: bool = True) -> Pipeline:
    """The same site after a restart; `learnt`: on top of what the plant had stored."""
    store = {record.key: record for record in b.learnt_records()} if learnt else {}
    store |= {record.key: record for record in pipeline.changed_records()}
    other = Pipeline(b.SITE, CoreSettings())
    assert other.restore([record for record in store.values() if record.value is not None]) == []
    return other


def test_expected_lowers_the_next_of_its_kind_from_the_third_on() -> None:
    raised = judged(plant(), "eeeee")
    assert lessons(raised) == [0, 0, 0, -7, -9]
    *_, last = raised[-1].reasons
    assert last.text.startswith(
        "4 such alerts were called expected in the last 90 days, and none malicious: level-skip"
    )
    assert round(sum(reason.weight for reason in raised[-1].reasons)) == raised[-1].severity


def test_malicious_raises_the_next_of_its_kind() -> None:
    raised = judged(plant(), "mmm")
    assert lessons(raised) == [0, 2, 4]


def test_one_malicious_among_them_lowers_nothing() -> None:
    pipeline = plant()
    judged(pipeline, "eeeem")
    assert table(pipeline) == [(4, 1, 0.0)]


def test_mute_teaches_nothing() -> None:
    pipeline = plant()
    judged(pipeline, "uuuu")
    assert table(pipeline) == []


def test_muted_later_an_alert_has_taught_nothing() -> None:
    pipeline = plant()
    [alert] = judged(pipeline, "e")
    b.run(pipeline, [b.verdict(NOW + b.HOUR, "mute", alert=alert.id)])
    assert table(pipeline) == []


def test_what_was_undone_or_forgotten_has_taught_nothing_also_after_the_alert_is_gone() -> None:
    for days in (0, 5):
        pipeline = plant()
        first, *_ = judged(pipeline, "eeee")
        b.run(pipeline, b.days_of_work(NOW + b.DAY, days))
        assert (first.id in pipeline._state.alerting.alerts) == (days == 0)
        words = {word.alert: word.id for word in pipeline.words()}
        b.run(pipeline, [b.verdict(NOW + 9 * b.DAY, "undo", word=words[first.id])])
        assert table(pipeline) == [(3, 0, -7.0)]
    b.run(pipeline, [b.verdict(NOW + 9 * b.DAY, "forget", zones=ZonePair("dmz", "cell"))])
    assert table(pipeline) == []


def test_one_word_on_two_zones_counts_once() -> None:
    pipeline = plant()
    b.run(pipeline, b.ticked([skip(number, NOW + number * b.HOUR) for number in range(4)]))
    b.run(pipeline, [b.verdict(NOW + b.DAY, "expected", zones=ZonePair("dmz", "cell"))])
    assert table(pipeline) == [(1, 0, 0.0)]


def test_an_alert_of_which_a_path_is_loud_teaches_nothing() -> None:
    pipeline = plant()
    [alert] = judged(pipeline, "e")
    [other] = b.last_revisions(b.alerts_of(pipeline, skip(1, NOW + b.HOUR))).values()
    assert other.id != alert.id
    assert [(row.kind, row.from_, row.to, row.controls) for row in pipeline.learning().taught] == [
        ("level-skip", "dmz", "cell", False)
    ]
    assert pipeline.learning().taught[0].latest == NOW + 60.0


def test_lowered_below_medium_it_waits_in_the_days_list_and_is_not_lost() -> None:
    pipeline = plant(a_day=50)
    raised = judged(pipeline, "eeeeeeee")
    assert {(alert.level, alert.status) for alert in raised[:4]} == {("medium", "open")}
    assert (raised[-1].severity, raised[-1].level, raised[-1].status) == (39, "low", "withheld")
    told = b.run(pipeline, b.ticked([skip(9, NOW + 9 * b.HOUR), *b.days_of_work(NOW + 10 * b.HOUR, 1)])).alerts
    digest = next(alert for alert in told if alert.kind == "withheld-digest")
    assert digest.count == 1
    assert len(digest.hops) == 1


def test_nothing_that_no_word_covers_is_less_than_withheld_for_what_was_taught() -> None:
    found = []
    for forgets in (False, True):
        pipeline = plant(a_day=50)
        judged(pipeline, "eeeeeeee")
        if forgets:
            pipeline._state.taught.take_back(None, {word.id for word in pipeline.words()})
        at = NOW + 9 * b.HOUR
        events = [skip(9, at), b.flow(at + 1.0, b.OFFICE, b.PLC, 22), b.flow(at + 2.0, b.INTERNET, b.PLC3, 502)]
        events += [b.flow(at + 3.0, b.JUMP, b.PLC, 22), b.flow(at + 4.0, "10.9.0.99", b.PLC, 502)]
        told = b.last_revisions(b.alerts_of(pipeline, *events, *b.days_of_work(NOW + 10 * b.HOUR, 1)))
        found.append({alert.id: alert for alert in told.values() if alert.kind != "withheld-digest"})
    taught, untaught = found
    assert taught.keys() == untaught.keys()
    moved = {taught[each].status for each in taught if taught[each].status != untaught[each].status}
    assert moved == {"withheld"}
    assert {alert.kind for alert in taught.values() if alert.status == "withheld"} == {"level-skip"}


def test_without_a_budget_nothing_is_withheld_and_nothing_taken_below_medium() -> None:
    raised = judged(plant(), "eeeeeeeeee")
    assert {alert.status for alert in raised} == {"open"}
    assert {alert.level for alert in raised} == {"medium"}


def test_another_witness_of_its_host_brings_it_out() -> None:
    pipeline = plant(a_day=3)
    judged(pipeline, "eeeee")
    host, at = "10.3.0.58", NOW + 9 * b.HOUR
    [waits] = b.last_revisions(b.alerts_of(pipeline, b.flow(at, host, b.PLC3, 80, service="http"))).values()
    assert waits.status == "withheld"
    tries = [b.tried(at + 60.0 + n, host, f"10.9.0.{n + 20}", 502) for n in range(30)]
    assert b.last_revisions(b.alerts_of(pipeline, *tries))[waits.id].status == "open"


def test_what_was_taught_survives_a_restart() -> None:
    pipeline = plant()
    judged(pipeline, "eeee")
    restarted = again(pipeline)
    assert restarted.learning().taught == pipeline.learning().taught != ()
    assert lessons(judged(restarted, "e", 5)) == lessons(judged(pipeline, "e", 5)) == [-9]


def test_what_needs_no_path_is_taught_of_too_and_goes_on_as_it_was_told_first() -> None:
    pipeline = plant()
    site, raising = pipeline._state, Raising(pipeline._state)

    def told(number: int) -> AlertState:
        finding = Finding(kind="silence", points=50.0, cause=(f"c{number}",), title="T", text="t")
        raising.tell(Condition(finding=finding, time=NOW, since=NOW, asset=site.inventory.find(b.PLC)))
        return site.alerting.alerts[site.alerting.by_cause[f"silence|c{number}"]]

    goes_on = told(9)
    for number in range(3):
        b.run(pipeline, [b.verdict(NOW, "expected", alert=told(number).id)])
    assert table(pipeline) == [(3, 0, -7.0)]
    alerts = (told(3), goes_on, told(9))
    assert [alert.severity for alert in alerts] == [43, 50, 50]
    assert [sum(one.weight for one in alert.all_reasons) for alert in alerts] == [43.0, 50.0, 50.0]


def test_a_word_teaches_for_ninety_days() -> None:
    pipeline = plant()
    judged(pipeline, "eee")
    known = pipeline._state.taught
    known.prune(NOW + 90 * b.DAY)
    assert table(pipeline) == [(3, 0, -7.0)]
    known.prune(NOW + 90 * b.DAY + 90 * 60.0)
    assert table(pipeline) == [(1, 0, 0.0)]
    known.prune(NOW + 91 * b.DAY)
    assert table(pipeline) == []


def test_a_reset_that_keeps_what_was_declared_keeps_it_and_another_one_does_not() -> None:
    for keep in (True, False):
        pipeline = plant()
        judged(pipeline, "eee")
        pipeline.relearn(keep_declared=keep)
        assert bool(table(pipeline)) == keep
        assert bool(table(again(pipeline, learnt=False))) == keep


def test_past_the_bound_the_group_of_which_nobody_spoke_for_longest_gives_way() -> None:
    known = subject.Taught()
    pipeline = plant()
    judged(pipeline, "e")
    alert = next(iter(pipeline._state.alerting.alerts.values()))
    for number in range(subject.MAX_GROUPS + 1):
        assert alert.initiator is not None
        one = replace(alert, id=str(number), initiator=replace(alert.initiator, zone=f"zone {number}"))
        known.settled(one, float(number), None)
    assert len(known.groups) == subject.MAX_GROUPS
    assert "zone 0" not in {group.from_ for group in known.groups.values()}
    assert len(known.removed) == 1


def test_lists_and_silent_sensors_teach_nothing() -> None:
    pipeline, known = plant(), subject.Taught()
    judged(pipeline, "e")
    alert = next(iter(pipeline._state.alerting.alerts.values()))
    for kind in subject.UNTAUGHT:
        known.settled(replace(alert, kind=kind), NOW, None)
    assert known.groups == {}


def test_an_alert_that_has_come_to_another_group_counts_there_alone() -> None:
    pipeline, known = plant(), subject.Taught()
    judged(pipeline, "e")
    alert = next(iter(pipeline._state.alerting.alerts.values()))
    for service in ("http", "rdp"):
        known.settled(replace(alert, service=service), NOW, None)
    assert [(group.controls, group.expected) for group in known.groups.values()] == [(True, 1)]


def test_rows_are_told_by_kind() -> None:
    pipeline = plant()
    judged(pipeline, "e")
    [row] = pipeline.learning().taught
    assert row == TaughtKind(
        site=b.SITE,
        kind="level-skip",
        from_="dmz",
        to="cell",
        controls=False,
        expected=1,
        malicious=0,
        points=0.0,
        latest=NOW + 60.0,
    )
