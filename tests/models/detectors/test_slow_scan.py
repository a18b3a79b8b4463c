"""One door after another: little in an hour, one story over days. What is usual in a plant is none."""

import pytest

from models.pipeline import Pipeline
from models.settings import CoreSettings
from schemas.alert import Alert
from tests.models import builders as b

NOW = b.after() + 60.0
SERVERS = tuple(f"10.9.0.{number}" for number in range(30, 40))


def scans(alerts: list[Alert]) -> list[Alert]:
    return [alert for alert in alerts if alert.kind == "scan"]


def every_20_minutes(initiator: str, count: int, begin: float = NOW) -> list[b.Event]:
    return [b.tried(begin + 1_200.0 * n, initiator, f"10.9.0.{100 + n}", 445) for n in range(count)]


def a_door_a_day(initiator: str, days: int, *, service: str = "smb", begin: float = NOW) -> list[b.Event]:
    return [b.flow(begin + n * b.DAY, initiator, SERVERS[n], 445, service=service) for n in range(days)]


def test_three_addresses_an_hour_are_a_slow_sweep_once_there_are_ten() -> None:
    pipeline = b.learnt_plant()
    told = scans(b.alerts_of(pipeline, *every_20_minutes(b.JUMP, 40)))
    assert len({alert.id for alert in told}) == 1
    assert told[0].title == f"Slow sweep by {b.JUMP}: 10 addresses in 3 hours"
    assert told[0].time == NOW + 9 * 1_200.0
    assert scans(b.alerts_of(b.learnt_plant(), *every_20_minutes(b.JUMP, 9))) == []


def test_in_a_plant_that_is_new_more_are_needed() -> None:
    assert scans(b.alerts_of(b.learnt_plant(2), *every_20_minutes(b.JUMP, 20, b.after(2)))) == []


def test_the_same_dead_address_again_and_again_is_none_nor_is_what_lies_weeks_back() -> None:
    pipeline = b.learnt_plant()
    same = [b.tried(NOW + n * b.HOUR, b.JUMP, "10.9.0.99", 445 + n) for n in range(30)]
    assert scans(b.alerts_of(pipeline, *same)) == []
    rare = [b.tried(NOW + 2 * n * b.DAY, b.JUMP, f"10.9.0.{100 + n}", 445) for n in range(20)]
    assert scans(b.alerts_of(b.learnt_plant(), *rare)) == []


def test_one_new_host_a_day_is_one_story_and_takes_over_what_was_told_of_it() -> None:
    pipeline = b.learnt_plant()
    told = b.alerts_of(pipeline, *a_door_a_day(b.OFFICE, 6))
    (scan,) = b.last_revisions(scans(told)).values()
    assert scan.title.startswith(f"One door after another: {b.OFFICE} has reached")
    assert scan.time == NOW + 3 * b.DAY
    (before,) = b.last_revisions([alert for alert in told if alert.kind == "dmz-bypass"]).values()
    assert (before.status, before.closed_by) == ("closed", scan.id)
    assert {hop.responder_ip for hop in scan.hops} >= set(SERVERS[:4])


def test_three_days_a_conduit_and_a_host_that_is_known_are_none() -> None:
    assert scans(b.alerts_of(b.learnt_plant(), *a_door_a_day(b.OFFICE, 3))) == []
    declared = b.learnt_plant()
    declared.change(b.conduit("office", "cell", "smb"))
    assert scans(b.alerts_of(declared, *a_door_a_day(b.OFFICE, 8))) == []
    same = [b.flow(NOW + n * b.DAY, b.OFFICE, b.PLC, 1_000 + n, service=None) for n in range(8)]
    assert scans(b.alerts_of(b.learnt_plant(), *same)) == []


@pytest.mark.parametrize("initiator", [b.SCADA, b.JUMP])
def test_who_stays_within_ot_and_a_jump_host_are_none(initiator: str) -> None:
    pipeline = b.learnt_plant()
    pipeline.change(b.asset("jump", b.JUMP, role="jump-host"))
    assert scans(b.alerts_of(pipeline, *a_door_a_day(initiator, 8))) == []


def test_a_restart_each_day_changes_nothing() -> None:
    whole, cut = b.learnt_plant(), b.learnt_plant()
    records = {record.key: record for record in b.learnt_records()}
    events = [*a_door_a_day(b.OFFICE, 5), *every_20_minutes(b.JUMP, 12, NOW + 5 * b.DAY)]
    again: list[Alert] = []
    for event in events:
        again += b.alerts_of(cut, event)
        records |= {record.key: record for record in cut.changed_records()}
        cut = Pipeline(b.SITE, CoreSettings())
        assert cut.restore([record for record in records.values() if record.value is not None]) == []
    told = b.alerts_of(whole, *events)
    assert scans(again) == scans(told) != []
