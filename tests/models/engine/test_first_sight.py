"""What happens when a way is not remembered."""

import msgspec
import pytest

from models.paths.graph import MAX_PATHS_PER_ASSET
from tests.models import builders as b

NOW = b.MONDAY


def test_past_the_limit_an_initiators_peers_are_one() -> None:
    pipeline = b.bare_pipeline()
    count = MAX_PATHS_PER_ASSET + 300
    b.run(
        pipeline,
        [
            b.flow(NOW + n * 0.01, "10.1.0.1", f"10.{2 + n // 60_000}.{n // 250}.{n % 250 + 1}", 80)
            for n in range(count)
        ],
    )
    paths = [each for each in pipeline.paths() if each.initiator == "ip:10.1.0.1"]
    assert len(paths) == MAX_PATHS_PER_ASSET + 1
    assert sum(each.flows for each in paths) == count


def test_an_office_hosts_internet_peers_are_nobodys_business() -> None:
    pipeline = b.new_pipeline()
    b.run(pipeline, [b.flow(NOW + n, b.OFFICE, f"9.9.{n}.1", 443) for n in range(200)])
    assert [(each.responder, each.flows) for each in pipeline.paths()] == [("ext:any", 200)]


def test_the_first_sign_of_life_is_an_answer_or_a_word_of_its_own() -> None:
    pipeline = b.learnt_plant()
    assert b.alerts_of(pipeline, b.tried(b.after(), b.SCADA, "10.9.0.99", 80)) == []
    answer = b.flow(b.after() + 1, b.SCADA, "10.9.0.99", 80)
    assert [alert.kind for alert in b.alerts_of(pipeline, answer)] == ["new-asset"]
    told = b.alerts_of(pipeline, b.flow(b.after() + 2, "10.9.0.99", b.SCADA))
    assert [(alert.kind, alert.revision) for alert in told] == [("new-asset", 2)]


def test_a_peer_of_the_internet_is_the_same_before_and_after_a_side_was_inferred() -> None:
    pipeline = b.bare_pipeline()
    b.run(pipeline, [b.flow(NOW + n, b.INTERNET, b.PLC, 102) for n in range(3)])
    remembered = {each.key for each in pipeline.paths()}
    pipeline.change(b.asset("other", "10.50.0.1"))
    b.run(pipeline, [b.flow(NOW + 5, b.INTERNET, b.PLC, 102)])
    assert {each.key for each in pipeline.paths()} == remembered


def test_past_twice_the_limit_services_are_one_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.decisions.past_bounds.MAX_PATHS_PER_ASSET", 10)
    pipeline = b.bare_pipeline()
    ways = [b.tried(NOW + n, "10.1.0.1", "10.1.0.2", 1_024 + n) for n in range(60)]
    b.run(pipeline, ways)
    assert len(pipeline.paths()) <= 10 + 10 + 1
    assert sum(each.flows for each in pipeline.paths()) == 60


def test_an_asset_met_by_a_flow_of_years_ago_is_watched_from_now_on() -> None:
    pipeline = b.learnt_plant()
    now = b.after()
    b.run(pipeline, [b.tick(now), b.flow(now - 900 * b.DAY, "10.9.0.77", b.PLC), b.tick(now + 10.0)])
    asset = next(each for each in pipeline.assets() if each.id == "ip:10.9.0.77")
    assert asset.first_seen > now - b.DAY


def test_an_asset_declared_today_and_met_in_older_traffic_has_been_watched_since_then() -> None:
    pipeline = b.bare_pipeline()
    declared = b.MONDAY + 30 * b.DAY
    b.run(pipeline, [msgspec.structs.replace(b.asset("plc", b.PLC), time=declared)])
    b.run(pipeline, b.days_of_work(b.MONDAY, 14))
    asset = next(each for each in pipeline.assets() if each.declared_id == "plc")
    assert asset.first_seen < b.MONDAY + b.DAY
    assert asset.readiness is not None
    assert asset.readiness > 0.5


def test_a_try_at_what_looks_like_a_broadcast_address_hides_no_answer_by_tcp() -> None:
    plant, time = b.learnt_plant(), b.after(14)
    out = b.run(plant, [b.tried(time, b.OFFICE, "10.9.0.255", 22), b.flow(time + 5.0, b.OFFICE, "10.9.0.255", 22)])
    assert [alert.kind for alert in out.alerts] == ["dmz-bypass"]
