"""What is usual, in incidences."""

import pytest

from models.baseline import baseline
from models.baseline.asset import Tally, new_asset
from models.event_time.calendar import DAY_S
from tests.models import builders as b
from tests.models.builders import HOUR


def tallies(events: list[b.Event]) -> tuple[Tally, Tally]:
    pipeline = b.new_pipeline()
    b.run(pipeline, events)
    assets = pipeline._state.inventory.assets
    return assets[f"ip:{b.SCADA}"].initiated, assets[f"ip:{b.PLC}"].responded


def test_polling_more_often_changes_no_incidence() -> None:
    slow = [b.flow(b.MONDAY + h * HOUR, b.SCADA, b.PLC) for h in range(30)]
    fast = [b.flow(b.MONDAY + h * HOUR + n, b.SCADA, b.PLC) for h in range(30) for n in range(20)]
    assert tallies(list(slow)) == tallies(list(fast))


def test_a_path_of_thirty_hours_is_thirty_draws_and_two_days() -> None:
    out, back = tallies([b.flow(b.MONDAY + h * HOUR, b.SCADA, b.PLC) for h in range(30)])
    assert out == back == Tally(hour_draws=30, hours_once=0, hours_twice=0, day_draws=2, days_once=0)


def test_paths_seen_once_and_twice_are_known_as_such() -> None:
    events = [b.flow(b.MONDAY + n, b.SCADA, b.PLC, port) for n, port in enumerate((22, 502, 80))]
    events += [b.flow(b.MONDAY + HOUR + n, b.SCADA, b.PLC, port) for n, port in enumerate((22, 502))]
    events += [b.flow(b.MONDAY + 2 * HOUR, b.SCADA, b.PLC, 22)]
    out, _ = tallies(list(events))
    assert (out.hour_draws, out.hours_once, out.hours_twice) == (6, 1, 1)


def test_what_is_taken_out_of_a_baseline_leaves_no_trace() -> None:
    pipeline = b.learnt_plant()
    graph = pipeline._state.graph
    path = graph.paths[f"ip:{b.SCADA}", f"ip:{b.PLC}", "modbus"]
    initiator, responder = graph.ends(path)
    before = (initiator.initiated, responder.responded, dict(initiator.peers_out))
    copies = [Tally(*(getattr(tally, name) for name in tally.__struct_fields__)) for tally in before[:2]]
    baseline.unlearn(path, initiator, responder)
    assert f"ip:{b.PLC}" not in initiator.peers_out
    baseline.learn(path, initiator, responder)
    assert [initiator.initiated, responder.responded] == copies
    assert initiator.peers_out == before[2]


def test_a_known_peer_is_no_surprise_and_a_stranger_is() -> None:
    pipeline = b.learnt_plant()
    plc = pipeline._state.inventory.assets[f"ip:{b.PLC}"]
    assert baseline.new_peer_bits(plc, f"ip:{b.SCADA}", as_initiator=False) == 0.0
    stranger = baseline.new_peer_bits(plc, "ip:x", as_initiator=False)
    assert stranger is not None
    assert stranger > 5.0
    assert baseline.new_service_bits(plc, "modbus", as_initiator=False) == 0.0
    assert baseline.new_peer_bits(plc, "ip:x", as_initiator=True) is None


@pytest.mark.parametrize(("days", "cap"), [(0.0, 0.0), (3.0, 0.0), (6.0, 0.5), (10.0, 0.7), (30.0, 0.9)])
def test_few_days_cap_what_can_be_known(days: float, cap: float) -> None:
    assert baseline.days_cap(b.MONDAY, b.MONDAY + days * DAY_S) == pytest.approx(cap)


def test_readiness_is_the_worst_of_hours_days_and_time() -> None:
    asset = new_asset("x", "", b.MONDAY)
    time = b.MONDAY + 100 * DAY_S
    asset.initiated = Tally(hour_draws=100, hours_once=10, day_draws=50, days_once=20)
    assert baseline.readiness(asset, time, None) == pytest.approx(0.6)
    asset.initiated = Tally(hour_draws=100, hours_once=50, day_draws=50, days_once=0)
    assert baseline.readiness(asset, time, None) == pytest.approx(0.5)
    asset.initiated = Tally(hour_draws=100, day_draws=50)
    assert baseline.readiness(asset, time, None) == pytest.approx(0.97)


def test_shared_roles_and_internet_peers_have_no_readiness() -> None:
    shared, external = new_asset("x", "", b.MONDAY), new_asset("y", "", b.MONDAY, external=True)
    shared.record.role = "proxy"
    assert baseline.readiness(shared, b.MONDAY, None) is None
    assert baseline.readiness(external, b.MONDAY, None) is None


def test_who_was_known_before_learning_ended_is_ready_by_declaration() -> None:
    asset = new_asset("x", "", b.MONDAY)
    assert baseline.readiness(asset, b.MONDAY + 2, b.MONDAY + 1) == 1.0
    assert baseline.readiness(asset, b.MONDAY, b.MONDAY + 1) == 0.0
    assert baseline.readiness(asset, b.MONDAY + 2, b.MONDAY) == 0.0


def test_nobody_is_ready_before_ten_days_and_somebody_steady_is_then() -> None:
    asset = new_asset("a", "", 5.0)
    due = baseline.ready_from(asset)
    assert due == pytest.approx(5.0 + 10 * DAY_S)
    assert not baseline.seasoned(asset, due - 60.0)
    assert baseline.seasoned(asset, due + 60.0)
