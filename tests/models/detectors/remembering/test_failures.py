"""A path that was answered has a run of failed tries: one alert, closed by itself; what fails now and then is none."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from models.detectors.remembering.failures import BEGAN, FEWEST, MANY, MOST_RECORDS, Failures, Run
from models.pipeline import Pipeline
from models.settings import CoreSettings
from schemas.alert import Alert
from schemas.flow import Flow
from schemas.state import StateRecord
from tests.models import builders as b
from tests.models.maintenance.announced import announced

NOW = b.after(8)
WAYS = [(b.SCADA, b.PLC), (b.SCADA, b.PLC2), (b.SCADA, b.PLC3), (b.HISTORIAN, b.SCADA), (b.JUMP, b.SCADA)]


def polls(begin: float, end: float, failing: Iterable[str] = (), every: float = b.MINUTE) -> Iterator[b.Event]:
    """All ways are polled; what goes to the failing controllers is refused."""
    time, dead = begin, set(failing)
    while time < end:
        for place, (initiator, responder) in enumerate(WAYS):
            state = "rejected" if responder in dead else "established"
            yield b.flow(time + 0.1 * place, initiator, responder, service="modbus", state=state)
        yield b.tick(time + 1.0)
        time += every


def tries(begin: float, count: int, every: float, state: str = "attempted", **facts: Any) -> Iterator[b.Event]:
    """Somebody tries a controller again and again, and all else goes on."""
    for number in range(count):
        yield b.flow(begin + every * number, b.SCADA, b.PLC, service="modbus", state=state, **facts)
        yield b.tick(begin + every * number)


def after(begin: float) -> Iterator[b.Event]:
    """An hour in which all is answered."""
    return polls(begin, begin + b.HOUR)


@pytest.fixture(scope="module")
def records() -> tuple[StateRecord, ...]:
    pipeline = b.new_pipeline()
    assert failures(pipeline, polls(b.MONDAY, NOW, every=5 * b.MINUTE)) == []
    return tuple(pipeline.changed_records())


@pytest.fixture
def plant(records: tuple[StateRecord, ...]) -> Pipeline:
    pipeline = Pipeline(b.SITE, CoreSettings())
    assert pipeline.restore(records) == []
    return pipeline


def failures(pipeline: Pipeline, events: Iterable[b.Event]) -> list[Alert]:
    return [alert for alert in b.run(pipeline, events).alerts if alert.kind == "failures"]


def runs(pipeline: Pipeline) -> dict[str, Run]:
    detector = next(each for each in pipeline._state.listeners.all if isinstance(each, Failures))
    return {key: run for key, run in detector.memory.items() if key != BEGAN}


def test_a_controller_that_refuses_all_polls_for_a_quarter_of_an_hour_is_one_alert_of_the_path(plant: Pipeline) -> None:
    (alert,) = failures(plant, polls(NOW, NOW + b.HOUR, [b.PLC]))
    assert (alert.title, alert.level) == (f"Tries fail that were answered: {b.SCADA} -> {b.PLC} (modbus)", "low")
    assert alert.initiator is not None
    assert alert.responder is not None
    assert (alert.initiator.ip, alert.responder.ip, alert.service) == (b.SCADA, b.PLC, "modbus")
    assert (alert.first_seen, alert.time) == (NOW, NOW + 900.0)
    assert alert.summary == (
        f"16 tries of {b.SCADA} in control to reach {b.PLC} in cell by modbus were refused or not answered within 15 "
        "minutes; in 8 days before, it never had 10 in a row."
    )


def test_it_is_over_by_itself_once_as_many_are_answered(plant: Pipeline) -> None:
    told = failures(plant, [*polls(NOW, NOW + b.HOUR, [b.PLC]), *after(NOW + b.HOUR)])
    assert [alert.status for alert in told] == ["open", "closed"]
    assert told[-1].time < NOW + 2 * b.HOUR


def test_a_restart_of_fourteen_minutes_is_none_and_a_longer_one_is(plant: Pipeline) -> None:
    assert failures(plant, [*polls(NOW, NOW + 840.0, [b.PLC]), *after(NOW + 840.0)]) == []


def test_passwords_that_are_tried_quickly_are_told_before_a_quarter_of_an_hour(plant: Pipeline) -> None:
    (alert,) = failures(plant, tries(NOW, 3 * MANY, 1.0))
    assert alert.time == NOW + MANY - 1.0


def test_one_try_less_than_many_is_none(plant: Pipeline) -> None:
    assert failures(plant, [*tries(NOW, MANY - 1, 1.0), *after(NOW + MANY)]) == []


def test_tries_of_which_every_other_one_is_answered_are_none(plant: Pipeline) -> None:
    mixed = [
        event
        for number in range(4 * MANY)
        for event in tries(NOW + number, 1, 1.0, "attempted" if number % 2 else "established")
    ]
    assert failures(plant, mixed) == []


def test_tries_of_which_one_in_four_is_answered_are_told(plant: Pipeline) -> None:
    mixed = [
        event
        for number in range(4 * MANY)
        for event in tries(NOW + number, 1, 1.0, "attempted" if number % 4 else "established")
    ]
    assert [alert.status for alert in failures(plant, mixed)] == ["open"]


@pytest.mark.parametrize(("packets", "octets", "told"), [(2, 100, 1), (2, 101, 0), (3, 100, 0)])
def test_accepted_and_reset_before_a_word_has_failed_and_an_answer_has_not(
    plant: Pipeline, packets: int, octets: int, told: int
) -> None:
    reset = tries(NOW, 2 * MANY, 1.0, "reset", responder_packets=packets, responder_octets=octets)
    assert len(failures(plant, reset)) == told


def test_what_fails_each_night_is_usual_and_what_is_three_times_as_long_is_not() -> None:
    pipeline = b.new_pipeline()
    nights = [
        event
        for day in range(8)
        for event in (
            *polls(b.MONDAY + day * b.DAY, b.MONDAY + day * b.DAY + 2 * b.HOUR, [b.PLC], 5 * b.MINUTE),
            *polls(b.MONDAY + day * b.DAY + 2 * b.HOUR, b.MONDAY + (day + 1) * b.DAY, every=5 * b.MINUTE),
        )
    ]
    # Its first flow ever must be answered, else nobody knows that it ever is.
    first = [b.flow(b.MONDAY - 60.0, *WAYS[0], service="modbus"), *nights]
    assert failures(pipeline, [*first, *polls(NOW, NOW + 2 * b.HOUR, [b.PLC], 5 * b.MINUTE)]) == []
    later = [*polls(NOW + 2 * b.HOUR, NOW + b.DAY, every=5 * b.MINUTE)]
    long = polls(NOW + b.DAY, NOW + b.DAY + 7 * b.HOUR, [b.PLC], 5 * b.MINUTE)
    assert [alert.status for alert in failures(pipeline, [*later, *long])] == ["open"]


def test_what_was_told_on_three_days_is_usual_from_then_on(plant: Pipeline) -> None:
    told = []
    for day in range(5):
        begin = NOW + day * b.DAY
        events = [*polls(begin, begin + b.HOUR, [b.PLC]), *polls(begin + b.HOUR, begin + b.DAY, every=5 * b.MINUTE)]
        told.append(any(alert.status == "open" for alert in failures(plant, events)))
    assert told == [True, True, True, False, False]


@pytest.mark.parametrize("days", [1, 3, 6])
def test_before_a_week_it_does_not_know(days: int) -> None:
    pipeline, begin = b.new_pipeline(), b.MONDAY + days * b.DAY
    events = [*polls(b.MONDAY, begin, every=5 * b.MINUTE), *polls(begin, begin + b.HOUR, [b.PLC])]
    assert failures(pipeline, events) == []


@pytest.mark.parametrize(("until", "told"), [(2 * b.HOUR, 1), (4 * b.HOUR, 0)])
def test_once_declared_learning_is_over_it_knows_whom_it_met(until: float, told: int) -> None:
    pipeline = b.new_pipeline(learn_until=b.MONDAY + until)
    begin = b.MONDAY + 2 * b.HOUR
    events = [*polls(b.MONDAY, begin), *polls(begin, begin + b.HOUR, [b.PLC])]
    assert len(failures(pipeline, events)) == told


def test_a_port_that_is_checked_for_being_open_is_usual_from_its_first_check_on() -> None:
    pipeline = b.new_pipeline(learn_until=b.MONDAY + 2 * b.HOUR)
    b.run(pipeline, polls(b.MONDAY, b.MONDAY + 3 * b.HOUR))
    begin = b.MONDAY + 3 * b.HOUR
    facts = {"state": "reset", "responder_packets": 1, "responder_octets": 60}
    for port, every in ((80, b.MINUTE), (443, 2 * b.HOUR)):
        checks = [b.flow(begin + every * number, b.SCADA, b.PLC, port, **facts) for number in range(30)]
        assert failures(pipeline, b.ticked(checks)) == []


def test_paths_older_than_what_it_remembers_are_known_a_week_later(plant: Pipeline) -> None:
    detector = next(each for each in plant._state.listeners.all if isinstance(each, Failures))
    for key in [key for key, _ in detector.memory.items()]:
        detector.memory.drop(key)
    assert failures(plant, [*polls(NOW, NOW + b.HOUR, [b.PLC]), *after(NOW + b.HOUR)]) == []
    assert failures(plant, polls(NOW + 2 * b.HOUR, NOW + 8 * b.DAY, every=5 * b.MINUTE)) == []
    later = polls(NOW + 8 * b.DAY, NOW + 8 * b.DAY + 4 * b.HOUR, [b.PLC])
    assert [alert.status for alert in failures(plant, later)] == ["open"]


def test_what_was_never_answered_is_none(plant: Pipeline) -> None:
    vain = [event for n in range(200) for event in (b.tried(NOW + n, b.SCADA, b.PLC2, 80), b.tick(NOW + n))]
    assert failures(plant, vain) == []


def test_the_same_within_the_office_is_nobodys_news() -> None:
    pipeline = b.new_pipeline()
    usual = [b.flow(b.MONDAY + n * b.HOUR, b.OFFICE, b.OTHER_OFFICE, 445) for n in range(8 * 24)]
    vain = [b.tried(NOW + n, b.OFFICE, b.OTHER_OFFICE, 445) for n in range(500)]
    assert failures(pipeline, b.ticked([*usual, *vain])) == []


@pytest.mark.parametrize("end", [b.SCADA, b.PLC])
def test_maintenance_of_either_end_holds_it_back_and_what_lasts_longer_is_told(plant: Pipeline, end: str) -> None:
    window = announced(time=NOW, subject="asset", id=end, starts=NOW, expires=NOW + b.HOUR)
    assert failures(plant, [window, *polls(NOW, NOW + b.HOUR, [b.PLC])]) == []
    on = polls(NOW + b.HOUR, NOW + 2 * b.HOUR, [b.PLC])
    assert [alert.status for alert in failures(plant, on)] == ["open"]


def test_a_run_of_announced_work_is_not_learnt(plant: Pipeline) -> None:
    window = announced(time=NOW, subject="asset", id=b.PLC, starts=NOW, expires=NOW + b.HOUR)
    work = [window, *polls(NOW, NOW + b.HOUR, [b.PLC]), *after(NOW + b.HOUR)]
    assert failures(plant, work) == []
    assert [alert.status for alert in failures(plant, polls(NOW + 2 * b.HOUR, NOW + 3 * b.HOUR, [b.PLC]))] == ["open"]


def test_of_a_fault_that_all_have_three_are_told_and_one_for_all_others(plant: Pipeline) -> None:
    told = failures(plant, [*polls(NOW, NOW + b.HOUR, {way[1] for way in WAYS}), *after(NOW + b.HOUR)])
    opened = {alert.id: alert.title.partition(":")[0] for alert in told if alert.status == "open"}
    assert [*opened.values()] == ["Tries fail that were answered"] * 3 + ["More paths fail, too"]
    assert [alert.status for alert in told].count("closed") == 4


def test_a_sensor_that_says_nothing_ends_no_run_and_makes_none(plant: Pipeline) -> None:
    told = failures(plant, polls(NOW, NOW + 1_000.0, [b.PLC]))
    gap = [b.tick(NOW + 1_000.0 + 10.0 * number) for number in range(360)]
    assert [*told, *failures(plant, gap)] == told != []
    assert [alert.status for alert in failures(plant, after(NOW + 1_000.0 + b.HOUR))] == ["closed"]


def test_tries_before_and_after_a_pause_are_no_run(plant: Pipeline) -> None:
    begin = NOW + MANY + b.HOUR
    assert failures(plant, [*tries(NOW, MANY - 1, 1.0), *tries(begin, MANY - 1, 1.0), *after(begin + MANY)]) == []


def test_a_path_that_an_alert_has_is_not_told_twice(plant: Pipeline) -> None:
    taken = plant._state.graph.paths[f"ip:{b.SCADA}", f"ip:{b.PLC}", "modbus"]
    b.run(plant, [b.verdict(NOW, "malicious", initiator=b.SCADA)])
    assert taken.status == "malicious"
    assert failures(plant, tries(NOW + 1.0, 2 * MANY, 1.0)) == []


def test_late_rows_tell_nothing(plant: Pipeline) -> None:
    late = [b.tried(NOW - b.DAY + n, b.SCADA, b.PLC, service="modbus") for n in range(3 * MANY)]
    assert failures(plant, [*late, *after(NOW)]) == []


def test_its_memory_outlives_a_restart_in_the_midst_of_a_run(plant: Pipeline, records: tuple[StateRecord, ...]) -> None:
    other, store = Pipeline(b.SITE, CoreSettings()), {each.key: each.value for each in records}
    b.run(plant, polls(NOW, NOW + 400.0, [b.PLC]))
    store |= {each.key: each.value for each in plant.changed_records()}
    assert other.restore([StateRecord(key, value) for key, value in store.items() if value is not None]) == []
    events = [*polls(NOW + 420.0, NOW + b.HOUR, [b.PLC]), *after(NOW + b.HOUR)]
    assert failures(other, events) == failures(plant, events) != []


def test_what_failed_now_and_then_is_let_go_and_what_was_long_is_kept(plant: Pipeline) -> None:
    b.run(plant, [*tries(NOW, FEWEST - 1, 1.0), *after(NOW + b.MINUTE), *after(NOW + b.HOUR + b.MINUTE)])
    assert runs(plant) == {}
    b.run(plant, [*tries(NOW + 3 * b.HOUR, MANY - 1, 1.0), *after(NOW + 3 * b.HOUR + 90.0), *after(NOW + 5 * b.HOUR)])
    assert list(runs(plant)) == [f"ip:{b.SCADA}|ip:{b.PLC}|modbus"]


def test_a_forgotten_asset_is_learnt_anew(plant: Pipeline) -> None:
    b.run(plant, polls(NOW, NOW + 600.0, [b.PLC, b.PLC2]))
    plant.relearn_asset(b.PLC)
    assert list(runs(plant)) == [f"ip:{b.SCADA}|ip:{b.PLC2}|modbus"]


def test_past_the_bound_nothing_is_told_of_the_next_ones(plant: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_RECORDS == 4_096
    monkeypatch.setattr("models.detectors.remembering.failures.MOST_RECORDS", 0)
    assert failures(plant, polls(NOW, NOW + b.HOUR, [b.PLC])) == []


def test_the_alert_names_the_address_at_which_it_was_tried_last() -> None:
    mac, moved = "00:07:7c:00:00:01", "10.9.0.200"
    pipeline = b.new_pipeline(learn_until=b.MONDAY + b.HOUR)

    def way(time: float, ip: str, state: str = "established") -> Flow:
        return b.flow(
            time, b.PLC3, ip, service="modbus", state=state, initiator_mac="00:07:7c:00:00:02", responder_mac=mac
        )

    usual = [way(b.MONDAY + 60.0 * n, b.PLC) for n in range(50)]
    vain = [way(b.MONDAY + 2 * b.HOUR + n, moved, "established" if n < 2 else "rejected") for n in range(2 * MANY)]
    (alert,) = failures(pipeline, b.ticked([*usual, *vain]))
    assert alert.responder is not None
    assert alert.responder.ip == moved
    back = [way(b.MONDAY + 2 * b.HOUR + 3 * MANY + n, b.PLC, "rejected") for n in range(2 * MANY)]
    told = failures(pipeline, b.ticked(back))
    assert [(each.status, each.responder.ip) for each in told if each.responder] == [("closed", moved), ("open", b.PLC)]


TWIN = "10.9.0.66"


def replaced(begin: float, twin: str | None = TWIN, service: str = "opc-ua", retired: str = b.PLC) -> list[b.Event]:
    """From `begin` on a server reads the twin of a panel instead; from a day and a half later on it tries the old one,
    too, in vain. All of it lasts two days."""
    read: list[b.Event] = (
        [] if twin is None else [b.flow(begin + 300.0 * n, b.SCADA, twin, service=service) for n in range(576)]
    )
    vain: list[b.Event] = [
        b.tried(begin + 1.5 * b.DAY + 120.0 * n, b.SCADA, retired, service=service) for n in range(100)
    ]
    return sorted([*read, *vain, *(b.tick(begin + 60.0 * n) for n in range(2 * 1_440))], key=moment)


def moment(event: b.Event) -> float:
    return event.end if isinstance(event, Flow) else event.time


def reading(service: str = "opc-ua", begin: float = b.MONDAY, *more: str) -> list[b.Event]:
    """Eight days in which a server reads a panel."""
    times = [begin + 300.0 * n for n in range(8 * 288)]
    reads = [b.flow(time, b.SCADA, each, service=service) for time in times for each in (b.PLC, *more)]
    return [*b.ticked(reads)]


def test_a_panel_that_was_replaced_by_a_twin_at_another_address_fails_no_more() -> None:
    pipeline = b.new_pipeline()
    assert failures(pipeline, [*reading(), *replaced(NOW)]) == []
    (run,) = runs(pipeline).values()
    assert (run.replaced, run.told, run.most, run.longest_s) == (True, 0.0, 0.0, 0.0)


@pytest.mark.parametrize("twin", [None, b.JUMP])
def test_without_a_twin_in_its_zone_it_is_told(twin: str | None) -> None:
    told = failures(b.new_pipeline(), [*reading(), *replaced(NOW, twin)])
    assert [alert.status for alert in told][:1] == ["open"]


def test_one_that_was_always_read_beside_it_or_is_met_while_it_is_answered_is_no_twin() -> None:
    assert failures(b.new_pipeline(), [*reading("opc-ua", b.MONDAY, TWIN), *replaced(NOW)]) != []
    later = [b.flow(NOW + 300.0 * n, b.SCADA, b.PLC, service="opc-ua") for n in range(36)]
    assert failures(b.new_pipeline(), [*reading(), *sorted([*later, *replaced(NOW)], key=moment)]) != []


def test_where_somebody_works_on_a_host_another_one_explains_no_failed_tries() -> None:
    told = failures(b.new_pipeline(), [*reading("ssh"), *replaced(NOW, service="ssh")])
    assert [alert.status for alert in told][:1] == ["open"]


def test_a_replaced_one_that_is_back_is_told_when_it_fails() -> None:
    pipeline = b.new_pipeline()
    b.run(pipeline, [*reading(), *replaced(NOW)])
    begin = NOW + 2 * b.DAY
    back = [b.flow(begin + 60.0 * n, b.SCADA, b.PLC, service="opc-ua") for n in range(60)]
    vain = [b.tried(begin + b.HOUR + 60.0 * n, b.SCADA, b.PLC, service="opc-ua") for n in range(30)]
    assert [alert.status for alert in failures(pipeline, b.ticked([*back, *vain]))] == ["open"]


def test_when_it_was_answered_last_is_kept_for_a_week_of_seldom_tries() -> None:
    pipeline = b.new_pipeline()
    b.run(pipeline, [*reading(), b.tried(NOW + 60.0, b.SCADA, b.PLC, service="opc-ua")])
    (run,) = runs(pipeline).values()
    assert run.answered == NOW - 300.0
    b.run(pipeline, b.ticked([b.tried(NOW + day * b.DAY, b.SCADA, b.PLC, service="opc-ua") for day in range(1, 9)]))
    assert [run.answered for run in runs(pipeline).values()] == [NOW - 300.0]
    b.run(pipeline, polls(NOW + 8 * b.DAY, NOW + 16 * b.DAY, every=b.HOUR))
    assert runs(pipeline) == {}


def test_a_twin_is_known_after_a_restart_in_the_midst_of_the_run() -> None:
    pipeline, other = b.new_pipeline(), Pipeline(b.SITE, CoreSettings())
    events = replaced(NOW)
    cut = next(n for n, each in enumerate(events) if isinstance(each, Flow) and each.state == "attempted") + 7
    b.run(pipeline, [*reading(), *events[:cut]])
    assert other.restore(pipeline.changed_records()) == []
    assert failures(other, events[cut:]) == failures(pipeline, events[cut:]) == []
    assert runs(other) == runs(pipeline) != {}
