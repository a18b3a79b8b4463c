"""One cause is one alert: how it grows, closes and comes again."""

from collections.abc import Callable

import pytest

from models.pipeline import Pipeline
from schemas.alert import Alert
from tests.models import builders as b

NOW = b.after()


def sweep(count: int, start: float = NOW) -> list[b.Event]:
    return [b.tried(start + n, b.OTHER_OFFICE, f"10.9.0.{n + 20}", 102, uid=f"C{n}") for n in range(count)]


def test_a_sweep_is_one_open_alert_that_grows_by_revisions() -> None:
    pipeline = b.learnt_plant()
    alerts = b.alerts_of(pipeline, *sweep(200))
    latest = b.last_revisions(alerts)
    still_open = [alert for alert in latest.values() if alert.status == "open"]
    assert [alert.kind for alert in still_open] == ["scan"]
    scan = still_open[0]
    closed = [alert for alert in latest.values() if alert.status == "closed"]
    assert closed
    assert all(alert.closed_by == scan.id for alert in closed)
    state = pipeline._state.alerting.alerts[scan.id]
    assert state.evidence_total == 200
    assert len(scan.evidence) <= 50
    revisions = [alert for alert in alerts if alert.id == scan.id]
    assert [alert.revision for alert in revisions] == list(range(1, len(revisions) + 1))
    assert len(revisions) <= 12


def test_a_sweep_makes_no_assets_past_its_beginning() -> None:
    pipeline = b.learnt_plant()
    known = len(pipeline.assets())
    b.run(pipeline, sweep(200))
    assert len(pipeline.assets()) < known + 30


def test_eight_new_targets_in_an_hour_are_no_sweep() -> None:
    pipeline = b.learnt_plant()
    alerts = b.alerts_of(pipeline, *sweep(8))
    assert "scan" not in {alert.kind for alert in alerts}


def test_revisions_come_only_when_doubled_risen_judged_or_a_day_old() -> None:
    pipeline = b.learnt_plant()
    alerts = b.alerts_of(pipeline, *(b.crossing(NOW + 60 + n) for n in range(100)))
    assert [alert.count for alert in alerts] == [1, 2, 4, 8, 16, 32, 64]
    (daily,) = b.alerts_of(pipeline, *(b.crossing(NOW + b.DAY - 10 + n * 10) for n in range(20)))
    assert daily.count < 128
    assert daily.last_seen - alerts[-1].last_seen >= b.DAY - 100


def test_an_alert_closes_after_quiet_days_and_the_next_is_a_new_episode() -> None:
    pipeline = b.learnt_plant()
    (alert,) = b.alerts_of(pipeline, b.crossing())
    quiet = b.run(pipeline, b.days_of_work(NOW + b.HOUR, 4)).alerts
    assert [(each.id, each.status) for each in quiet] == [(alert.id, "closed")]
    (again,) = b.alerts_of(pipeline, b.crossing(NOW + 6 * b.DAY))
    assert again.id != alert.id
    assert again.revision == 1


def test_the_id_is_the_same_whatever_sensor_saw_it_first() -> None:
    ids = set()
    for sensor in ("zeek", "north", "south"):
        pipeline = b.learnt_plant()
        b.run(pipeline, [b.tick(NOW)])
        (alert,) = b.alerts_of(pipeline, b.crossing(sensor=sensor, uid=sensor))
        ids.add(alert.id)
    assert len(ids) == 1


def test_a_flood_of_strangers_is_few_alerts_and_hides_no_crossing() -> None:
    pipeline = b.learnt_plant()
    flood: list[b.Event] = [
        b.tried(NOW + n * 0.1, f"172.{16 + n % 16}.{n // 250 % 250}.{n % 250 + 1}", b.PLC, 502) for n in range(3_000)
    ]
    elsewhere = b.flow(NOW + 150.05, b.OFFICE, b.PLC2, 22)
    to_the_same = b.flow(NOW + 200.05, b.OTHER_OFFICE, b.PLC, 22)
    alerts = [*b.alerts_of(pipeline, *flood[:1500])]
    planted = b.alerts_of(pipeline, elsewhere)
    alerts += b.alerts_of(pipeline, *flood[1500:2000])
    planted_same = b.alerts_of(pipeline, to_the_same)
    alerts += b.alerts_of(pipeline, *flood[2000:])
    assert len({alert.id for alert in alerts}) <= 3
    assert len(pipeline.assets()) < 200
    assert [alert.revision for alert in planted] == [1]
    assert [alert.revision for alert in planted_same] == [1]
    assert {alert.initiator.ip for alert in planted + planted_same if alert.initiator} == {b.OFFICE, b.OTHER_OFFICE}


def test_a_quiet_learnt_path_with_an_old_alert_stays_learnt() -> None:
    pipeline = b.learnt_plant()
    first = b.alerts_of(pipeline, b.flow(NOW, b.SCADA, "10.9.0.99", 80))
    assert [alert.kind for alert in first] == ["new-asset"]
    b.run(pipeline, b.days_of_work(NOW + b.HOUR, 5))
    later = b.alerts_of(pipeline, b.flow(NOW + 6 * b.DAY, b.SCADA, "10.9.0.99", 80))
    assert "new-path-crossing" not in {alert.kind for alert in later}


@pytest.mark.parametrize(
    "view",
    [lambda p: p.paths(), lambda p: p.assets(), lambda p: p.ledger()],
    ids=["paths", "assets", "ledger"],
)
def test_asking_changes_nothing(view: Callable[[Pipeline], list[Alert]]) -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, [b.crossing()])
    pipeline.changed_records()
    assert view(pipeline) == view(pipeline)
    assert pipeline.take_output() is None
    assert [record.key for record in pipeline.changed_records()] in ([], [f"{b.SITE}|@marks"])


def test_what_changed_is_told_once() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, [b.crossing()])
    keys = {record.key for record in pipeline.changed_records()}
    assert f"{b.SITE}|ip:{b.OFFICE}|0" in keys
    assert f"{b.SITE}|ip:{b.PLC}|head" in keys
    assert f"{b.SITE}|ip:{b.PLC2}|head" not in keys
