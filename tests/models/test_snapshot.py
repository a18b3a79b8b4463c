"""The proof that the state is complete: wherever a run is cut and restored, its future is the same."""

from typing import Any
from zlib import crc32

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import snapshot
from models.path import CHUNK
from models.pipeline import Pipeline
from models.restore import OLD_CHUNKS
from models.settings import CoreSettings
from models.snapshot import MARKS, StoredMarks
from models.state_codec import decode, encode
from models.watermark import Mark
from models.windows import WindowCounters, WindowStatistics
from schemas.state import HEAD, StateRecord
from schemas.tick import Tick
from schemas.verdict import PathSubject, ZonePair
from tests.models import builders as b

Store = dict[str, bytes | None]
Draft = tuple[Any, ...]
NOW = b.after(14)

HOSTS = (
    b.OFFICE, b.OTHER_OFFICE, b.JUMP, b.SCADA, b.PLC, b.PLC2, "10.9.0.99", "10.9.1.7", "10.5.0.1",
    "8.8.8.8", "1.1.1.1", "fe80::1", "fe80::2", "10.9.0.255", "224.0.0.1",
)  # fmt: skip
MACS = (None, None, None, "02:00:00:00:00:01", "02:00:00:00:00:02")
PORTS = (22, 53, 102, 135, 502, 3389, 4444, 40_001, 40_002, 50_000)
SERVICES = (None, None, None, "modbus", "dce_rpc", "acme", "ssl")
GAPS = (0.0, 1.0, 1.0, 30.0, 400.0, 3_000.0, -2_000.0, 4 * b.HOUR, 26 * b.HOUR, 80 * b.HOUR)

flow_drafts = st.tuples(
    st.just("flow"),
    st.sampled_from(HOSTS),
    st.sampled_from(HOSTS),
    st.sampled_from(PORTS),
    st.fixed_dictionaries(
        {},
        optional={
            "initiator_port": st.sampled_from((50_000, 502, 53, 40_001)),
            "service": st.sampled_from(SERVICES),
            "state": st.sampled_from(("attempted", "established", "rejected", "reset", "unknown")),
            "direction": st.sampled_from(("certain", "flipped", "unsure")),
            "transport": st.sampled_from(("tcp", "udp", "icmp")),
            "initiator_mac": st.sampled_from(MACS),
            "responder_mac": st.sampled_from(MACS),
            "sensor": st.sampled_from(("zeek", "other")),
            "vlan": st.sampled_from((None, 7)),
            "realm": st.sampled_from(("", "cell-2")),
        },
    ),
)
sweep_drafts = st.tuples(
    st.just("sweep"), st.sampled_from(HOSTS[:10]), st.integers(2, 30), st.sampled_from(("attempted", "established"))
)
ahead_drafts = st.tuples(st.just("ahead"), st.integers(1, 4), st.sampled_from((2 * b.HOUR, 281 * b.DAY)))
tick_drafts = st.tuples(st.just("tick"))
wild_drafts = st.tuples(
    st.just("wild"),
    st.sampled_from((2 * b.HOUR, 26 * b.HOUR, 64 * 365 * b.DAY, -2 * b.HOUR, -365 * b.DAY)),
    st.sampled_from(("collector", "other")),
    st.integers(1, 15),
)
wait_drafts = st.tuples(st.just("wait"), st.sampled_from(GAPS))
change_drafts = st.tuples(
    st.just("change"),
    st.sampled_from(
        (
            b.zone("cell", 0.0, "ot", "10.9.0.0/16"),
            b.zone("dmz", 3.5, "dmz", "10.3.0.0/16", "10.5.0.0/16"),
            b.zone("two", 1.0, "ot", "10.9.0.0/24", realm="cell-2"),
            b.conduit("office", "cell", "modbus"),
            b.conduit("dmz", "cell"),
            b.asset("jump", b.JUMP, role="jump-host"),
            b.asset("plc", b.PLC, "02:00:00:00:00:01", criticality=5),
            b.asset("plc", "10.9.0.99", change="address-assigned"),
            b.asset("plc", b.PLC, change="address-released"),
            b.asset("plc", change="retired"),
            b.asset("vendor", "8.8.8.8", zone="dmz"),
            b.asset("ip:10.9.0.12", b.PLC2, name="two"),
            b.asset("two", b.PLC2),
            b.asset("bad", "nonsense"),
        )
    ),
)
verdict_drafts = st.tuples(
    st.just("verdict"),
    st.sampled_from(("expected", "malicious", "mute", "forget")),
    st.sampled_from(("alert", "path", "initiator", "zones")),
    st.integers(0, 5),
    st.sampled_from((None, b.HOUR, 3 * b.DAY)),
)
cuts = st.tuples(st.just("cut"))
drafts = st.lists(
    st.one_of(flow_drafts, flow_drafts, flow_drafts, sweep_drafts, ahead_drafts, tick_drafts, wild_drafts, wait_drafts)
    | st.one_of(change_drafts, verdict_drafts, cuts, cuts),
    min_size=4,
    max_size=24,
)


def events_of(pipeline: Pipeline, time: float, plan: list[Draft]) -> tuple[list[b.Event | None], list[bytes]]:
    """Run a plan as a whole. Gives its events (None: a cut) and what came out after each."""
    events: list[b.Event | None] = []
    outputs: list[bytes] = []
    alert_ids: list[str] = []
    clock = time
    for draft in plan:
        if draft[0] == "verdict":
            spelled = _verdict(pipeline, clock, draft, alert_ids)
        else:
            clock, spelled = _spelled_out(clock, draft)
        for event in spelled:
            events.append(event)
            if event is not None:
                outputs.append(taken(pipeline, event, alert_ids))
    return events, outputs


def _spelled_out(clock: float, draft: Draft) -> tuple[float, list[b.Event | None]]:
    """The events of a draft, and the time after them."""
    match draft:
        case ("flow", initiator, responder, port, fields):
            return clock + 1.0, [b.flow(clock + 1.0, initiator, responder, port, **fields)]
        case ("sweep", initiator, count, state):
            doors = range(1, count + 1)
            return clock + count, [b.flow(clock + n, initiator, f"10.9.0.{19 + n}", 102, state=state) for n in doors]
        case ("ahead", count, by):
            return clock, [b.flow(clock + by + n, b.SCADA, b.PLC, service="modbus") for n in range(count)]
        case ("wild", by, collector, count):
            return clock, [Tick(b.SITE, collector, clock + by + 10.0 * n) for n in range(count)]
        case ("wait", gap):
            return clock + gap, []
        case _:
            return clock, [draft[1] if draft[0] == "change" else b.tick(clock) if draft == ("tick",) else None]


def _verdict(pipeline: Pipeline, clock: float, draft: Draft, alert_ids: list[str]) -> list[b.Event | None]:
    _, decision, subject, number, expires = draft
    named = _subject(pipeline, subject, number, alert_ids)
    if named is None:
        return []
    return [b.verdict(clock, decision, expires=None if expires is None else clock + expires, **named)]


def _subject(pipeline: Pipeline, subject: str, number: int, alert_ids: list[str]) -> dict[str, Any] | None:
    if subject == "alert":
        return {"alert": alert_ids[number % len(alert_ids)]} if alert_ids else None
    if subject == "path":
        waiting = pipeline.ledger() or pipeline.paths()
        if not waiting:
            return None
        path = waiting[number % len(waiting)]
        return {"path": PathSubject(path.initiator, path.responder, path.service)}
    if subject == "initiator":
        return {"initiator": HOSTS[number]}
    return {"zones": ZonePair(("office", "dmz")[number % 2], ("cell", "dmz", "control")[number % 3])}


def taken(pipeline: Pipeline, event: b.Event, alert_ids: list[str]) -> bytes:
    out = b.run(pipeline, [event])
    alert_ids += [alert.id for alert in out.alerts if alert.id not in alert_ids and alert.kind != "first-look"]
    return msgspec.json.encode(out)


def keep(store: Store, pipeline: Pipeline) -> None:
    for record in pipeline.changed_records():
        if record.value is None:
            store.pop(record.key, None)
        else:
            store[record.key] = record.value


def restored(store: Store, core: CoreSettings) -> Pipeline:
    pipeline = Pipeline(b.SITE, core)
    assert pipeline.restore([StateRecord(key, store[key]) for key in sorted(store, reverse=True)]) == []
    return pipeline


def same_future(start: Store, core: CoreSettings, time: float, plan: list[Draft], *, everywhere: bool) -> None:
    whole = restored(start, core)
    events, expected = events_of(whole, time, plan)

    store = dict(start)
    pipeline = restored(store, core)
    outputs: list[bytes] = []
    for event in events:
        if event is not None:
            outputs.append(taken(pipeline, event, []))
            assert outputs[-1] == expected[len(outputs) - 1], f"after {len(outputs)} events, at {event}"
        if event is None or everywhere:
            keep(store, pipeline)
            pipeline = restored(store, core)
    assert pipeline.paths() == whole.paths()
    assert pipeline.assets() == whole.assets()
    assert pipeline.ledger() == whole.ledger()
    at_once = dict(start)
    keep(at_once, whole)
    keep(store, pipeline)
    assert store == at_once


def learnt() -> Store:
    return {record.key: record.value for record in b._learnt_records(14)}


def declared() -> Store:
    store: Store = {}
    keep(store, b.new_pipeline())
    return store


@settings(max_examples=120)
@given(plan=drafts)
def test_a_learnt_plant_cut_anywhere_has_the_same_future(plan: list[Draft]) -> None:
    same_future(learnt(), CoreSettings(), b.after(14), plan, everywhere=False)


@settings(max_examples=60)
@given(plan=drafts)
def test_a_learnt_plant_cut_after_every_event_has_the_same_future(plan: list[Draft]) -> None:
    same_future(learnt(), CoreSettings(), b.after(14), plan, everywhere=True)


@settings(max_examples=60)
@given(plan=drafts)
def test_a_plant_with_no_zones_cut_after_every_event_has_the_same_future(plan: list[Draft]) -> None:
    same_future({}, CoreSettings(time_zone="Europe/Berlin"), b.MONDAY, plan, everywhere=True)


@settings(max_examples=60)
@given(plan=drafts)
def test_a_plant_learning_until_a_moment_cut_after_every_event_has_the_same_future(plan: list[Draft]) -> None:
    core = CoreSettings(learn_until=b.MONDAY + 300.0)
    same_future(declared(), core, b.MONDAY, plan, everywhere=True)


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


# ---------------------------------------------------------------- what is written


def stored(pipeline: Pipeline) -> dict[str, bytes]:
    return {record.key: record.value for record in pipeline.changed_records() if record.value is not None}


def test_marks_stored_before_ticks_were_doubted_are_read() -> None:
    stored_then = (NOW, NOW - 9.0, NOW + 5.0, NOW + b.HOUR, [Mark("zeek", NOW, NOW + b.HOUR)])
    marks = decode(encode(stored_then), StoredMarks, MARKS)
    assert (marks.tick_time, marks.doubts, marks.anchor) == (NOW + 5.0, [], None)
    pipeline = Pipeline(b.SITE, CoreSettings())
    assert pipeline.restore([StateRecord(f"{b.SITE}|@marks", encode(stored_then))]) == []
    wild = b.tick(NOW + 30 * b.DAY)
    assert [reject.record for reject in b.run(pipeline, [wild, b.tick(NOW + 10)]).rejects] == [wild]


def test_nothing_in_the_state_is_a_pickle() -> None:
    for value in learnt().values():
        msgspec.msgpack.decode(value or b"")


def test_deleted_records_are_no_records() -> None:
    pipeline = Pipeline(b.SITE, CoreSettings())
    assert pipeline.restore([StateRecord(key, None) for key in learnt()]) == []
    assert pipeline.assets() == []


def test_only_what_changed_is_written() -> None:
    pipeline = b.learnt_plant()
    assert set(stored(pipeline)) <= {f"{b.SITE}|@marks"}
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
    monkeypatch.setattr("models.first_sight.MAX_PATHS_PER_ASSET", 20)
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
    statistics.close(WindowCounters(asset="a", flows=3, octets=300))
    before = encode(statistics)
    assert encode(statistics) == before
    statistics.close(WindowCounters(asset="a", flows=9, octets=900))
    after = decode(encode(statistics), WindowStatistics, HEAD)
    assert (after.windows, after.flows_per_window) == (2, statistics.flows_per_window)


@pytest.mark.parametrize(("version", "size"), OLD_CHUNKS.items())
def test_chunks_were_larger_once_and_are_written_anew_in_the_first_checkpoint(
    monkeypatch: pytest.MonkeyPatch, version: int, size: int
) -> None:
    """A chunk's key says which slots it holds: an old one that is overwritten must not take its other paths along."""
    pipeline = b.new_pipeline()
    b.run(pipeline, [b.flow(b.MONDAY + n, b.SCADA, f"10.9.0.{n + 20}") for n in range(150)])
    paths = pipeline.paths()
    with monkeypatch.context() as larger:
        larger.setattr(snapshot, "CHUNK", size)
        store: Store = {**stored(pipeline)}
    old = {f"{b.SITE}|ip:{b.SCADA}|{number}" for number in range(150 // CHUNK)} & store.keys()
    assert len(old) == -(-150 // size)
    for key in old:
        value = (store[key] or b"")[7:]
        store[key] = b"\x92\x01" + value if version == 1 else b"\x93\x02\xce" + crc32(value).to_bytes(4, "big") + value
    again = restored(store, CoreSettings())
    assert again.paths() == paths
    keep(store, again)
    assert store.keys() >= {f"{b.SITE}|ip:{b.SCADA}|{number}" for number in range(150 // CHUNK)}
    last = restored(store, CoreSettings())
    assert last.paths() == paths
    assert set(stored(last)) == {f"{b.SITE}|@marks"}
