"""Changes of stored state: each one checkpoint, positions kept, readers told, everything else as it was."""

import asyncio

import pytest

from models.settings import CoreSettings
from schemas.state import StateRecord, site_of
from streams.checkpoint.protocol import Loaded
from streams.shard.shard import Shard
from streams.state.change import StateChange, StateRefused, imported, reset_asset, reset_site, selected
from streams.stores.memory import MemoryStore
from tests.models import stored_state

POSITIONS = {"weir.flows": 41, "weir.verdicts": 7}
SITE, OTHER = stored_state.sites()


def settings_for(_site: str) -> CoreSettings:
    return stored_state.CORE


def loaded(records: list[StateRecord] | None = None) -> Loaded:
    return Loaded(records=list(stored_state.records()) if records is None else records, positions=dict(POSITIONS))


def after(change: StateChange, before: Loaded) -> MemoryStore:
    store = MemoryStore()
    store.state = {record.key: record.value or b"" for record in before.records}
    asyncio.run(store.commit(change.checkpoint))
    return store


def shard_on(store: MemoryStore) -> Shard:
    shard = Shard(store, settings_for)
    asyncio.run(shard.open())
    assert shard.problems == []
    return shard


def of(store: MemoryStore, site: str) -> dict[str, bytes]:
    return {key: value for key, value in store.state.items() if key.startswith(f"{site}|")}


def test_an_asset_is_back_to_learning_and_all_others_are_as_they_were() -> None:
    before = shard_on(after(imported_nothing(), loaded()))
    change = reset_asset(loaded(), settings_for, site=SITE, asset="10.3.0.1")
    store = after(change, loaded())
    pipelines = shard_on(store).pipelines
    kept = [p for p in before.pipelines[SITE].paths() if "plc-1" not in {p.initiator, p.responder}]
    assert pipelines[SITE].paths() == kept
    assert len(kept) < len(before.pipelines[SITE].paths())
    assert {path.responder for path in change.checkpoint.paths if path.retired} == {"plc-1"}
    assert {asset.id for asset in pipelines[SITE].assets()} == {a.id for a in before.pipelines[SITE].assets()}
    assert pipelines[OTHER].paths() == before.pipelines[OTHER].paths()
    assert store.positions == POSITIONS
    assert change.checkpoint.runs == []


def imported_nothing() -> StateChange:
    return imported(loaded([]), records=[], settings_for=settings_for, site="x", asset=None, may_replace=True)


def test_what_a_newer_weir_left_of_an_asset_goes_with_it_even_when_nothing_of_it_can_be_read() -> None:
    left = [
        StateRecord(f"{SITE}|@newer|of-tomorrow|head", b"\x92\x09\xc0"),
        StateRecord(f"{SITE}|of-tomorrow|3", b"damage"),
    ]
    change = reset_asset(loaded(left), settings_for, site=SITE, asset="of-tomorrow")
    assert after(change, loaded(left)).state == {}


def test_a_site_is_back_to_learning_with_what_was_declared_and_its_neighbour_is_as_it_was() -> None:
    change = reset_site(loaded(), settings_for, site=SITE, keep_declared=True)
    store = after(change, loaded())
    pipeline = shard_on(store).pipelines[SITE]
    assert pipeline.paths() == []
    assert "plc-1" in {asset.id for asset in pipeline.assets()}
    assert f"{SITE}|@zones" in store.state
    assert of(store, OTHER) == {r.key: r.value for r in stored_state.records() if site_of(r) == OTHER}
    assert {alert.status for alert in change.checkpoint.alerts} == {"closed"}
    assert store.positions == POSITIONS


def test_a_site_with_all_that_was_declared_keeps_the_numbers_of_its_alerts_only() -> None:
    store = after(reset_site(loaded(), settings_for, site=SITE, keep_declared=False), loaded())
    assert set(of(store, SITE)) == {f"{SITE}|@episodes"}


@pytest.mark.parametrize("site", [SITE, "nowhere"])
def test_what_is_not_there_is_refused(site: str) -> None:
    with pytest.raises(StateRefused, match="nobody"):
        reset_asset(loaded(), settings_for, site=site, asset="nobody")
    with pytest.raises(StateRefused, match="nowhere"):
        reset_site(loaded(), settings_for, site="nowhere", keep_declared=True)


def test_what_is_imported_is_kept_byte_for_byte_and_its_paths_are_told() -> None:
    [(site, _, records)] = selected(loaded(), settings_for, site=SITE, asset=None)
    change = imported(loaded([]), records=records, settings_for=settings_for, site=site, asset=None, may_replace=False)
    store = after(change, loaded([]))
    assert store.state == {record.key: record.value for record in records}
    assert list(change.checkpoint.paths) == shard_on(store).pipelines[SITE].paths()
    assert change.problems == []


def test_what_is_kept_already_is_replaced_only_when_asked_and_then_wholly() -> None:
    [(_, _, records)] = selected(loaded(), settings_for, site=SITE, asset=None)
    some = [record for record in records if "|ip:" not in record.key]
    before = loaded()
    with pytest.raises(StateRefused, match="--replace"):
        imported(before, records=some, settings_for=settings_for, site=SITE, asset=None, may_replace=False)
    change = imported(before, records=some, settings_for=settings_for, site=SITE, asset=None, may_replace=True)
    store = after(change, before)
    assert of(store, SITE) == {record.key: record.value for record in some}
    assert any(path.retired for path in change.checkpoint.paths)


def test_one_asset_is_imported_into_a_site_that_has_changed_since() -> None:
    [(_, asset, exported)] = selected(loaded(), settings_for, site=SITE, asset="10.3.1.1")
    assert asset == "ip:10.3.1.1"
    before = shard_on(after(imported_nothing(), loaded())).pipelines[SITE]
    forgotten = after(reset_asset(loaded(), settings_for, site=SITE, asset="10.3.1.1"), loaded())
    there = asyncio.run(forgotten.load())
    change = imported(there, records=exported, settings_for=settings_for, site=SITE, asset=asset, may_replace=True)
    pipeline = shard_on(after(change, there)).pipelines[SITE]
    mine = [path for path in before.paths() if path.initiator == asset]
    assert mine
    assert [path for path in pipeline.paths() if path.initiator == asset] == mine
    plc = pipeline._state.inventory.assets["plc-1"]
    assert plc.responded.hour_draws == sum(
        path.hours for path in pipeline.paths() if path.responder == "plc-1" and path.status == "learnt"
    )
