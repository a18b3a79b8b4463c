"""A sensor that spoke steadily and says nothing is one alert, and none once it speaks again."""

from collections.abc import Iterable

import pytest

from models.detectors.remembering.sensor_silent import SHORTEST_S, SINGLY
from models.pipeline import Pipeline
from models.settings import CoreSettings
from schemas.alert import Alert
from schemas.flow import Flow
from schemas.tick import Tick
from tests.models import builders as b

STEP = 5 * b.MINUTE
WEEK = 7 * b.DAY


def polls(begin: float, end: float, *sensors: str) -> Iterable[Flow | Tick]:
    """A flow of each sensor every five minutes, and a Tick with it."""
    time = begin
    while time < end:
        for sensor in sensors:
            yield b.flow(time, b.SCADA, b.PLC, sensor=sensor)
        yield b.tick(time)
        time += STEP


def ticks(begin: float, end: float) -> Iterable[Tick]:
    time = begin
    while time < end:
        yield b.tick(time)
        time += b.MINUTE


def watched(*sensors: str, **settings: float) -> Pipeline:
    """A plant whose sensors have spoken every five minutes for eight days, until `NOW`."""
    plant = Pipeline(b.SITE, CoreSettings(**settings))  # type: ignore[arg-type]
    b.run(plant, polls(b.MONDAY, b.MONDAY + 8 * b.DAY, *sensors))
    return plant


NOW = b.MONDAY + 8 * b.DAY


def silences(plant: Pipeline, events: Iterable[b.Event]) -> list[Alert]:
    return [alert for alert in b.run(plant, events).alerts if alert.kind == "sensor-silent"]


def test_one_of_two_that_says_nothing_is_one_alert_closed_when_it_speaks() -> None:
    plant = watched("east", "west")
    (alert,) = silences(plant, polls(NOW, NOW + 2 * b.HOUR, "west"))
    assert (alert.status, alert.revision, alert.level) == ("open", 1, "medium")
    assert alert.title == "Sensor east is silent"
    assert alert.first_seen == NOW - STEP
    assert SHORTEST_S <= alert.time - alert.first_seen <= SHORTEST_S + STEP
    assert (alert.hops, alert.evidence, alert.initiator) == ((), (), None)
    assert alert.advice is not None
    assert "flows so far" not in alert.summary
    (closed,) = silences(plant, polls(NOW + 2 * b.HOUR, NOW + 3 * b.HOUR, "east", "west"))
    assert (closed.id, closed.status) == (alert.id, "closed")


def test_a_silence_that_lasts_is_told_once_a_day() -> None:
    plant = watched("east", "west")
    told = silences(plant, polls(NOW, NOW + 4 * b.DAY, "west"))
    assert [alert.status for alert in told] == ["open"] * 4
    assert len({alert.id for alert in told}) == 1


def test_pauses_that_are_usual_are_none() -> None:
    plant = Pipeline(b.SITE, CoreSettings())
    for day in range(10):
        begin = b.MONDAY + day * b.DAY
        b.run(plant, polls(begin, begin + 14 * b.HOUR, "east", "west"))
        assert silences(plant, polls(begin + 14 * b.HOUR, begin + b.DAY, "west")) == []


@pytest.mark.parametrize("days", [1, 6])
def test_before_a_week_nothing_is_known_of_its_pauses(days: int) -> None:
    plant = Pipeline(b.SITE, CoreSettings())
    begin = b.MONDAY + days * b.DAY
    b.run(plant, polls(b.MONDAY, begin, "east", "west"))
    assert silences(plant, polls(begin, begin + b.DAY, "west")) == []


def test_a_sensor_that_says_little_is_not_steady() -> None:
    plant = Pipeline(b.SITE, CoreSettings())
    for day in range(20):
        begin = b.MONDAY + day * b.DAY
        b.run(plant, [b.flow(begin, b.SCADA, b.PLC, sensor="east"), *polls(begin, begin + b.DAY, "west")])
    assert silences(plant, polls(b.MONDAY + 20 * b.DAY, b.MONDAY + 40 * b.DAY, "west")) == []


def test_many_at_once_are_few_alerts() -> None:
    sensors = [f"span-{number}" for number in range(20)]
    plant = watched(*sensors)
    told = silences(plant, ticks(NOW, NOW + 2 * b.HOUR))
    assert len({alert.id for alert in told}) == SINGLY + 1
    closed = silences(plant, polls(NOW + 2 * b.HOUR, NOW + 3 * b.HOUR, *sensors))
    assert [alert.status for alert in closed] == ["closed"] * (SINGLY + 1)


def test_late_flows_and_repeated_ticks_tell_nothing_twice() -> None:
    plant = watched("east", "west")
    late = [b.flow(NOW - b.HOUR, b.SCADA, b.PLC, sensor="east") for _ in range(5)]
    again = [event for event in polls(NOW, NOW + b.HOUR, "west") for _ in range(2)]
    assert len(silences(plant, [*late, *again])) == 1


def test_its_memory_outlives_a_restart() -> None:
    plant, other = watched("east", "west"), Pipeline(b.SITE, CoreSettings())
    b.run(plant, polls(NOW, NOW + 10 * b.MINUTE, "west"))
    assert other.restore(plant.changed_records()) == []
    events = [*polls(NOW + 10 * b.MINUTE, NOW + b.HOUR, "west"), *polls(NOW + b.HOUR, NOW + 2 * b.HOUR, "east", "west")]
    assert silences(other, events) == silences(plant, events) != []
    assert {each.key: each.value for each in other.changed_records()}.items() >= {
        each.key: each.value for each in plant.changed_records() if "@memory" in each.key
    }.items()


def test_what_of_its_memory_can_not_be_read_begins_anew_and_harms_nothing() -> None:
    plant, other = watched("east", "west"), Pipeline(b.SITE, CoreSettings())
    records = [
        type(each)(each.key, b"\x00") if each.key.endswith("@memory|sensor-silent|east") else each
        for each in plant.changed_records()
    ]
    (said,) = other.restore(records)
    assert "@memory|sensor-silent|east" in said
    assert silences(other, polls(NOW, NOW + b.HOUR, "west")) == []
    assert len(other.paths()) == len(plant.paths())


def test_a_mute_holds_until_it_ends_and_expected_for_good() -> None:
    plant = watched("east", "west")
    (alert,) = silences(plant, polls(NOW, NOW + b.HOUR, "west"))
    time = NOW + b.HOUR
    muted = silences(plant, [b.verdict(time, "mute", alert=alert.id, expires=time + 3 * b.HOUR)])
    assert [each.status for each in muted] == ["muted"]
    assert silences(plant, polls(time, time + 3 * b.HOUR, "west")) == []
    assert [each.status for each in silences(plant, polls(time + 3 * b.HOUR, time + 5 * b.HOUR, "west"))] == ["open"]
    time += 5 * b.HOUR
    assert [each.status for each in silences(plant, [b.verdict(time, "expected", alert=alert.id)])] == ["expected"]
    assert silences(plant, polls(time, time + 6 * b.DAY, "west")) == []
    (word,) = (each for each in plant.spoken() if each.decision == "expected")
    assert word.matched > 0


def test_while_all_is_learnt_by_declaration_it_says_nothing() -> None:
    plant = watched("east", "west", learn_until=NOW + b.DAY)
    assert silences(plant, polls(NOW, NOW + b.DAY - b.HOUR, "west")) == []


def test_what_is_forgotten_while_it_is_told_ends_its_alert_within_hours() -> None:
    plant, other = watched("east", "west"), Pipeline(b.SITE, CoreSettings())
    (alert,) = silences(plant, polls(NOW, NOW + b.HOUR, "west"))
    assert other.restore([each for each in plant.changed_records() if "@memory" not in each.key]) == []
    (closed,) = silences(other, polls(NOW + b.HOUR, NOW + 6 * b.HOUR, "east", "west"))
    assert (closed.id, closed.status) == (alert.id, "closed")
