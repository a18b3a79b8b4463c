"""An asset that has far more connections than ever, for ten minutes and more, is one alert; what is usual is none."""

from collections.abc import Iterable, Iterator

import pytest

from models.baseline.windows import WINDOW_S
from models.detectors.remembering.burst import Burst
from models.pipeline import Pipeline
from models.settings import CoreSettings
from schemas.alert import Alert
from schemas.flow import Flow
from schemas.state import StateRecord
from schemas.tick import Tick
from tests.models import builders as b
from tests.models.maintenance.announced import announced

NOW = b.after(8)
QUICK = 2.0
"""Seconds between polls of a burst: 150 in five minutes, where 5 are usual."""


def polls(begin: float, end: float, every: float = b.MINUTE, initiator: str = b.SCADA) -> Iterator[b.Event]:
    """Two controllers are polled once a minute, the first one as often as told."""
    time, beside = begin, begin
    while time < end:
        yield b.flow(time, initiator, b.PLC, service="modbus")
        if time >= beside:
            yield b.flow(time + 0.5, b.SCADA, b.PLC2, service="modbus")
            yield b.tick(time + 0.6)
            beside += b.MINUTE
        time += every


@pytest.fixture(scope="module")
def records() -> tuple[StateRecord, ...]:
    pipeline = b.new_pipeline()
    assert bursts(pipeline, polls(b.MONDAY, NOW)) == []
    return tuple(pipeline.changed_records())


@pytest.fixture
def plant(records: tuple[StateRecord, ...]) -> Pipeline:
    pipeline = Pipeline(b.SITE, CoreSettings())
    assert pipeline.restore(records) == []
    return pipeline


def bursts(pipeline: Pipeline, events: Iterable[b.Event]) -> list[Alert]:
    return [alert for alert in b.run(pipeline, events).alerts if alert.kind == "burst"]


def test_a_controller_that_is_asked_thirty_times_as_often_is_one_alert_of_the_path(plant: Pipeline) -> None:
    (alert,) = bursts(plant, [*polls(NOW, NOW + 1_200.0, QUICK), *polls(NOW + 1_200.0, NOW + b.HOUR)])
    assert (alert.title, alert.level) == (f"Burst of connections: {b.SCADA} -> {b.PLC} (modbus)", "low")
    assert alert.initiator is not None
    assert alert.responder is not None
    assert (alert.initiator.ip, alert.responder.ip, alert.service) == (b.SCADA, b.PLC, "modbus")
    assert (alert.first_seen, alert.time) == (NOW, NOW + 2 * WINDOW_S)
    assert alert.summary == (
        f"{b.SCADA} in control opened 150 connections in five minutes to {b.PLC} in cell by modbus, and so for 10 "
        f"minutes; in 8 days of watching, the busiest five minutes of {b.SCADA} had no more than 33."
    )


def test_it_is_over_some_hours_later(plant: Pipeline) -> None:
    events = [*polls(NOW, NOW + 1_200.0, QUICK), *polls(NOW + 1_200.0, NOW + 5 * b.HOUR)]
    assert [alert.status for alert in bursts(plant, events)] == ["open", "closed"]


def test_five_minutes_of_it_after_a_restart_are_none_and_are_known_from_then_on(plant: Pipeline) -> None:
    short = [*polls(NOW, NOW + 290.0, QUICK), *polls(NOW + 290.0, NOW + b.HOUR)]
    assert bursts(plant, short) == []
    later = NOW + b.HOUR
    assert bursts(plant, [*polls(later, later + 1_200.0, QUICK), *polls(later + 1_200.0, later + b.HOUR)]) == []


def test_what_was_told_once_is_usual_later_and_three_times_as_much_is_not(plant: Pipeline) -> None:
    assert len(bursts(plant, [*polls(NOW, NOW + 1_200.0, QUICK), *polls(NOW + 1_200.0, NOW + b.DAY)])) == 2
    day = NOW + b.DAY
    assert bursts(plant, [*polls(day, day + 1_200.0, QUICK), *polls(day + 1_200.0, day + b.HOUR)]) == []
    later = day + b.HOUR
    again = bursts(plant, [*polls(later, later + 1_200.0, QUICK / 4), *polls(later + 1_200.0, later + b.HOUR)])
    assert [alert.status for alert in again] == ["open"]


def test_ten_times_as_often_is_too_few_to_matter(plant: Pipeline) -> None:
    assert bursts(plant, [*polls(NOW, NOW + 1_800.0, 6.0), *polls(NOW + 1_800.0, NOW + b.HOUR)]) == []


@pytest.mark.parametrize("days", [1, 3, 6])
def test_before_a_week_it_does_not_know(days: int) -> None:
    pipeline, begin = b.new_pipeline(), b.MONDAY + days * b.DAY
    assert bursts(pipeline, [*polls(b.MONDAY, begin, 2 * b.MINUTE), *polls(begin, begin + b.HOUR, QUICK)]) == []


def test_the_same_within_the_office_is_nobodys_news() -> None:
    pipeline = b.new_pipeline()
    usual = [b.flow(b.MONDAY + n * b.MINUTE, b.OFFICE, b.OTHER_OFFICE, 445) for n in range(8 * 24 * 60)]
    many = [b.flow(NOW + n, b.OFFICE, b.OTHER_OFFICE, 445) for n in range(2_000)]
    assert bursts(pipeline, b.ticked([*usual, *many])) == []


@pytest.mark.parametrize("end", [b.SCADA, b.PLC])
def test_maintenance_of_either_end_holds_it_back(plant: Pipeline, end: str) -> None:
    window = announced(time=NOW, subject="asset", id=end, starts=NOW, expires=NOW + b.HOUR)
    assert bursts(plant, [window, *polls(NOW, NOW + 1_200.0, QUICK), *polls(NOW + 1_200.0, NOW + 2 * b.HOUR)]) == []


def test_its_memory_outlives_a_restart_in_the_midst_of_a_run(plant: Pipeline, records: tuple[StateRecord, ...]) -> None:
    other, store = Pipeline(b.SITE, CoreSettings()), {each.key: each.value for each in records}
    b.run(plant, polls(NOW, NOW + 400.0, QUICK))
    store |= {each.key: each.value for each in plant.changed_records()}
    assert other.restore([StateRecord(key, value) for key, value in store.items() if value is not None]) == []
    events = [*polls(NOW + 400.0, NOW + 1_200.0, QUICK), *polls(NOW + 1_200.0, NOW + b.HOUR)]
    assert bursts(other, events) == bursts(plant, events) != []


def test_late_flows_tell_nothing(plant: Pipeline) -> None:
    late = [b.flow(NOW - b.DAY + n, b.SCADA, b.PLC, service="modbus") for n in range(1_000)]
    assert bursts(plant, [*late, *polls(NOW, NOW + b.HOUR)]) == []


def test_a_forgotten_asset_is_learnt_anew(plant: Pipeline) -> None:
    b.run(plant, polls(NOW, NOW + 1_200.0, QUICK))
    detector = next(each for each in plant._state.listeners.all if isinstance(each, Burst))
    assert [key for key, _ in detector.memory.items()] == [f"ip:{b.PLC}|answered", f"ip:{b.SCADA}|begun"]
    plant.relearn_asset(b.PLC)
    assert [key for key, _ in detector.memory.items()] == [f"ip:{b.SCADA}|begun"]


def test_past_the_bound_nothing_is_told_of_the_next_ones(plant: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.detectors.remembering.burst.MOST_RECORDS", 0)
    assert bursts(plant, polls(NOW, NOW + 1_200.0, QUICK)) == []


def test_a_volley_at_the_end_of_a_window_is_not_what_explains_it(plant: Pipeline) -> None:
    minutes = range(0, 1_200, int(WINDOW_S))
    volleys = [
        b.flow(NOW + begin + WINDOW_S - 5.0 + 0.05 * number, b.SCADA, b.PLC3, 443, service="tls")
        for begin in minutes
        for number in range(60)
    ]
    events = sorted([*polls(NOW, NOW + 1_200.0, 1.0), *volleys], key=lambda event: getattr(event, "end", 0.0) or NOW)
    events = [event for event in events if not isinstance(event, Tick)] + [b.tick(NOW + b.HOUR)]
    named = {alert.service for alert in bursts(plant, events)}
    assert "tls" not in named
    assert named


def test_a_burst_of_announced_work_is_not_learnt(plant: Pipeline) -> None:
    window = announced(time=NOW, subject="asset", id=b.PLC, starts=NOW, expires=NOW + b.HOUR)
    work = [*polls(NOW, NOW + 1_200.0, QUICK), *polls(NOW + 1_200.0, NOW + b.DAY)]
    later = [*polls(NOW + b.DAY, NOW + b.DAY + 1_200.0, QUICK), *polls(NOW + b.DAY + 1_200.0, NOW + b.DAY + b.HOUR)]
    assert bursts(plant, [window, *work]) == []
    assert bursts(plant, later) != []


STATIONS = [f"10.9.0.{number}" for number in range(1, 7)]
CONTROLLERS = [f"10.9.0.{number}" for number in range(21, 27)]
WAYS = [(station, controller) for station in STATIONS for controller in CONTROLLERS]


def rounds(begin: float, end: float, every: float, *ways: tuple[str, str]) -> list[b.Event]:
    """All ways are used once in two minutes, and some of them so often beside."""
    usual = [
        b.flow(begin + 120.0 * number + place / 10.0, *way, service="modbus")
        for number in range(int((end - begin) / 120.0))
        for place, way in enumerate(WAYS)
    ]
    more = [
        b.flow(begin + every * number + place / 100.0, *way, service="modbus")
        for number in range(int((end - begin) / every))
        for place, way in enumerate(ways)
    ]
    ticks = [b.tick(begin + b.MINUTE * number) for number in range(int((end - begin) / b.MINUTE))]
    return sorted([*usual, *more, *ticks], key=_end)


def _end(event: b.Event) -> float:
    if isinstance(event, Flow):
        return event.end
    assert isinstance(event, Tick)
    return event.time


@pytest.fixture(scope="module")
def records_of_rounds() -> tuple[StateRecord, ...]:
    pipeline = b.new_pipeline()
    assert bursts(pipeline, rounds(b.MONDAY, NOW, b.DAY)) == []
    return tuple(pipeline.changed_records())


@pytest.mark.parametrize(
    ("ways", "titles"),
    [
        ([WAYS[8]], ["Burst of connections: 10.9.0.2 -> 10.9.0.23 (modbus)"]),
        (WAYS[:6], ["10.9.0.1 opens far more connections than usual: 612 in five minutes"]),
        (WAYS[2::6], ["10.9.0.23 is asked far more often than usual: 612 connections in five minutes"]),
    ],
    ids=["path", "initiator", "responder"],
)
def test_a_burst_is_told_once_of_whom_it_stands_out_most(
    records_of_rounds: tuple[StateRecord, ...], ways: list[tuple[str, str]], titles: list[str]
) -> None:
    pipeline = Pipeline(b.SITE, CoreSettings())
    assert pipeline.restore(records_of_rounds) == []
    events = [*rounds(NOW, NOW + 1_200.0, 3.0, *ways), *rounds(NOW + 1_200.0, NOW + b.HOUR, b.DAY)]
    assert [alert.title for alert in bursts(pipeline, events)] == titles


def test_who_asks_a_responder_is_named(records_of_rounds: tuple[StateRecord, ...]) -> None:
    pipeline = Pipeline(b.SITE, CoreSettings())
    pipeline.restore(records_of_rounds)
    [alert] = bursts(pipeline, rounds(NOW, NOW + 1_200.0, 4.0, *WAYS[2::6], WAYS[26]))
    assert "by 6 devices, most of them 10.9.0.5, 10.9.0.1, 10.9.0.2, and so for 10 minutes" in alert.summary
    assert alert.advice is not None
    assert alert.advice.text.startswith("See what those that ask 10.9.0.23 have in common")


def test_a_third_more_on_all_ways_is_a_near_miss(records_of_rounds: tuple[StateRecord, ...]) -> None:
    pipeline = Pipeline(b.SITE, CoreSettings())
    pipeline.restore(records_of_rounds)
    # 97 in five minutes at each end, where 15 are usual.
    assert bursts(pipeline, rounds(NOW, NOW + 1_200.0, 22.0, *WAYS)) == []


def test_maintenance_of_all_who_ask_holds_a_responders_burst_back(records_of_rounds: tuple[StateRecord, ...]) -> None:
    pipeline = Pipeline(b.SITE, CoreSettings())
    pipeline.restore(records_of_rounds)
    windows = [
        announced(time=NOW, subject="asset", id=station, starts=NOW, expires=NOW + b.HOUR) for station in STATIONS
    ]
    assert bursts(pipeline, [*windows, *rounds(NOW, NOW + 1_200.0, 4.0, *WAYS[2::6])]) == []


def test_what_an_asset_begins_is_compared_with_what_it_begins_alone() -> None:
    """A controller that answers 150 in five minutes, and begins to ask as many."""
    pipeline, day = b.new_pipeline(), NOW
    usual = (event for event in polls(b.MONDAY, day, QUICK))
    assert bursts(pipeline, usual) == []
    asks = [b.flow(day + QUICK * number + 0.2, b.PLC, b.PLC3, service="modbus") for number in range(600)]
    events = sorted([*polls(day, day + 1_200.0, QUICK), *asks], key=_end)
    assert [alert.title for alert in bursts(pipeline, events)] == [
        f"Burst of connections: {b.PLC} -> {b.PLC3} (modbus)"
    ]
