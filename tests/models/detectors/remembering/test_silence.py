"""What speaks all day and says nothing is one alert, whatever fell silent with it, and none once it speaks again."""

from collections.abc import Collection

import pytest

from models.findings.expected.expected_paths import TIMES_LONGER
from models.findings.expected.usual_pauses import SHORT_S
from models.pipeline import Pipeline
from models.settings import CoreSettings
from schemas.flow import Flow
from schemas.state import StateRecord
from tests.models import builders as b
from tests.models.detectors.remembering.silent_plant import (
    CELL,
    CELL_2,
    CHANGES,
    COLLECTED,
    NOW,
    PLCS_2,
    SCADA_2,
    STEP,
    WAYS,
    Way,
    plant,
    records,
    silences,
    spoken,
)
from tests.models.maintenance.announced import announced

POLL = CELL[2]
LATER = NOW + 2 * b.HOUR


def test_a_controller_that_is_not_polled_any_more_is_one_alert_closed_when_it_is() -> None:
    pipeline = plant()
    (alert,) = silences(pipeline, spoken(NOW, LATER, but=[POLL]))
    assert (alert.status, alert.level, alert.service) == ("open", "low", "modbus")
    assert alert.title == f"Expected path is silent: {b.SCADA} -> {b.PLC3} (modbus)"
    assert alert.initiator is not None
    assert alert.responder is not None
    assert (alert.initiator.ip, alert.responder.ip) == (b.SCADA, b.PLC3)
    assert alert.summary == (
        f"{b.SCADA} in control usually speaks to {b.PLC3} in cell by modbus every 2 minutes, and has not for 16 "
        "minutes. Usual are pauses of 5 minutes at most; the sensor saw other traffic meanwhile."
    )
    assert alert.first_seen == pytest.approx(NOW - STEP, abs=1.0)
    assert TIMES_LONGER * SHORT_S <= alert.time - alert.first_seen <= TIMES_LONGER * SHORT_S + 2 * STEP
    (closed,) = silences(pipeline, spoken(LATER, LATER + b.HOUR))
    assert (closed.id, closed.status) == (alert.id, "closed")


def test_a_pause_of_ten_minutes_is_none() -> None:
    pipeline = plant()
    assert silences(pipeline, [*spoken(NOW, NOW + 600.0, but=[POLL]), *spoken(NOW + 600.0, LATER)]) == []


def test_a_pause_that_came_before_is_known_by_its_length() -> None:
    pipeline = plant()
    assert silences(pipeline, [*spoken(NOW, NOW + 600.0, but=[POLL]), *spoken(NOW + 600.0, LATER)]) == []
    assert (
        silences(pipeline, [*spoken(LATER, LATER + 1_500.0, but=[POLL]), *spoken(LATER + 1_500.0, LATER + 7_200.0)])
        == []
    )
    assert len(silences(pipeline, spoken(LATER + 7_200.0, LATER + 15_000.0, but=[POLL]))) == 1


def test_what_is_told_is_not_learnt() -> None:
    pipeline = plant()
    events = [*spoken(NOW, LATER, but=[POLL]), *spoken(LATER, LATER + b.HOUR)]
    assert [alert.status for alert in silences(pipeline, events)] == ["open", "closed"]
    again = silences(pipeline, spoken(LATER + b.HOUR, LATER + 2 * b.HOUR, but=[POLL]))
    assert [alert.status for alert in again] == ["open"]


@pytest.mark.parametrize(("days", "told"), [(1.0, 0), (2.5, 0), (3.5, 1), (4.4, 1), (4.6, 0), (5.5, 0), (6.5, 0)])
def test_in_its_first_week_its_pauses_are_known_after_three_days_but_those_of_the_weekend(
    days: float, told: int
) -> None:
    pipeline = b.new_pipeline(*CHANGES)
    begin = b.MONDAY + days * b.DAY
    assert silences(pipeline, spoken(b.MONDAY, begin, step=2 * STEP)) == []
    assert len(silences(pipeline, spoken(begin, begin + b.HOUR, but=[POLL]))) == told


def test_what_paused_in_its_first_days_is_not_known_before_a_week() -> None:
    pipeline = b.new_pipeline(*CHANGES)
    begin, pause = b.MONDAY + 3.5 * b.DAY, b.MONDAY + 2.5 * b.DAY
    assert silences(pipeline, spoken(b.MONDAY, pause, step=2 * STEP)) == []
    assert silences(pipeline, spoken(pause, pause + 15 * b.MINUTE, but=[POLL])) == []
    assert silences(pipeline, spoken(pause + 15 * b.MINUTE, begin, step=2 * STEP)) == []
    assert silences(pipeline, spoken(begin, begin + 3 * b.HOUR, but=[POLL])) == []


def test_a_plant_that_stops_on_its_first_friday_afternoon_says_nothing_of_it() -> None:
    pipeline = b.new_pipeline(*CHANGES)
    begin = b.MONDAY + 4.6 * b.DAY
    assert silences(pipeline, spoken(b.MONDAY, begin, step=2 * STEP)) == []
    monday = b.MONDAY + 7 * b.DAY
    assert silences(pipeline, spoken(begin, monday, ways=[POLL], step=2 * STEP)) == []


def test_a_panel_that_polls_nobody_any_more_is_one_alert() -> None:
    alerts = silences(plant(), spoken(NOW, LATER, but=CELL))
    assert [alert.title for alert in alerts] == [f"{b.SCADA} polls nobody any more: 3 expected paths"]
    assert alerts[0].level == "medium"


def test_a_device_that_stops_is_one_alert() -> None:
    mine = [way for way in WAYS if b.PLC2 in way]
    alerts = silences(plant(), spoken(NOW, LATER, but=mine))
    assert [alert.title for alert in alerts] == [f"{b.PLC2} is silent: 2 expected paths"]
    assert alerts[0].initiator is not None
    assert (alerts[0].initiator.ip, alerts[0].responder) == (b.PLC2, None)
    assert "opc-ua" in alerts[0].summary
    assert "modbus" in alerts[0].summary


def test_a_cell_that_stops_is_one_alert_and_its_end_closes_it() -> None:
    pipeline = plant()
    mine = [*CELL_2, COLLECTED[1]]
    alerts = silences(pipeline, spoken(NOW, LATER, but=mine))
    assert [alert.title for alert in alerts] == ["Zone cell-2 fell silent: 4 expected paths"]
    assert (alerts[0].initiator, alerts[0].level) == (None, "medium")
    first = silences(pipeline, spoken(LATER, LATER + 10 * b.MINUTE, but=mine[:1]))
    assert [alert.status for alert in first] == ["closed"]
    rest = silences(pipeline, spoken(LATER + 10 * b.MINUTE, LATER + b.HOUR, but=mine[:1]))
    assert [alert.title for alert in rest] == [f"Expected path is silent: {SCADA_2} -> {PLCS_2[0]} (modbus)"]


def test_what_falls_silent_one_by_one_becomes_one_alert() -> None:
    pipeline = plant()
    first = silences(pipeline, spoken(NOW, NOW + 30 * b.MINUTE, but=CELL[:1]))
    then = silences(pipeline, spoken(NOW + 30 * b.MINUTE, LATER, but=CELL))
    assert [alert.status for alert in first] == ["open"]
    assert [(alert.status, alert.id == first[0].id) for alert in then] == [("closed", True), ("open", False)]
    assert then[1].title == f"{b.SCADA} polls nobody any more: 3 expected paths"


def test_where_most_is_silent_at_once_it_is_the_sensor() -> None:
    pipeline = plant()
    assert silences(pipeline, spoken(NOW, LATER, but=WAYS[:-1])) == []
    assert silences(pipeline, spoken(LATER, LATER + b.HOUR)) == []


def test_a_gap_of_the_sensor_is_nobodys_silence() -> None:
    pipeline = plant()
    nothing = [b.tick(NOW + n * b.MINUTE) for n in range(120)]
    assert silences(pipeline, [*nothing, *spoken(LATER, LATER + b.HOUR)]) == []


def _time(event: b.Event) -> float:
    return event.end if isinstance(event, Flow) else event.time


def test_of_two_sensors_the_one_that_is_down_excuses_its_own_paths_alone() -> None:
    pipeline, west = b.new_pipeline(*CHANGES), [*CELL_2, *COLLECTED]

    def both(begin: float, end: float, *, but: Collection[Way] = (), down: bool = False) -> list[b.Event]:
        east = spoken(begin, end, but=but, ways=CELL, step=2 * STEP, sensor="east")
        other = () if down else spoken(begin + 1.0, end, but=but, ways=west, step=2 * STEP, sensor="west")
        return sorted([*east, *other], key=_time)

    assert silences(pipeline, both(b.MONDAY, NOW)) == []
    assert silences(pipeline, both(NOW, LATER, down=True)) == []
    assert silences(pipeline, both(LATER, LATER + b.HOUR)) == []
    alerts = silences(pipeline, both(LATER + b.HOUR, LATER + 3 * b.HOUR, but=[POLL], down=True))
    assert [alert.title for alert in alerts] == [f"Expected path is silent: {b.SCADA} -> {b.PLC3} (modbus)"]


def test_maintenance_of_an_end_holds_it_back_and_what_is_silent_after_it_is_told() -> None:
    pipeline = plant()
    window = announced(time=NOW, subject="asset", id=b.PLC3, starts=NOW, expires=LATER)
    assert silences(pipeline, [window, *spoken(NOW, LATER, but=[POLL])]) == []
    held = b.run(pipeline, spoken(LATER, LATER + 2 * b.HOUR, but=[POLL])).alerts
    told = {alert.kind: alert for alert in held}
    assert sorted(alert.kind for alert in held) == ["maintenance-digest", "silence"]
    assert any("usually speaks" in reason.text for reason in told["maintenance-digest"].reasons)


def test_maintenance_of_one_device_does_not_hold_back_that_its_zone_is_silent() -> None:
    window = announced(time=NOW, subject="asset", id=PLCS_2[0], starts=NOW, expires=LATER)
    alerts = silences(plant(), [window, *spoken(NOW, LATER, but=[*CELL_2, COLLECTED[1]])])
    assert [alert.title for alert in alerts] == ["Zone cell-2 fell silent: 4 expected paths"]


def test_a_twin_that_takes_the_polls_over_is_no_silence() -> None:
    twin = "10.10.0.2"
    taken_over = [(twin, plc, 502, "modbus") for plc in PLCS_2]
    ways = [way for way in WAYS if way not in CELL_2]
    assert silences(plant(), spoken(NOW, NOW + 6 * b.HOUR, ways=[*ways, *taken_over])) == []


def test_a_silence_that_lasts_is_told_once_a_day_and_forgotten_after_a_week() -> None:
    pipeline = plant()
    told = silences(pipeline, spoken(NOW, NOW + 9 * b.DAY, but=[POLL], step=2 * STEP))
    assert [alert.status for alert in told] == ["open"] * 7 + ["closed"]
    assert len({alert.id for alert in told}) == 1


def test_late_flows_and_repeated_ticks_tell_nothing_twice() -> None:
    pipeline = plant()
    late = [b.flow(NOW - b.HOUR, *POLL[:3], service="modbus") for _ in range(5)]
    again = [event for event in spoken(NOW, LATER, but=[POLL]) for _ in range(2)]
    assert len(silences(pipeline, [*late, *again])) == 1


def test_its_memory_outlives_a_restart() -> None:
    pipeline, other = plant(), Pipeline(b.SITE, CoreSettings())
    store = {each.key: each.value for each in records()}
    b.run(pipeline, spoken(NOW, NOW + 10 * b.MINUTE, but=[POLL]))
    store |= {each.key: each.value for each in pipeline.changed_records()}
    assert other.restore([StateRecord(key, value) for key, value in store.items() if value is not None]) == []
    events = [*spoken(NOW + 10 * b.MINUTE, LATER, but=[POLL]), *spoken(LATER, LATER + b.HOUR)]
    assert silences(other, events) == silences(pipeline, events) != []


def test_a_word_on_its_alert_silences_it() -> None:
    pipeline = plant()
    (alert,) = silences(pipeline, spoken(NOW, NOW + 30 * b.MINUTE, but=[POLL]))
    said = silences(pipeline, [b.verdict(NOW + 30 * b.MINUTE, "expected", alert=alert.id)])
    assert [each.status for each in said] == ["expected"]
    assert silences(pipeline, spoken(NOW + 30 * b.MINUTE, NOW + 6 * b.HOUR, but=[POLL])) == []
    assert b.path(pipeline, b.SCADA, b.PLC3, "modbus").status == "learnt"


def test_weekends_and_nights_are_no_news_and_a_workday_is_after_three_weeks() -> None:
    pipeline, shift = b.new_pipeline(*CHANGES), [*CELL, COLLECTED[0]]
    all_day = [way for way in WAYS if way not in shift]

    def day(number: int, *, but: Collection[Way] = ()) -> list[b.Event]:
        begin = b.MONDAY + number * b.DAY
        works = number % 7 < 5
        ways = [*all_day, *shift] if works else all_day
        return [
            *spoken(begin, begin + 6 * b.HOUR, ways=all_day, step=2 * STEP),
            *spoken(begin + 6 * b.HOUR, begin + 22 * b.HOUR, ways=ways, but=but, step=2 * STEP),
            *spoken(begin + 22 * b.HOUR, begin + b.DAY, ways=all_day, step=2 * STEP),
        ]

    for number in range(29):
        assert silences(pipeline, day(number)) == [], number
    alerts = silences(pipeline, day(29, but=(POLL,)))
    assert [alert.title for alert in alerts] == [f"Expected path is silent: {b.SCADA} -> {b.PLC3} (modbus)"]


def test_a_pause_of_announced_work_is_no_usual_one() -> None:
    pipeline = plant()
    window = announced(time=NOW, subject="asset", id=b.PLC3, starts=NOW - STEP, expires=NOW + b.HOUR)
    assert silences(pipeline, [window, *spoken(NOW, NOW + 840.0, but=[POLL]), *spoken(NOW + 840.0, LATER)]) == []
    (alert,) = silences(pipeline, spoken(LATER, LATER + b.HOUR, but=[POLL]))
    assert "Usual are pauses of 5 minutes at most" in alert.summary


def test_what_a_lost_record_told_of_is_watched_again() -> None:
    pipeline = plant()
    (alert,) = silences(pipeline, spoken(NOW, LATER, but=[POLL]))
    (detector,) = (each for each in pipeline._state.listeners.all if each.kind == "silence")
    (told,) = (key for key, kept in detector.memory.items() if kept.silence is not None)
    detector.memory.drop(told)
    silences(pipeline, spoken(LATER, LATER + 2 * b.HOUR))
    again = silences(pipeline, spoken(LATER + 2 * b.HOUR, LATER + 4 * b.HOUR, but=[POLL]))
    assert [each.title for each in again] == [alert.title]
