"""A path across the boundary that comes into beats is one alert, and what always was in beats is none."""

from collections.abc import Iterable, Iterator
from random import Random

import pytest
from msgspec.structs import replace

from models.detectors.remembering import beacon
from models.detectors.remembering.beacon import MISSED, SLOW_BEATS
from models.pipeline import Pipeline
from schemas.alert import Alert
from schemas.flow import Flow
from tests.models import builders as b

NOW = b.MONDAY + 12 * b.DAY
RANDOM = Random(7)


def moment(event: b.Event) -> float:
    return event.end if isinstance(event, Flow) else event.time


def ticks(begin: float, end: float) -> Iterator[b.Event]:
    """Two controllers are polled, and the clock goes on."""
    time = begin
    while time < end:
        yield b.flow(time, b.SCADA, b.PLC, service="modbus")
        yield b.tick(time)
        time += 10.0 * b.MINUTE


def calls(
    begin: float, end: float, every: float, *, jitter: float = 0.0, octets: int = 500, skip: int = 0, **to: str
) -> Iterator[b.Event]:
    """A host of OT calls a file server of the DMZ; each `skip`-th call is missed, if any is."""
    time, number = begin, 0
    while time < end:
        number += 1
        if not skip or number % skip:
            at = time + RANDOM.uniform(0.0, jitter)
            responder = to.get("to", b.HISTORIAN)
            yield replace(b.flow(at, b.SCADA, responder, 443, service="tls"), initiator_octets=octets)
        time += every


def now_and_then(begin: float, end: float) -> Iterator[b.Event]:
    """The same path as people use it: some times a day."""
    random, time = Random(3), begin
    while time < end:
        yield replace(b.flow(time, b.SCADA, b.HISTORIAN, 443, service="tls"), initiator_octets=random.randrange(9_000))
        time += random.uniform(0.2, 9.0) * b.HOUR


def beacons(*parts: Iterable[b.Event], until: float, conduit: bool = True) -> list[Alert]:
    """What is told of beats in a plant that learns until it is watched for long; in the order of times."""
    pipeline = b.new_pipeline()
    if conduit:
        b.run(pipeline, [b.conduit("control", "dmz", "tls")])
    events = [event for part in (ticks(b.MONDAY, until), *parts) for event in part]
    return [alert for alert in b.run(pipeline, sorted(events, key=moment)).alerts if alert.kind == "beacon"]


@pytest.fixture(scope="module")
def used() -> list[b.Event]:
    return list(now_and_then(b.MONDAY, NOW))


def test_a_known_path_that_comes_into_slow_beats_is_one_alert(used: list[b.Event]) -> None:
    until = NOW + 40 * b.HOUR
    (alert,) = b.last_revisions(beacons(used, calls(NOW, until, 2 * b.HOUR, jitter=60.0), until=until)).values()
    assert (alert.title, alert.level) == (
        f"Calls in beats: {b.SCADA} -> {b.HISTORIAN} (tls), every 2 hours", "low",
    )  # fmt: skip
    assert "where it had no such rhythm in" in alert.summary
    assert alert.responder is not None
    assert alert.responder.ip == b.HISTORIAN


def test_fast_beats_are_told_too_and_end_with_the_calls(used: list[b.Event]) -> None:
    until = NOW + 32 * b.HOUR
    told = beacons(used, calls(NOW, NOW + 26 * b.HOUR, 5 * b.MINUTE, jitter=5.0), until=until)
    assert [alert.status for alert in told][:: len(told) - 1] == ["open", "closed"]
    assert told[0].title.endswith("every 5 minutes")


def test_some_missed_beats_do_not_hide_slow_ones(used: list[b.Event]) -> None:
    until = NOW + 60 * b.HOUR
    assert beacons(used, calls(NOW, until, 2 * b.HOUR, skip=7), until=until)


def test_people_and_jitter_of_a_third_make_no_beats(used: list[b.Event]) -> None:
    until = NOW + 40 * b.HOUR
    assert beacons(used, now_and_then(NOW, until), until=until) == []
    assert beacons(used, calls(NOW, until, 2 * b.HOUR, jitter=b.HOUR), until=until) == []


@pytest.mark.parametrize("every", [5 * b.MINUTE, b.HOUR, 3 * b.HOUR])
def test_what_is_in_beats_from_its_first_days_is_how_it_works(every: float) -> None:
    assert beacons(calls(b.MONDAY + b.HOUR, NOW, every), until=NOW) == []


def test_a_program_that_shifts_a_little_and_once_is_steadier_is_how_it_works() -> None:
    begin = NOW - 4 * b.DAY
    shifting = calls(b.MONDAY + b.HOUR, begin, 3 * b.HOUR, jitter=0.45 * b.HOUR)
    assert beacons(shifting, calls(begin, NOW, 3 * b.HOUR), until=NOW) == []


def test_what_speaks_all_the_time_is_not_taken_for_hourly_beats(used: list[b.Event]) -> None:
    until = NOW + 30 * b.HOUR
    random = Random(5)
    busy = [
        b.flow(NOW + random.uniform(0.0, 30 * b.HOUR), b.SCADA, b.HISTORIAN, 443, service="tls") for _ in range(900)
    ]
    assert beacons(used, busy, until=until) == []


def test_beats_within_one_side_are_none(used: list[b.Event]) -> None:
    until = NOW + 40 * b.HOUR
    assert beacons(used, calls(NOW, until, 2 * b.HOUR, to=b.PLC3), until=until) == []


def test_a_new_path_to_the_internet_is_told_as_soon_as_its_beats_are_sure() -> None:
    until = NOW + 8 * b.HOUR
    told = beacons(calls(NOW, until, 5 * b.MINUTE, jitter=2.0, to=b.INTERNET), until=until)
    assert (told[0].level, told[0].time - NOW < 5 * b.HOUR) == ("medium", True)
    assert "on a path that had an alert already" in told[0].summary


def test_it_goes_on_after_a_restart(used: list[b.Event]) -> None:
    beats = calls(NOW, NOW + 40 * b.HOUR, 2 * b.HOUR)
    events = sorted([*ticks(b.MONDAY, NOW + 40 * b.HOUR), *used, *beats], key=moment)
    whole, half = b.new_pipeline(), b.new_pipeline()
    cut = len(events) - 200
    b.run(half, [b.conduit("control", "dmz", "tls"), *events[:cut]])
    stored = list(half.changed_records())
    restored = Pipeline(b.SITE, half._state.settings)
    assert restored.restore(stored) == []
    b.run(whole, [b.conduit("control", "dmz", "tls"), *events[:cut]])
    assert b.run(restored, events[cut:]).alerts == b.run(whole, events[cut:]).alerts


def test_the_figures_fit_each_other() -> None:
    assert MISSED < SLOW_BEATS


def test_beats_while_all_is_learnt_by_declaration_are_how_it_works(used: list[b.Event]) -> None:
    until, quiet = NOW + 3 * b.DAY, NOW + 2 * b.DAY
    pipeline = b.new_pipeline(learn_until=quiet)
    beats = calls(NOW, until, 2 * b.HOUR)
    told = b.run(pipeline, sorted([*ticks(b.MONDAY, until), *used, *beats], key=moment)).alerts
    assert [alert for alert in told if alert.kind == "beacon"] == []


def test_ticks_of_two_hours_before_one_beat_hide_no_beats(used: list[b.Event]) -> None:
    until = NOW + 40 * b.HOUR
    # The first Tick of every second hour comes after the beat, that of the others before.
    uneven = [
        event
        for number in range(6 * 40)
        for event in (
            b.flow(NOW + 600.0 * number, b.SCADA, b.PLC, service="modbus"),
            b.tick(NOW + 600.0 * number + (9.0 if number // 6 % 2 == 0 else 1.0)),
        )
    ]
    pipeline = b.new_pipeline()
    b.run(pipeline, [b.conduit("control", "dmz", "tls"), *sorted([*ticks(b.MONDAY, NOW), *used], key=moment)])
    alerts = b.run(pipeline, sorted([*calls(NOW + 5.0, until, 2 * b.HOUR), *uneven], key=moment)).alerts
    assert "beacon" in {alert.kind for alert in alerts}


def test_desks_that_came_once_leave_room_for_what_comes_into_beats_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beacon, "MOST_RECORDS", 12)
    until = NOW + 40 * b.HOUR
    desks = [
        b.flow(b.MONDAY + number * b.MINUTE, f"10.1.9.{number}", b.JUMP, 443, service="tls") for number in range(40)
    ]
    used = now_and_then(b.MONDAY + 3 * b.DAY, NOW)
    assert beacons(desks, used, calls(NOW, until, 2 * b.HOUR), until=until)


@pytest.mark.parametrize(
    ("service", "port", "to", "told"),
    [("opc-ua", 4840, b.HISTORIAN, 0), ("opc-ua", 4840, b.INTERNET, 1), ("ssh", 22, b.HISTORIAN, 1)],
)
def test_by_an_ot_protocol_beats_are_polling_but_on_the_internet(
    used: list[b.Event], service: str, port: int, to: str, told: int
) -> None:
    until = NOW + 8 * b.HOUR
    times = [NOW + 300.0 * number for number in range(96)]
    new = [b.flow(time, b.SCADA, to, port, service=service) for time in times]
    assert len(b.last_revisions(beacons(used, new, until=until))) == told
