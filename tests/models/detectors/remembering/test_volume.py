"""An asset that moves far more than it ever did is one alert, and what is usual is none."""

from collections.abc import Iterable, Iterator

import pytest
from msgspec.structs import replace

from models.baseline.windows import WINDOW_S
from models.detectors.remembering.volume import FLOOR_OCTETS
from models.pipeline import Pipeline
from models.settings import CoreSettings
from schemas.alert import Alert
from tests.models import builders as b

NOW = b.MONDAY + 21 * b.DAY
STEP = 2 * WINDOW_S


def polls(begin: float, end: float) -> Iterator[b.Event]:
    """A controller is polled every ten minutes, and each Sunday from two to three its program is saved."""
    time = begin
    while time < end:
        backup = (time - b.MONDAY) % (7 * b.DAY) // b.HOUR == 6 * 24 + 2
        yield moved(time, 40_000_000 if backup else 20_000)
        yield b.tick(time)
        time += STEP


def moved(time: float, octets: int, received: int = 2_000) -> b.Event:
    return replace(b.flow(time, b.SCADA, b.PLC), initiator_octets=received, responder_octets=octets)


def twice(time: float, octets: int) -> list[b.Event]:
    """In two windows, one after the other."""
    return [moved(time + 10.0, octets), b.tick(time + 11.0), moved(time + WINDOW_S + 10.0, octets)]


@pytest.fixture(scope="module")
def learnt() -> list[b.Event]:
    return list(polls(b.MONDAY, NOW))


def plant(learnt: Iterable[b.Event], **settings: str) -> Pipeline:
    pipeline = Pipeline(b.SITE, CoreSettings(**settings))  # type: ignore[arg-type]
    for change in b.ZONES:
        pipeline.change(change)
    assert volumes(pipeline, learnt) == []
    return pipeline


def volumes(pipeline: Pipeline, events: Iterable[b.Event]) -> list[Alert]:
    return [alert for alert in b.run(pipeline, events).alerts if alert.kind == "volume"]


def test_a_controller_that_sends_a_thousand_times_as_much_is_one_alert_of_both_ends(learnt: list[b.Event]) -> None:
    pipeline = plant(learnt)
    alerts = volumes(pipeline, [*twice(NOW, 200_000_000), *polls(NOW + 330.0, NOW + b.HOUR)])
    assert [(alert.title, alert.level, alert.status) for alert in alerts] == [
        (f"{b.SCADA} received far more than usual: 200 MB in five minutes", "low", "open"),
        (f"{b.PLC} sent far more than usual: 200 MB in five minutes", "low", "open"),
    ]
    alert = alerts[1]
    assert alert.initiator is not None
    assert (alert.initiator.ip, alert.initiator.side, alert.responder) == (b.PLC, "ot", None)
    assert (alert.first_seen, alert.time) == (NOW + WINDOW_S, NOW + 2 * WINDOW_S)
    assert alert.summary == (
        f"{b.PLC} in cell sent 200 MB in five minutes; in 21 days of watching, its busiest five minutes had 39.6 MB, "
        "and 20 kB is the average at this hour of the week."
    )
    (reason,) = alert.reasons
    assert (reason.value, reason.expected, reason.unit) == (200.0, 39.6, "MB")
    assert "flows so far" not in alert.summary
    closed = volumes(pipeline, polls(NOW + b.HOUR, NOW + 5 * b.HOUR))
    assert [alert.status for alert in closed] == ["closed", "closed"]


def test_what_comes_each_week_at_this_hour_is_no_news(learnt: list[b.Event]) -> None:
    pipeline = plant(learnt)
    assert volumes(pipeline, polls(NOW, NOW + 7 * b.DAY)) == []


def test_twice_the_weekly_amount_at_another_hour_is(learnt: list[b.Event]) -> None:
    pipeline = plant(learnt)
    events = [
        *polls(NOW, NOW + 2 * b.DAY),
        *twice(NOW + 2 * b.DAY, 90_000_000),
        *polls(NOW + 2 * b.DAY + 330.0, NOW + 3 * b.DAY),
    ]
    assert len([alert for alert in volumes(pipeline, events) if alert.revision == 1]) == 2


@pytest.mark.parametrize("octets", [40_000, int(FLOOR_OCTETS) + 1_000, 40_000_000])
def test_some_more_than_usual_is_no_news(learnt: list[b.Event], octets: int) -> None:
    pipeline = plant(learnt)
    assert volumes(pipeline, [*twice(NOW, octets), *polls(NOW + 330.0, NOW + b.HOUR)]) == []


def test_nothing_is_said_before_two_weeks_are_known() -> None:
    pipeline = plant(polls(b.MONDAY, b.MONDAY + 13 * b.DAY))
    later = b.MONDAY + 13 * b.DAY
    assert volumes(pipeline, [*twice(later, 2_000_000_000), *polls(later + 330.0, later + b.HOUR)]) == []


def test_office_hosts_may_move_what_they_like() -> None:
    pipeline = plant([])
    events: list[b.Event] = []
    for number in range(3_100):
        time = b.MONDAY + number * STEP
        octets = 20_000 if number < 3_000 else 900_000_000
        events += [replace(b.flow(time, b.OFFICE, "8.8.8.8", 443), responder_octets=octets), b.tick(time)]
    assert volumes(pipeline, events) == []


def test_one_connection_within_ot_is_no_news(learnt: list[b.Event]) -> None:
    pipeline = plant(learnt)
    assert volumes(pipeline, [moved(NOW + 10.0, 200_000_000), *polls(NOW + 20.0, NOW + b.DAY)]) == []


def test_one_connection_that_leaves_ot_is_told_of_its_path_low() -> None:
    pipeline = Pipeline(b.SITE, CoreSettings())
    for change in (*b.ZONES, b.conduit("cell", "dmz", "*")):
        pipeline.change(change)

    def pushes(begin: float, end: float) -> Iterator[b.Event]:
        for number in range(int((end - begin) / STEP)):
            time = begin + number * STEP + 20.0
            yield replace(b.flow(time, b.PLC, b.HISTORIAN, 5450), initiator_octets=20_000)
            yield b.tick(time)

    assert volumes(pipeline, pushes(b.MONDAY, NOW)) == []
    assert volumes(pipeline, pushes(NOW, NOW + 2 * b.HOUR)) == []
    large = replace(b.flow(NOW + 2 * b.HOUR + 10.0, b.PLC, b.HISTORIAN, 5450), initiator_octets=2_000_000_000)
    alerts = volumes(pipeline, [large, *pushes(NOW + 2 * b.HOUR, NOW + 3 * b.HOUR)])
    assert [(one.title, one.level) for one in alerts if one.revision == 1] == [
        (f"Far more than usual: {b.PLC} sent {b.HISTORIAN} 2 GB by pi", "low")
    ]


def test_late_and_repeated_flows_of_a_window_that_is_over_change_nothing(learnt: list[b.Event]) -> None:
    pipeline = plant(learnt)
    late = [moved(NOW - b.DAY, 900_000_000)] * 3
    assert volumes(pipeline, [*late, *polls(NOW, NOW + b.HOUR)]) == []


def test_a_word_on_the_alert_silences_its_cause(learnt: list[b.Event]) -> None:
    pipeline = plant(learnt)
    alerts = volumes(pipeline, [*twice(NOW, 200_000_000), *polls(NOW + 330.0, NOW + b.HOUR)])
    for alert in alerts:
        pipeline.judge(b.verdict(NOW + b.HOUR, "mute", alert=alert.id, expires=NOW + 7 * b.DAY))
    again = [*twice(NOW + b.DAY, 300_000_000), *polls(NOW + b.DAY + 330.0, NOW + 26 * b.HOUR)]
    assert [alert.status for alert in volumes(pipeline, again) if alert.status == "open"] == []


def test_it_goes_on_after_a_restart(learnt: list[b.Event]) -> None:
    whole = plant(learnt)
    again = Pipeline(b.SITE, CoreSettings())
    assert again.restore(whole.changed_records()) == []
    events = [*twice(NOW, 200_000_000), *polls(NOW + 330.0, NOW + b.HOUR)]
    assert volumes(again, events) == volumes(whole, events) != []


def test_an_asset_that_is_learnt_anew_says_nothing_for_two_weeks(learnt: list[b.Event]) -> None:
    pipeline = plant(learnt)
    (volume,) = (each for each in pipeline._state.listeners.all if each.kind == "volume")
    assert any(key.startswith(f"ip:{b.PLC}|") for key, _ in volume.memory.items())
    pipeline.relearn_asset(b.PLC)
    assert not any(key.startswith(f"ip:{b.PLC}|") for key, _ in volume.memory.items())
    alerts = volumes(pipeline, [*twice(NOW, 200_000_000), *polls(NOW + 330.0, NOW + b.HOUR)])
    assert [alert.title for alert in alerts if b.PLC in alert.title] == []


def test_a_lasting_change_is_accepted_in_the_end(learnt: list[b.Event]) -> None:
    pipeline = plant(learnt)

    def busier(begin: float, end: float) -> Iterator[b.Event]:
        time = begin
        while time < end:
            yield moved(time, 100_000_000)
            yield b.tick(time)
            time += STEP

    assert volumes(pipeline, busier(NOW, NOW + 2 * b.DAY)) != []
    assert volumes(pipeline, busier(NOW + 14 * b.DAY, NOW + 21 * b.DAY)) == []
