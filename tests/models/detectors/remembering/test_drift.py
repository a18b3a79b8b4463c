"""What has changed for good is one alert with before and after; weekends, holidays and stops are none."""

import pytest

from models.pipeline import Pipeline
from models.settings import CoreSettings
from schemas.alert import Alert
from schemas.verdict import PathSubject
from tests.models import builders as b
from tests.models.detectors.remembering.drifting_plant import (
    CELL,
    CHANGES,
    WAYS,
    Times,
    Way,
    as_ever,
    days,
    drifts,
    evenly,
    merged,
    plant,
    ticks,
    unevenly,
)
from tests.models.maintenance.announced import announced

CHANGED_ON = 20
NOW = b.MONDAY + 5 * b.DAY
LATER = NOW + 3 * b.DAY


def from_then_on(*ways: Way, times: float = 2.0, until: int = 1_000) -> Times:
    return lambda way, day: times if way in ways and CHANGED_ON <= day < until else 1.0


def one_of(alerts: list[Alert]) -> Alert:
    (first,) = {alert.id: alert for alert in reversed(alerts)}.values()
    return first


def test_a_path_that_is_asked_twice_as_often_is_told_once_after_five_days() -> None:
    told = drifts(days(45, from_then_on(CELL[0])))
    alert = one_of(told)
    assert (alert.level, alert.title) == (
        "low",
        f"Lasting change: {b.SCADA} -> {b.PLC} (modbus), 100 connections a day instead of 50",
    )
    assert alert.summary == (
        f"{b.SCADA} in control has had about 100 connections a day with {b.PLC} in cell by modbus since 2026-01-25; in "
        "18 days before it was about 50 connections."
    )
    assert alert.time - b.MONDAY == (CHANGED_ON + 5) * b.DAY
    assert [each.status for each in told] == ["open", "open", "closed"]


@pytest.mark.parametrize(
    "often",
    [
        as_ever,
        from_then_on(CELL[0], times=1.3),
        from_then_on(CELL[0], until=CHANGED_ON + 4),
        lambda _, day: 0.4 if day % 7 > 4 else 1.0,
        lambda _, day: 0.4 if day % 7 > 4 or 20 <= day < 34 else 1.0,
        lambda _, day: 0.0 if 20 <= day < 30 else 1.0,
        lambda way, day: (0.08, 0.3, 0.9, 0.5, 0.2, 0.1, 0.6, 0.06)[WAYS.index(way)] if 20 <= day < 34 else 1.0,
    ],
    ids=["nothing", "a third", "four days", "weekends", "holidays like weekends", "nobody there", "a plant that stops"],
)
def test_what_does_not_last_or_is_small_or_known_is_no_change(often: Times) -> None:
    assert drifts(days(45, often)) == []


def test_weekends_do_not_hide_a_change() -> None:
    def often(way: Way, day: int) -> float:
        return (0.3 if day % 7 > 4 else 1.0) * (3.0 if way == CELL[0] and day >= CHANGED_ON else 1.0)

    assert one_of(drifts(days(40, often))).title.startswith("Lasting change")


@pytest.mark.parametrize(("times", "way"), [(4.0, "has sent about 370 kB a day to"), (0.2, "has got about 58 kB a")])
def test_what_moves_more_or_less_is_told_as_octets(times: float, way: str) -> None:
    assert way in one_of(drifts(days(40, much=from_then_on(CELL[0], times=times)))).summary


def test_another_rate_of_polling_of_one_master_is_one_alert() -> None:
    alert = one_of(drifts(days(40, from_then_on(*CELL))))
    assert (alert.level, alert.title) == ("low", f"Lasting change: 3 paths that {b.SCADA} begins")
    assert "in 18 days before it was about 50 connections" in alert.summary


@pytest.mark.parametrize("times", [2.0, 0.5])
def test_a_plant_that_changes_at_once_is_one_piece_of_information(times: float) -> None:
    alert = one_of(drifts(days(40, from_then_on(*WAYS, times=times))))
    assert (alert.level, alert.title) == ("info", "Lasting change: 8 paths of the plant")
    assert alert.initiator is None


def test_what_was_told_is_usual_and_going_back_is_a_change_again() -> None:
    told = drifts(days(60, from_then_on(CELL[0], until=40)))
    assert [alert.title.split(", ")[1] for alert in told if alert.revision == 1] == [
        "100 connections a day instead of 50", "50 connections a day instead of 100",
    ]  # fmt: skip


def test_a_slow_climb_is_told_against_the_oldest_week_though_no_step_was_large() -> None:
    told = drifts(days(126, much=lambda way, day: 1.011**day if way == CELL[0] else 1.0, every_s=b.HOUR))
    alert = one_of(told)
    assert alert.title == f"Slow climb: {b.SCADA} -> {b.PLC} (modbus), 170 kB a day instead of 52 kB"
    assert "little by little it came there from 52 kB 17 weeks before" in alert.summary


def test_what_grows_by_a_half_in_months_is_growth() -> None:
    assert drifts(days(126, much=lambda _, day: 1.003**day, every_s=b.HOUR)) == []


def test_what_was_learnt_by_declaration_is_no_change() -> None:
    pipeline = Pipeline(b.SITE, CoreSettings(learn_until=b.MONDAY + 23 * b.DAY))
    b.run(pipeline, CHANGES)
    assert drifts(days(45, from_then_on(CELL[0])), pipeline=pipeline) == []


def test_a_change_is_not_learnt_while_an_alert_holds_its_path() -> None:
    pipeline = plant()
    condemned = b.verdict(
        b.MONDAY + CHANGED_ON * b.DAY,
        "malicious",
        path=PathSubject(b.SCADA, b.PLC, "modbus"),
        reason="a stolen account",
    )
    rest = days(12, from_then_on(CELL[0]), first=CHANGED_ON)
    told = drifts(days(CHANGED_ON), [condemned], rest, pipeline=pipeline)
    assert {alert.status for alert in told} == {"open"}
    assert len({alert.id for alert in told}) == 1


def test_a_steady_pace_that_is_lost_is_told_after_a_day_and_over_with_it() -> None:
    steady = evenly(b.MONDAY, NOW, 300.0, *WAYS)
    others = evenly(NOW, LATER + b.DAY, 300.0, *WAYS[1:])
    lost = [*unevenly(NOW, LATER, 300.0, CELL[0]), *evenly(LATER, LATER + b.DAY, 300.0, CELL[0])]
    told = drifts(merged(steady, others, lost, ticks(b.MONDAY, LATER + b.DAY)))
    alert = one_of(told)
    assert (alert.level, alert.title) == (
        "low",
        f"Steady pace lost: {b.SCADA} -> {b.PLC} (modbus), asked every 5 minutes before, at uneven times now",
    )
    assert alert.summary.startswith(f"{b.SCADA} in control asked {b.PLC} in cell by modbus every 5 minutes, steadily")
    assert b.DAY <= alert.time - NOW <= 1.5 * b.DAY
    assert told[-1].status == "closed"


@pytest.mark.parametrize("lost", [0.0, 0.1])
def test_a_sensor_that_loses_each_tenth_row_makes_no_pace_uneven(lost: float) -> None:
    steady = evenly(b.MONDAY, NOW, 300.0, *WAYS)
    assert drifts(merged(steady, evenly(NOW, LATER, 300.0, *WAYS, lost=lost), ticks(b.MONDAY, LATER))) == []


def test_one_path_that_loses_four_in_ten_is_told_and_a_whole_sensor_once() -> None:
    steady = evenly(b.MONDAY, NOW, 300.0, *WAYS)
    one = merged(evenly(NOW, LATER, 300.0, *WAYS[1:]), evenly(NOW, LATER, 300.0, CELL[0], lost=0.4))
    everything = evenly(NOW, LATER, 300.0, *WAYS, lost=0.4)
    assert one_of(drifts(merged(steady, one, ticks(b.MONDAY, LATER)))).level == "low"
    alert = one_of(drifts(merged(steady, everything, ticks(b.MONDAY, LATER))))
    assert (alert.level, alert.title) == ("info", "Steady pace lost: 8 paths of the plant")


def test_announced_work_makes_no_pace_uneven() -> None:
    work = announced(time=NOW, id=b.PLC, subject="asset", expires=LATER)
    parts = (evenly(NOW, LATER, 300.0, *WAYS[1:]), unevenly(NOW, LATER, 300.0, CELL[0]), ticks(NOW, LATER))
    before = merged(evenly(b.MONDAY, NOW, 300.0, *WAYS), ticks(b.MONDAY, NOW))
    assert drifts(before, [work], merged(*parts)) == []
    assert drifts(before, merged(*parts)) != []


def test_a_restart_makes_no_pace_uneven() -> None:
    steady = evenly(b.MONDAY, NOW, 300.0, *WAYS)
    gone = evenly(NOW + 0.7 * b.DAY, LATER, 300.0, *WAYS)
    assert drifts(merged(steady, gone, ticks(b.MONDAY, LATER))) == []


def test_what_was_uneven_from_the_start_has_no_pace_to_lose() -> None:
    assert drifts(merged(unevenly(b.MONDAY, LATER, 300.0, *WAYS), ticks(b.MONDAY, LATER))) == []


@pytest.mark.parametrize("cut", [0.3, 0.62, 0.64, 0.9])
def test_it_goes_on_after_a_restart(cut: float) -> None:
    events = [*CHANGES, *days(40, from_then_on(CELL[0]))]
    at = int(cut * len(events))
    whole, half = b.new_pipeline(), b.new_pipeline()
    b.run(whole, events[:at])
    b.run(half, events[:at])
    restored = Pipeline(b.SITE, half._state.settings)
    assert restored.restore(list(half.changed_records())) == []
    assert b.run(restored, events[at:]).alerts == b.run(whole, events[at:]).alerts


def test_late_and_repeated_ticks_tell_nothing_twice() -> None:
    events = list(days(40, from_then_on(CELL[0])))
    repeated = [each for event in events for each in ((event, event) if not hasattr(event, "end") else (event,))]
    assert drifts(repeated) == drifts(events)
