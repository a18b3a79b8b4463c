"""What can't be read goes back to learning, is told, harms nothing else, and does not come back to haunt."""

from typing import Any

import msgspec
import pytest

from models.baseline.path import CHUNK, StoredPath, stored_fields
from models.pipeline import Pipeline
from models.settings import CoreSettings
from models.state import river_codec, state_codec
from schemas.state import HEAD, NEWER, STATE_VERSION, StateRecord
from tests.models import builders as b
from tests.models.cuts import Store, keep, learnt

PLC_HEAD = f"{b.SITE}|ip:{b.PLC}|head"
SCADA_PATHS = f"{b.SITE}|ip:{b.SCADA}|0"


FLOWS, WINDOW_FLOWS = (StoredPath.__struct_fields__.index(name) for name in ("flows_before", "window_flows"))


def opened(store: Store) -> tuple[Pipeline, list[str]]:
    pipeline = Pipeline(b.SITE, CoreSettings())
    return pipeline, pipeline.restore([StateRecord(key, value) for key, value in store.items()])


def newer(data: bytes) -> bytes:
    """The same record, as a Weir of tomorrow may have written it."""
    return msgspec.msgpack.encode((STATE_VERSION + 1, "of another shape", data))


def of_tomorrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on Weir reads one version more, of today's shape."""
    monkeypatch.setattr("models.state.state_codec._BEGIN", b"\x93" + bytes([STATE_VERSION + 1]) + b"\xce")
    for module in ("models.state.state_codec", "models.state.set_aside", "models.state.conversions"):
        monkeypatch.setattr(f"{module}.STATE_VERSION", STATE_VERSION + 1)
    monkeypatch.setattr("models.state.conversions.CONVERTERS", {STATE_VERSION: lambda _kind, value: value})


# ---------------------------------------------------------------- damage


@pytest.mark.parametrize("damage", [b"", b"\xc1", b"\x92\x01", b"\x92\x01\xc0", b"not msgpack at all", b"\x00" * 50])
def test_damaged_records_are_told_once_and_the_rest_goes_on(damage: bytes) -> None:
    whole = learnt()
    for key in whole:
        store = whole | {key: damage}
        pipeline, problems = opened(store)
        part = key.partition("|")[2]
        assert problems[0].startswith(f"{part}: damaged state")
        b.run(pipeline, b.hour_of_work(b.after()))
        keep(store, pipeline)
        again, problems = opened(store)
        assert problems == []
        assert again.paths() == pipeline.paths()
        assert again.assets() == pipeline.assets()


def test_an_asset_whose_head_is_lost_is_learnt_anew_with_its_paths() -> None:
    store = learnt() | {PLC_HEAD: b"damage"}
    pipeline, problems = opened(store)
    assert f"ip:{b.PLC}" not in {each.id for each in pipeline.assets()}
    assert [problem for problem in problems if f"ip:{b.PLC}: learnt anew" in problem]
    assert b.path(pipeline, b.SCADA, b.PLC2, "modbus").flows == 14 * 24
    b.run(pipeline, b.days_of_work(b.after(), 1))
    assert b.path(pipeline, b.SCADA, b.PLC, "modbus").flows == 24
    keep(store, pipeline)
    again, problems = opened(store)
    assert problems == []
    assert again.paths() == pipeline.paths()


def test_paths_of_a_lost_asset_do_not_rise_again_beside_those_learnt_since() -> None:
    whole = b.learnt_plant()
    b.run(whole, [b.flow(b.after() + n, b.SCADA, f"10.9.0.{n + 20}", 80) for n in range(100)])
    store = learnt()
    keep(store, whole)
    chunks = {key for key in store if key.startswith(f"{b.SITE}|ip:{b.SCADA}|") and not key.endswith(HEAD)}
    assert len(chunks) > 2
    store[f"{b.SITE}|ip:{b.SCADA}|head"] = b"damage"
    pipeline, _ = opened(store)
    keep(store, pipeline)
    assert not chunks & store.keys()
    b.run(pipeline, [b.flow(b.after() + 200, b.SCADA, b.PLC, service="modbus")])
    keep(store, pipeline)
    again, problems = opened(store)
    assert problems == []
    assert [path.flows for path in again.paths() if path.initiator == f"ip:{b.SCADA}"] == [1]


def test_what_the_lost_paths_had_counted_in_others_baselines_is_gone_too() -> None:
    store = learnt()
    del store[SCADA_PATHS]
    pipeline, _ = opened(store)
    plc = pipeline._state.inventory.assets[f"ip:{b.PLC}"]
    assert f"ip:{b.SCADA}" not in plc.peers_in
    assert plc.responded.hour_draws == sum(path.hours for path in pipeline.paths() if path.responder == plc.id)


def test_a_path_that_is_there_twice_or_belongs_elsewhere_is_taken_once() -> None:
    store = learnt()
    before = opened(store)[0].paths()
    paths = state_codec.decode(store[SCADA_PATHS], list[StoredPath], "chunk")
    strangers = [
        msgspec.structs.replace(paths[0], slot=63),
        msgspec.structs.replace(paths[0], initiator="ip:10.66.6.6"),
        msgspec.structs.replace(paths[0], service="other", slot=2**40),
        msgspec.structs.replace(paths[0], service="other", slot=-1),
        msgspec.structs.replace(paths[0], service="other"),
    ]
    store[SCADA_PATHS] = state_codec.encode([*paths, *strangers])
    store[f"{b.SITE}|ip:{b.SCADA}|7"] = state_codec.encode(paths)
    pipeline, problems = opened(store)
    assert [problem for problem in problems if "5 paths that belong elsewhere" in problem]
    assert pipeline.paths() == before
    keep(store, pipeline)
    assert f"{b.SITE}|ip:{b.SCADA}|7" not in store
    assert opened(store)[1] == []


def test_an_address_that_two_hold_is_the_later_ones() -> None:
    store = learnt()
    head = msgspec.msgpack.decode(store[PLC_HEAD])[2]
    twin = ["twin", *head[1:]]
    twin[3] += 5.0
    store[f"{b.SITE}|twin|head"] = state_codec.encode(twin)
    pipeline, problems = opened(store)
    assert problems == [f"twin|head: {b.PLC} is held by two assets; ip:{b.PLC}, seen less lately, loses it"]
    holders = [asset.id for asset in pipeline.assets() if b.PLC in asset.ips]
    assert holders == ["twin"]
    keep(store, pipeline)
    assert opened(store)[1] == []


def test_an_address_that_is_none_is_damage_and_no_trouble_later() -> None:
    store = learnt()
    head = msgspec.msgpack.decode(store[PLC_HEAD])[2]
    head[6] = ["10.9.0.x"]
    store[PLC_HEAD] = state_codec.encode(head)
    pipeline, problems = opened(store)
    assert problems[0].startswith(f"ip:{b.PLC}|head: '10.9.0.x'")
    b.run(pipeline, [b.zone("new", 1.0, "ot", "10.9.0.0/28")])


def test_an_alert_a_chunk_and_a_head_under_a_key_not_their_own_are_refused() -> None:
    store = learnt()
    store[f"{b.SITE}|stranger|head"] = store[PLC_HEAD]
    store[f"{b.SITE}|ip:{b.PLC}|banana"] = store[SCADA_PATHS]
    store[f"{b.SITE}|@tomorrow"] = store[SCADA_PATHS]
    pipeline, problems = opened(store)
    assert len(problems) == 3
    assert "stranger" not in {asset.id for asset in pipeline.assets()}
    keep(store, pipeline)
    # What is unknown is no damage: a Weir that knows it may have written it.
    assert {f"{b.SITE}|ip:{b.PLC}|banana", f"{b.SITE}|@tomorrow"} <= store.keys()
    assert f"{b.SITE}|stranger|head" not in store


def test_flows_parked_under_a_mark_that_is_lost_are_told() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, [b.flow(b.after() + 5 * b.HOUR + n, b.SCADA, b.PLC) for n in range(3)])
    store = learnt()
    keep(store, pipeline)
    assert f"{b.SITE}|@parked|0000" in store
    store[f"{b.SITE}|@marks"] = b"damage"
    again, problems = opened(store)
    assert any("3 flows that waited" in problem for problem in problems)
    keep(store, again)
    assert f"{b.SITE}|@parked|0000" not in store


# ---------------------------------------------------------------- other versions


def test_statistics_of_another_river_begin_anew_and_are_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    store = learnt()
    before = opened(store)[0]
    monkeypatch.setattr(river_codec, "RIVER_VERSION", "99.0")
    pipeline, problems = opened(store)
    assert f"ip:{b.PLC}|head: its statistics begin anew (kept by River " in "".join(problems)
    assert pipeline.assets() == before.assets()
    assert pipeline.paths() == before.paths()
    keep(store, pipeline)
    assert opened(store)[1] == []


def test_a_newer_asset_is_set_aside_and_comes_back_with_the_upgrade(monkeypatch: pytest.MonkeyPatch) -> None:
    store = learnt()
    scada = {key: value for key, value in store.items() if key.startswith(f"{b.SITE}|ip:{b.SCADA}|")}
    before = opened(store)[0]
    with monkeypatch.context() as upgraded:
        of_tomorrow(upgraded)
        head = state_codec.decode(scada[f"{b.SITE}|ip:{b.SCADA}|head"], river_free(), "head")
        store[f"{b.SITE}|ip:{b.SCADA}|head"] = state_codec.encode(head)
    rolled_back, problems = opened(store)
    assert f"state version {STATE_VERSION + 1}, this Weir reads up to {STATE_VERSION}" in problems[0]
    assert "set aside" in problems[0]
    assert f"ip:{b.SCADA}" not in {asset.id for asset in rolled_back.assets()}
    b.run(rolled_back, b.hour_of_work(b.after()))
    keep(store, rolled_back)
    assert opened(store)[1] == []
    aside = {key for key in store if key.startswith(f"{b.SITE}|{NEWER}|")}
    assert aside == {key.replace("|", f"|{NEWER}|", 1) for key in scada}

    of_tomorrow(monkeypatch)
    forward, problems = opened(store)
    assert problems == [f"ip:{b.SCADA}: what a newer Weir had stored is back, in place of what was learnt since"]
    of_scada = [path for path in before.paths() if path.initiator == f"ip:{b.SCADA}"]
    assert [path for path in forward.paths() if path.initiator == f"ip:{b.SCADA}"] == of_scada
    keep(store, forward)
    assert not {key for key in store if NEWER in key}
    again, problems = opened(store)
    assert problems == []
    assert again.paths() == forward.paths()


def test_paths_set_aside_return_beside_what_was_learnt_since_in_other_places() -> None:
    """An older Weir that could read the head, and not the chunks: it went on with slots that were taken."""
    whole = b.new_pipeline()
    store: Store = {}
    b.run(whole, [b.flow(b.MONDAY + n, b.SCADA, f"10.9.0.{n + 20}") for n in range(60)])
    keep(store, whole)
    paths = [stored_fields(path) for path in whole._state.graph.paths.values()]
    chunks = [key for key in store if key.startswith(f"{b.SITE}|ip:{b.SCADA}|") and key.rpartition("|")[2].isdigit()]
    for key in chunks:
        store[key.replace("|", f"|{NEWER}|", 1)] = store.pop(key)
    # Of the 12 it learnt since, two were set aside as well.
    since = [
        (*path[:2], path[2] if n < 2 else "http", n, *path[4:FLOWS], 1_000 + n, *path[FLOWS + 1 :])
        for n, path in enumerate(paths[:12])
    ]
    for first in range(0, len(since), CHUNK):
        some = since[first : first + CHUNK]
        store[f"{b.SITE}|ip:{b.SCADA}|{first // CHUNK}"] = state_codec.encode(some)

    pipeline, problems = opened(store)
    found = {(path.initiator, path.responder, path.service): path.flows for path in pipeline.paths()}
    expected = {path[:3]: path[FLOWS] + path[WINDOW_FLOWS] for path in (*paths, *since)}
    assert found == expected
    assert len(found) == 70
    assert all("are there already" in problem for problem in problems)
    keep(store, pipeline)
    assert not [key for key in store if NEWER in key]
    again, problems = opened(store)
    assert problems == []
    assert again.paths() == pipeline.paths()


def river_free() -> type[Any]:
    return list[Any]


@pytest.mark.parametrize("part", ["@zones", "@marks"])
def test_a_newer_record_of_the_site_is_set_aside_byte_for_byte(part: str) -> None:
    store = learnt()
    store[f"{b.SITE}|{part}"] = newer(store[f"{b.SITE}|{part}"])
    written = store[f"{b.SITE}|{part}"]
    pipeline, problems = opened(store)
    assert len(problems) == 1
    keep(store, pipeline)
    assert store[f"{b.SITE}|{NEWER}|{part}"] == written
    assert opened(store)[1] == []
