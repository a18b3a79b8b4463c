"""A job known for weeks that runs far from all its hours is one low alert; what people do is none."""

from collections.abc import Iterable, Iterator

import pytest

from models.detectors.remembering.hours import Hours
from models.pipeline import Pipeline
from models.settings import CoreSettings
from schemas.alert import Alert
from schemas.flow import Flow
from tests.models import builders as b
from tests.models.maintenance.announced import announced

NOW = b.MONDAY + 28 * b.DAY
JOB, PEOPLE = (1,), (8, 10, 11, 13, 15, 17)
SHELL, DESKTOP, SHARE = "ssh", "rdp", "smb"
PORTS = {SHELL: 22, DESKTOP: 3389, SHARE: 445}


def ticks(begin: float, end: float) -> Iterator[b.Event]:
    """A controller is polled, and the clock goes on."""
    time = begin
    while time < end:
        yield b.flow(time, b.SCADA, b.PLC, service="modbus")
        yield b.tick(time + 1.0)
        time += 10.0 * b.MINUTE


def use(time: float, service: str, initiator: str = b.JUMP) -> b.Event:
    return b.flow(time, initiator, b.SCADA, PORTS[service], service=service)


def uses(hours: tuple[int, ...], service: str, begin: float = b.MONDAY, days: int = 28, **who: str) -> list[b.Event]:
    """Each day at these hours UTC, 20 minutes past."""
    return [use(begin + day * b.DAY + hour * b.HOUR + 1_200.0, service, **who) for day in range(days) for hour in hours]


def moment(event: b.Event) -> float:
    return event.end if isinstance(event, Flow) else event.time


def plant(learnt: Iterable[b.Event], until: float = NOW, zone: str = "UTC") -> Pipeline:
    pipeline = Pipeline(b.SITE, CoreSettings(time_zone=zone))
    for change in (*b.ZONES, b.conduit("dmz", "control", "*")):
        pipeline.change(change)
    assert told(pipeline, [*learnt, *ticks(b.MONDAY, until)]) == []
    return pipeline


def told(pipeline: Pipeline, events: Iterable[b.Event]) -> list[Alert]:
    return [alert for alert in b.run(pipeline, sorted(events, key=moment)).alerts if alert.kind == "hours"]


def later(*events: b.Event, days: float = 1.0, begin: float = NOW) -> list[b.Event]:
    return [*events, *ticks(begin, begin + days * b.DAY)]


def test_a_job_at_another_time_of_the_day_is_told_low_and_is_over() -> None:
    pipeline = plant(uses(JOB, SHELL))
    alerts = told(pipeline, later(use(NOW + 13.4 * b.HOUR, SHELL)))
    assert [(one.title, one.level, one.status) for one in alerts] == [
        (f"Used at an unusual hour: {b.JUMP} -> {b.SCADA} (ssh), 13:24", "low", "open"),
        (f"Used at an unusual hour: {b.JUMP} -> {b.SCADA} (ssh), 13:24", "low", "closed"),
    ]
    assert alerts[0].summary == (
        f"{b.JUMP} in dmz used {b.SCADA} in control by ssh at 2026-02-02 13:24; in 29 days of watching, with uses in "
        "28 hours on 28 days, all its uses came from 01:00 to 01:59."
    )


def test_somebody_at_night_is_none() -> None:
    pipeline = plant(uses(PEOPLE, DESKTOP))
    assert told(pipeline, later(use(NOW + 2.5 * b.HOUR, DESKTOP))) == []


def test_what_a_jump_host_begins_is_somebodys_even_where_it_had_few_hours() -> None:
    pipeline = plant([], until=b.MONDAY + 600.0)
    pipeline.change(b.asset("jump-1", ip=b.JUMP, role="jump-host"))
    assert told(pipeline, [*uses(JOB, SHELL), *ticks(b.MONDAY + 600.0, NOW)]) == []
    assert told(pipeline, later(use(NOW + 13.4 * b.HOUR, SHELL))) == []


def test_a_backup_that_is_fetched_by_day_is_none() -> None:
    pipeline = plant(uses(JOB, SHARE))
    assert told(pipeline, later(use(NOW + 13.4 * b.HOUR, SHARE))) == []


@pytest.mark.parametrize("hour", [5.1, 9.0, 14.0, 20.9])
def test_within_three_hours_of_a_use_is_no_news(hour: float) -> None:
    pipeline = plant(uses((8, 11, 14, 17), DESKTOP))
    assert told(pipeline, later(use(NOW + hour * b.HOUR, DESKTOP))) == []


def test_both_changes_of_clocks_are_no_news_for_a_job_by_utc() -> None:
    """Clocks change on 29 March 2026 in Berlin; the job goes on at one o'clock UTC."""
    pipeline = plant(uses(JOB, SHELL), zone="Europe/Berlin")
    assert told(pipeline, later(*uses(JOB, SHELL, NOW, 70), days=70.0)) == []


def test_a_job_on_its_first_sunday_is_told_after_four_weeks() -> None:
    workdays = [event for event in uses(JOB, SHELL, days=33) if (moment(event) - b.MONDAY) // b.DAY % 7 < 5]
    pipeline = plant(workdays, until=b.MONDAY + 33 * b.DAY)
    begin = b.MONDAY + 34 * b.DAY
    alerts = told(pipeline, [*ticks(begin - b.DAY, begin), *later(use(begin + 1.4 * b.HOUR, SHELL), begin=begin)])
    assert [one.summary.rpartition(", ")[2] for one in alerts][:1] == ["it never came on a Saturday or Sunday."]


def test_what_lasts_is_usual_after_three_days() -> None:
    pipeline = plant(uses(JOB, SHELL))
    alerts = told(pipeline, later(*uses((13,), SHELL, NOW, 12), days=12.0))
    assert {one.time // b.DAY - NOW // b.DAY for one in alerts if one.status == "open"} <= {0.0, 1.0, 2.0, 3.0}
    assert alerts


def test_what_is_within_the_office_or_no_way_to_work_on_a_host_has_no_hours() -> None:
    office = [b.flow(moment(event), b.OFFICE, b.OTHER_OFFICE, 22, service=SHELL) for event in uses(JOB, SHELL)]
    names = [b.flow(moment(event), b.JUMP, b.SCADA, 53, service="dns") for event in uses(JOB, SHELL)]
    pipeline = plant([*office, *names])
    odd = NOW + 13.4 * b.HOUR
    news = [b.flow(odd, b.OFFICE, b.OTHER_OFFICE, 22, service=SHELL), b.flow(odd, b.JUMP, b.SCADA, 53, service="dns")]
    assert told(pipeline, later(*news)) == []


def test_announced_work_is_held_back_and_not_learnt() -> None:
    pipeline = plant(uses(JOB, SHELL))
    pipeline.change(announced(time=NOW, subject="asset", id=b.SCADA, starts=NOW, expires=NOW + b.DAY))
    assert told(pipeline, later(use(NOW + 13.4 * b.HOUR, SHELL), days=2.0)) == []
    begin = NOW + 2 * b.DAY
    assert told(pipeline, later(use(begin + 13.4 * b.HOUR, SHELL), begin=begin)) != []


def test_it_goes_on_after_a_restart() -> None:
    whole = plant(uses(JOB, SHELL))
    again = Pipeline(b.SITE, CoreSettings())
    assert again.restore(whole.changed_records()) == []
    events = later(use(NOW + 13.4 * b.HOUR, SHELL))
    assert told(again, events) == told(whole, events) != []


def test_late_and_repeated_rows_tell_nothing_twice() -> None:
    pipeline = plant(uses(JOB, SHELL))
    odd = use(NOW + 13.4 * b.HOUR, SHELL)
    alerts = told(pipeline, later(odd, odd, odd, b.tick(NOW + 14 * b.HOUR), b.tick(NOW + 14 * b.HOUR)))
    assert [one.revision for one in alerts if one.status == "open"] == [1]
    assert told(pipeline, later(use(NOW + 13.4 * b.HOUR, SHELL), begin=NOW + b.DAY)) == []


def test_an_asset_that_is_learnt_anew_has_no_hours() -> None:
    pipeline = plant(uses(JOB, SHELL))
    (hours,) = (each for each in pipeline._state.listeners.all if isinstance(each, Hours))
    assert hours.memory.get(f"ip:{b.JUMP}|ip:{b.SCADA}|ssh") is not None
    pipeline.relearn_asset(b.JUMP)
    assert hours.memory.get(f"ip:{b.JUMP}|ip:{b.SCADA}|ssh") is None
