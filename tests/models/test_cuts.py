"""The proof that the state is complete: wherever a run is cut and restored, its future is the same."""

import pytest
from hypothesis import given, settings

from models.pipeline import Pipeline
from models.settings import CoreSettings
from tests.models import builders as b
from tests.models.cuts import HOSTS, MACS, Draft, Store, drafts, keep, learnt, restored, same_future


def declared() -> Store:
    store: Store = {}
    keep(store, b.new_pipeline())
    return store


@settings(max_examples=80)
@given(plan=drafts)
def test_a_learnt_plant_cut_anywhere_has_the_same_future(plan: list[Draft]) -> None:
    same_future(learnt(), CoreSettings(), b.after(14), plan, everywhere=False)


@settings(max_examples=40)
@given(plan=drafts)
def test_a_learnt_plant_cut_after_every_event_has_the_same_future(plan: list[Draft]) -> None:
    same_future(learnt(), CoreSettings(), b.after(14), plan, everywhere=True)


@settings(max_examples=40)
@given(plan=drafts)
def test_a_plant_with_no_zones_cut_after_every_event_has_the_same_future(plan: list[Draft]) -> None:
    same_future({}, CoreSettings(time_zone="Europe/Berlin"), b.MONDAY, plan, everywhere=True)


@settings(max_examples=40)
@given(plan=drafts)
def test_a_plant_learning_until_a_moment_cut_after_every_event_has_the_same_future(plan: list[Draft]) -> None:
    core = CoreSettings(learn_until=b.MONDAY + 300.0)
    same_future(declared(), core, b.MONDAY, plan, everywhere=True)


def _judged_one_by_one() -> list[Draft]:
    """Five alerts, four of which are called expected and the last malicious."""
    plan: list[Draft] = []
    for number, port in enumerate((80, 443, 4444, 8080, 22)):
        plan.append(("flow", b.JUMP, HOSTS[4 + number % 2], port, {}))
        plan.append(("verdict", "malicious" if number == 4 else "expected", "alert", number, None))
    return plan


# ---------------------------------------------------------------- the cuts that once hurt, each by its name


@pytest.mark.parametrize(
    "plan",
    [
        pytest.param(
            [("ahead", 4, 2 * b.HOUR), ("wait", 3 * b.HOUR), ("tick",), ("tick",)],
            id="parked flows that were applied do not come back",
        ),
        pytest.param(
            [("flow", b.SCADA, "10.9.0.99", 502, {"state": "attempted"}), ("flow", b.SCADA, "10.9.0.99", 502, {})],
            id="a new asset that answers later",
        ),
        pytest.param(
            [
                ("flow", b.SCADA, b.PLC, 40_001, {"state": "attempted"}),
                *(("flow", b.SCADA, b.PLC, 40_001 + number, {}) for number in range(8)),
            ],
            id="high ports on their way to be dynamic",
        ),
        pytest.param(
            [
                ("tick",),
                ("wild", 26 * b.HOUR, "collector", 4),
                ("flow", b.SCADA, b.PLC, 502, {}),
                ("wild", 26 * b.HOUR + 40.0, "collector", 4),
                ("wild", 26 * b.HOUR + 80.0, "other", 1),
                ("wild", -365 * b.DAY, "other", 9),
                ("tick",),
            ],
            id="ticks in doubt",
        ),
        pytest.param(
            [
                ("wild", 2 * b.HOUR, "collector", 10),
                ("flow", b.OFFICE, b.JUMP, 22, {}),
                ("wild", -365 * b.DAY, "collector", 10),
                ("ahead", 3, 2 * b.HOUR),
                ("tick",),
            ],
            id="a window that began behind a clock that was then set back",
        ),
        pytest.param(
            [
                ("flow", b.OFFICE, "10.9.0.255", 22, {"state": "attempted"}),
                ("flow", b.OFFICE, "10.9.0.255", 22, {}),
            ],
            id="a host at what looks like a broadcast address answers",
        ),
        pytest.param(
            [("change", b.asset("plc", b.PLC, change="address-released"))],
            id="an address that nobody holds any more",
        ),
        pytest.param(
            [
                ("flow", "fe80::1", b.OFFICE, 22, {"initiator_mac": MACS[3]}),
                ("flow", b.JUMP, b.OFFICE, 22, {"initiator_mac": MACS[3], "responder_mac": MACS[3]}),
                ("flow", b.JUMP, b.OFFICE, 22, {"initiator_mac": MACS[3], "responder_mac": MACS[3]}),
            ],
            id="a device that turns out to be a router",
        ),
        pytest.param(
            [("flow", "8.8.8.8", "10.1.0.5", 102, {}), ("flow", "8.8.8.8", "10.1.0.5", 102, {})],
            id="an internet peer of one who turns out to be OT",
        ),
        pytest.param(
            [("sweep", "8.8.8.8", 2, "attempted"), ("sweep", "8.8.8.8", 2, "established")],
            id="an internet peer whose tries are answered by one who turns out to be OT",
        ),
        pytest.param(
            [
                ("flow", b.SCADA, b.PLC2, 502, {}),
                ("change", b.asset("two", b.PLC2)),
                ("change", b.asset(f"ip:{b.PLC2}", b.PLC2)),
                ("change", b.asset("two", b.PLC2)),
            ],
            id="an asset declared under two ids",
        ),
        pytest.param(
            [
                ("sweep", b.OTHER_OFFICE, 30, "attempted"),
                ("verdict", "expected", "alert", 0, None),
                ("sweep", b.OTHER_OFFICE, 30, "attempted"),
            ],
            id="an expected alert and its cause's next",
        ),
        pytest.param(
            [
                *_judged_one_by_one(),
                ("flow", b.HISTORIAN, b.PLC2, 80, {}),
                ("verdict", "forget", "zones", 1, None),
                ("wait", 80 * b.HOUR),
                ("tick",),
                ("flow", b.HISTORIAN, b.PLC, 80, {}),
            ],
            id="what words have taught",
        ),
        pytest.param(
            [
                ("flow", "8.8.8.8", "10.9.1.7", 135, {}),
                ("wild", 2e9, "other", 9),
                ("ahead", 2, 2 * b.HOUR),
            ],
            id="steps that follow after all older ones went",
        ),
    ],
)
@pytest.mark.parametrize("start", ["learnt", "bare"])
def test_a_known_cut_has_the_same_future(plan: list[Draft], start: str) -> None:
    store, time = (learnt(), b.after(14)) if start == "learnt" else ({}, b.MONDAY)
    same_future(store, CoreSettings(), time, plan, everywhere=True)


def test_a_tick_before_the_first_flow_is_remembered() -> None:
    store: Store = {}
    pipeline = b.new_pipeline()
    b.run(pipeline, [b.tick(b.MONDAY)])
    keep(store, pipeline)
    cut = restored(store, CoreSettings())
    b.run(cut, [b.flow(b.MONDAY + 281 * b.DAY, b.SCADA, b.PLC)])
    assert cut.paths() == []


def test_a_path_that_took_another_in_is_written_though_the_flow_counts_elsewhere() -> None:
    """Strangers are one until one is answered: that flow names the path of all, and counts on its own."""
    whole, store = Pipeline(b.SITE, CoreSettings()), Store()
    tries = [(b.PLC, 502), *((f"10.9.0.{50 + n}", 502) for n in range(4)), (b.PLC, 1502)]
    for number, (responder, port) in enumerate(tries):
        b.run(whole, [b.flow(b.MONDAY + number, "8.8.8.8", responder, port, state="attempted")])
    keep(store, whole)
    b.run(whole, [b.flow(b.MONDAY + 60, "8.8.8.8", b.PLC, 1502, service="modbus")])
    keep(store, whole)
    (merged,) = [path for path in whole.paths() if path.initiator == "ext:any" and path.responder == f"ip:{b.PLC}"]
    assert merged.flows == 2
    assert restored(store, CoreSettings()).paths() == whole.paths()
