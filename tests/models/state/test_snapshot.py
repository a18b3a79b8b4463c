"""What is written of a site: only what changed, in no pickle, and what it weighs."""

import msgspec
import pytest

from models.baseline.window_statistics import WindowStatistics
from models.baseline.windows import WindowSums
from models.pipeline import Pipeline
from models.settings import CoreSettings
from models.state.state_codec import decode, encode
from schemas.state import HEAD, StateRecord
from schemas.verdict import PathSubject
from tests.models import builders as b
from tests.models.cuts import keep, learnt, restored

NOW = b.after(14)


def stored(pipeline: Pipeline) -> dict[str, bytes]:
    return {record.key: record.value for record in pipeline.changed_records() if record.value is not None}


def test_nothing_in_the_state_is_a_pickle() -> None:
    for value in learnt().values():
        msgspec.msgpack.decode(value or b"")


def test_deleted_records_are_no_records() -> None:
    pipeline = Pipeline(b.SITE, CoreSettings())
    assert pipeline.restore([StateRecord(key, None) for key in learnt()]) == []
    assert pipeline.assets() == []


def test_only_what_changed_is_written() -> None:
    pipeline = b.learnt_plant()
    assert set(stored(pipeline)) == {f"{b.SITE}|@marks"}
    scada, plc = f"{b.SITE}|ip:{b.SCADA}", f"{b.SITE}|ip:{b.PLC}"
    seen = {f"{b.SITE}|@marks", f"{scada}|window", f"{plc}|window", f"{scada}|0"}
    b.run(pipeline, [b.flow(b.after() + 1, b.SCADA, b.PLC, service="modbus")])
    # A window of both has ended with it: their statistics lie in their heads.
    assert set(stored(pipeline)) == seen | {f"{scada}|head", f"{plc}|head"}
    b.run(pipeline, [b.flow(b.after() + 2, b.SCADA, b.PLC, service="modbus")])
    assert set(stored(pipeline)) == seen


def test_a_forgotten_assets_last_path_leaves_no_chunk() -> None:
    pipeline = b.new_pipeline()
    b.run(pipeline, [b.flow(b.MONDAY, b.SCADA, b.PLC)])
    keys = set(stored(pipeline))
    assert f"{b.SITE}|ip:{b.SCADA}|0" in keys
    way = PathSubject(f"ip:{b.SCADA}", f"ip:{b.PLC}", "modbus")
    b.run(pipeline, [b.verdict(b.MONDAY, "forget", path=way)])
    deleted = {record.key for record in pipeline.changed_records() if record.value is None}
    assert deleted == {f"{b.SITE}|ip:{b.SCADA}|0"}


def test_a_path_and_an_asset_weigh_what_the_design_allows() -> None:
    pipeline = b.bare_pipeline()
    ways = [(f"10.1.0.{n % 200 + 1}", f"10.2.{n % 7}.{n % 97 + 1}") for n in range(4_000)]
    b.run(pipeline, [b.flow(b.MONDAY + n * 0.1, *way) for n, way in enumerate(ways)])
    store = stored(pipeline)
    heads = sum(len(data) for key, data in store.items() if key.endswith("|head"))
    chunks = sum(len(data) for key, data in store.items() if "@" not in key and not key.endswith("|head"))
    assert heads / len(pipeline.assets()) < 10_000
    assert chunks / len(pipeline.paths()) < 1_000
    assert max(len(data) for data in store.values()) < 1_000_000


def test_what_stands_for_peers_past_the_limit_stays_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.decisions.past_bounds.MAX_PATHS_PER_ASSET", 20)
    monkeypatch.setattr("models.decisions.past_bounds.MAX_GUARDED_PATHS", 30)
    store, whole = learnt(), restored(learnt(), CoreSettings())
    b.run(whole, [b.flow(b.after() + n, b.SCADA, f"10.9.0.{n + 20}", 80) for n in range(40)])
    keep(store, whole)
    cut = restored(store, CoreSettings())
    assert cut.assets() == whole.assets()
    assert cut.paths() == whole.paths()
    later = [b.flow(b.after() + 60 + n, b.SCADA, f"10.9.0.{n + 20}", 443) for n in range(40)]
    assert b.run(cut, later) == b.run(whole, later)


def test_statistics_are_written_anew_once_a_window_has_closed() -> None:
    statistics = WindowStatistics()
    statistics.learn(WindowSums(asset="a", begun=3, sent_octets=300))
    before = encode(statistics)
    assert encode(statistics) == before
    statistics.learn(WindowSums(asset="a", begun=9, sent_octets=900))
    after = decode(encode(statistics), WindowStatistics, HEAD)
    assert (after.windows, after.flows_per_window) == (2, statistics.flows_per_window)
