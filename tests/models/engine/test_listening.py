"""What detectors hear beside new paths, and when."""

from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import replace

from models.baseline.asset import Asset
from models.baseline.open_windows import PathWindow
from models.baseline.path import Path
from models.baseline.windows import WINDOW_S
from models.detectors import registry
from models.findings.legs import Leg
from models.findings.memory import Memory
from models.findings.protocol import AssetWindow, Chain, Condition, FailedTry, Hour, Moment, News, PathDay
from models.findings.sighting import Words
from models.pipeline import Pipeline
from schemas.asset_change import AssetChange
from schemas.attack import AlertKind
from schemas.state import StateRecord
from tests.models import builders as b


class Heard(Struct):
    """What was heard last, of one kind."""

    what: str


class Listener:
    """Writes down all that it hears."""

    kind: AlertKind = "drift"
    words = Words()

    def __init__(self) -> None:
        self.memory = Memory(Heard, version=1, most=10)
        self.heard: list[tuple[Any, ...]] = []

    def on_tick(self, moment: Moment) -> News:
        return self._note("tick", moment.time)

    def on_hour(self, hour: Hour) -> News:
        return self._note("hour", hour.time, [key for key, path in hour.spoke if path.key == tuple(key.split("|"))])

    def on_day(self, moment: Moment) -> News:
        return self._note("day", moment.time)

    def on_path_day(self, day: PathDay) -> News:
        return self._note("path-day", day.path.responder, day.time, day.sensor)

    def on_path_window(self, window: PathWindow) -> News:
        return self._note("path", window.path.service, window)

    def on_asset_window(self, window: AssetWindow) -> News:
        return self._note("asset", window.asset.id, window)

    def on_failure(self, failed: FailedTry) -> News:
        return self._note("failure", failed.path.responder, failed)

    def on_learnt(self, path: Path) -> News:
        return self._note("learnt", path.responder)

    def on_change(self, change: AssetChange) -> News:
        return self._note("change", change.subject)

    def on_leg(self, leg: Leg, assets: Mapping[str, Asset]) -> Iterable[Chain]:
        self.heard.append(("leg", f"{assets[leg.responder].label} {leg.service}{' new' if leg.new else ''}"))
        return ()

    def forget(self, asset: str) -> None:
        self.heard.append(("forget", asset))

    def correct(self, first: float, last: float) -> None:
        self.heard.append(("correct", first, last))

    def _note(self, *what: Any) -> Iterable[Condition]:
        self.heard.append(what)
        return ()


@pytest.fixture
def plant(monkeypatch: pytest.MonkeyPatch) -> tuple[Pipeline, Listener]:
    monkeypatch.setattr("models.site.REMEMBERING", (*registry.REMEMBERING, Listener))
    pipeline = b.new_pipeline()
    return pipeline, listener_of(pipeline)


def listener_of(pipeline: Pipeline) -> Listener:
    return next(each for each in pipeline._state.listeners.all if isinstance(each, Listener))


def of(listener: Listener, *kinds: str) -> list[tuple[Any, ...]]:
    return [heard for heard in listener.heard if heard[0] in kinds]


def test_what_is_declared_and_learnt_is_heard(plant: tuple[Pipeline, Listener]) -> None:
    pipeline, listener = plant
    assert of(listener, "change") == [("change", change.subject) for change in b.ZONES]
    b.run(pipeline, [b.flow(b.MONDAY, b.SCADA, b.PLC), b.flow(b.MONDAY + 1, b.SCADA, b.PLC)])
    assert of(listener, "learnt") == [("learnt", f"ip:{b.PLC}")]


def test_tries_that_failed_are_heard_on_paths_that_were_answered_and_touch_ot(
    plant: tuple[Pipeline, Listener],
) -> None:
    pipeline, listener = plant
    vain = b.tried(b.MONDAY, b.SCADA, b.PLC2)
    answered = b.flow(b.MONDAY + 1, b.SCADA, b.PLC)
    office = [b.flow(b.MONDAY + 2, b.OFFICE, b.OTHER_OFFICE, 445), b.tried(b.MONDAY + 3, b.OFFICE, b.OTHER_OFFICE, 445)]
    reset = b.flow(b.MONDAY + 4, b.SCADA, b.PLC, state="reset", responder_packets=9, responder_octets=900)
    b.run(pipeline, [vain, vain, answered, *office, reset, b.tried(b.MONDAY + 5, b.SCADA, b.PLC)])
    [(_, responder, failed)] = of(listener, "failure")
    assert (responder, failed.time, failed.sensor, failed.addresses) == (
        f"ip:{b.PLC}", b.MONDAY + 5, "zeek", (b.SCADA, b.PLC)
    )  # fmt: skip
    assert (failed.learning, failed.declared, failed.announced, failed.path.flows) == (False, False, False, 3)


def test_steps_are_new_answered_paths_into_ot_or_by_which_hosts_are_worked_on_and_each_usual_session(
    plant: tuple[Pipeline, Listener],
) -> None:
    pipeline, listener = plant
    web, polled = (b.flow(b.MONDAY, b.OFFICE, b.JUMP, 443, service="ssl"), b.flow(b.MONDAY, b.SCADA, b.PLC))
    session = [b.flow(b.MONDAY + n, b.OFFICE, b.JUMP, 22, service="ssh") for n in range(3)]
    tried = b.tried(b.MONDAY + 5, b.OFFICE, b.JUMP, 23)
    b.run(pipeline, [web, polled, b.flow(b.MONDAY + 1, b.SCADA, b.PLC), *session, tried])
    assert of(listener, "leg") == [
        ("leg", f"{b.PLC} modbus new"),
        ("leg", f"{b.JUMP} ssh new"),
        ("leg", f"{b.JUMP} ssh"),
        ("leg", f"{b.JUMP} ssh"),
    ]


def test_the_first_tick_of_a_minute_an_hour_and_a_day_is_heard_once(plant: tuple[Pipeline, Listener]) -> None:
    pipeline, listener = plant
    late = b.MONDAY + b.DAY - 30.0
    b.run(pipeline, [b.flow(late, b.SCADA, b.PLC), *(b.tick(late + 10.0 * n) for n in range(12))])
    polled = [f"ip:{b.SCADA}|ip:{b.PLC}|modbus"]
    assert of(listener, "tick", "hour", "day") == [
        ("tick", late), ("hour", late, polled), ("day", late),
        ("tick", late + 30.0), ("hour", late + 30.0, polled), ("day", late + 30.0),
        ("tick", late + 90.0),
    ]  # fmt: skip


def test_with_an_hour_come_the_paths_that_spoke_in_it_by_key(plant: tuple[Pipeline, Listener]) -> None:
    pipeline, listener = plant
    early, late = b.MONDAY + 10.0, b.MONDAY + b.HOUR
    flows = [b.flow(early, b.SCADA, b.PLC), b.flow(late, b.SCADA, b.PLC2), b.flow(late, b.OFFICE, b.PLC)]
    b.run(pipeline, [*flows, b.tick(late + 20.0), b.tick(late + b.HOUR + 5.0), b.tick(late + 2 * b.HOUR)])
    first, *later = [heard[2] for heard in of(listener, "hour")]
    ways = [(b.OFFICE, b.PLC), (b.SCADA, b.PLC2)]
    assert later == [sorted(f"ip:{one}|ip:{other}|modbus" for one, other in ways), []]
    assert first == sorted([*later[0], f"ip:{b.SCADA}|ip:{b.PLC}|modbus"])


def test_a_path_is_heard_once_a_day_and_not_on_its_first(plant: tuple[Pipeline, Listener]) -> None:
    pipeline, listener = plant
    days = [b.flow(b.MONDAY + n * 8 * b.HOUR, b.SCADA, b.PLC, sensor="east") for n in range(7)]
    late = b.flow(b.MONDAY + b.HOUR, b.SCADA, b.PLC, sensor="east")
    b.run(pipeline, [*b.ticked(days), late])
    assert of(listener, "path-day") == [
        ("path-day", f"ip:{b.PLC}", b.MONDAY + b.DAY, "east"),
        ("path-day", f"ip:{b.PLC}", b.MONDAY + 2 * b.DAY, "east"),
    ]


def test_a_window_is_heard_when_its_path_speaks_in_the_next_one(plant: tuple[Pipeline, Listener]) -> None:
    pipeline, listener = plant
    flows = [b.flow(b.MONDAY + 10.0 * n, b.SCADA, b.PLC, state="established") for n in range(31)]
    flows = [
        replace(flow, initiator_octets=3, responder_octets=5, initiator_packets=1, responder_packets=2)
        for flow in flows
    ]
    flows[4] = replace(flows[4], state="rejected", operations=("READ_COILS",))
    b.run(pipeline, flows)
    ((_, _, window),) = of(listener, "path")
    assert (window.begin, window.first, window.last, window.flows) == (b.MONDAY, b.MONDAY, b.MONDAY + 290.0, 30)
    assert (window.initiator_octets, window.responder_octets) == (90, 150)
    assert (window.initiator_packets, window.responder_packets) == (30, 60)
    assert (window.failures, window.operations) == (1, 1)
    assert window.path.flows == 31


def test_the_clock_ends_the_windows_of_those_who_say_nothing_more(plant: tuple[Pipeline, Listener]) -> None:
    pipeline, listener = plant
    first = [b.flow(b.MONDAY + n, b.SCADA, b.PLC) for n in range(5)]
    others = [b.flow(b.MONDAY + WINDOW_S + 59.0, b.OFFICE, b.OTHER_OFFICE, 25)]
    b.run(pipeline, [*first, *others, b.tick(b.MONDAY + WINDOW_S + 59.5)])
    assert of(listener, "path", "asset") == []
    b.run(
        pipeline, [b.flow(b.MONDAY + WINDOW_S + 60.0, b.OFFICE, b.OTHER_OFFICE, 25), b.tick(b.MONDAY + WINDOW_S + 60.0)]
    )
    assert [heard[:2] for heard in of(listener, "path", "asset")] == [
        ("path", "modbus"), ("asset", f"ip:{b.SCADA}"), ("asset", f"ip:{b.PLC}"),
    ]  # fmt: skip
    window = of(listener, "asset")[1][2]
    assert (window.begin, window.flows, window.hour_of_week, window.usual) == (b.MONDAY, 5, 0, None)


def test_windows_are_heard_alike_wherever_a_run_is_cut(
    plant: tuple[Pipeline, Listener], monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline, listener = plant
    events: list[b.Event] = []
    for n in range(40):
        time = b.MONDAY + 70.0 * n
        events += [
            b.flow(time, b.SCADA, b.PLC),
            b.flow(time, b.OFFICE, "10.1.0.255", 137, transport="udp"),
            b.tick(time),
        ]
    b.run(pipeline, events)
    whole = _plain(listener.heard)
    assert {"path", "asset"} <= {heard[0] for heard in listener.heard}
    store: dict[str, bytes] = {}
    cut, heard = b.new_pipeline(), []
    for event in events:
        b.run(cut, [event])
        heard += listener_of(cut).heard
        for record in cut.changed_records():
            if record.value is None:
                store.pop(record.key, None)
            else:
                store[record.key] = record.value
        cut = b.new_pipeline()
        cut = Pipeline(b.SITE, cut._state.settings)
        cut.restore([StateRecord(key, value) for key, value in store.items()])
    assert _plain(heard) == whole


def _plain(heard: list[tuple[Any, ...]]) -> list[str]:
    windows = (PathWindow, AssetWindow)
    return [
        repr((*each[:2], each[2].begin, each[2].flows) if isinstance(each[-1], windows) else each) for each in heard
    ]


def test_a_window_of_late_flows_alone_is_heard_with_the_next_one(plant: tuple[Pipeline, Listener]) -> None:
    """A sensor whose log comes an hour late: its windows are whole, though the clock is far past them."""
    pipeline, listener = plant
    late = [b.flow(b.MONDAY + 100.0 * n, b.SCADA, b.PLC, sensor="west") for n in range(7)]
    ahead = [b.flow(b.MONDAY + b.HOUR + n, b.OFFICE, b.OTHER_OFFICE, 25, sensor="east") for n in range(2)]
    b.run(pipeline, [*ahead, b.tick(b.MONDAY + b.HOUR + 1.0)])
    for flow in late:
        b.run(pipeline, [flow, b.tick(b.MONDAY + b.HOUR + 2.0)])
    heard = [(window.begin, window.flows) for _, service, window in of(listener, "path") if service == "modbus"]
    assert heard == [(b.MONDAY, 3), (b.MONDAY + WINDOW_S, 3)]


def test_times_that_are_not_believed_any_more_end_no_window(plant: tuple[Pipeline, Listener]) -> None:
    pipeline, listener = plant
    b.run(pipeline, [b.flow(b.MONDAY + n, b.SCADA, b.PLC) for n in range(5)])
    (path,) = pipeline._state.graph.paths.values()
    pipeline._state.windows.cut(path, b.MONDAY - b.DAY)
    b.run(pipeline, [b.flow(b.MONDAY + 10.0, b.SCADA, b.PLC)])
    assert of(listener, "path") == []
    assert path.flows == 6
