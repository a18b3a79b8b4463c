"""What is told of stored state is what a shell would find."""

from schemas.state import STATE_VERSION, StateRecord
from streams.checkpoint.protocol import Loaded
from streams.state.inspection import inspect
from tests.models import made_up, stored_state


def loaded(*extra: StateRecord) -> Loaded:
    records = {record.key: record for record in (*stored_state.records(), *extra)}
    return Loaded(records=list(records.values()), positions={"weir.flows": 41})


def test_each_site_is_told_with_its_figures() -> None:
    held = inspect(3, loaded(), lambda _: stored_state.CORE)
    pipelines, _ = stored_state.restored(stored_state.records())
    assert held.partition == 3
    assert held.positions == {"weir.flows": 41}
    assert [site.site for site in held.sites] == stored_state.sites()
    for site in held.sites:
        pipeline = pipelines[site.site]
        assert (site.assets, site.paths) == (len(pipeline.assets()), len(pipeline.paths()))
        assert site.held == len(pipeline.ledger())
        assert site.versions == {"1": site.records}
        assert site.problems == []
    assert sum(site.records for site in held.sites) == len(stored_state.records())
    assert sum(site.alerts for site in held.sites) == sum("|@alert|" in r.key for r in stored_state.records()) > 0


def test_one_asset_is_found_by_what_people_call_it_and_told_part_by_part() -> None:
    name = stored_state.sites()[0]
    for called in ("plc-1", "10.3.0.1"):
        [site] = inspect(None, loaded(), lambda _: stored_state.CORE, site=name, asset=called).sites
        assert site.asset == "plc-1"
        assert site.parts is not None
        assert [part.part for part in site.parts] == ["head", "window"]
        assert site.paths > 0
    assert inspect(None, loaded(), lambda _: stored_state.CORE, asset="nobody").sites == []


def test_damage_newer_records_and_versions_are_told() -> None:
    name = stored_state.sites()[0]
    damaged = StateRecord(f"{name}|plc-1|head", b"damage")
    aside = StateRecord(f"{name}|@newer|plc-2|head", b"\x92\x09\xc0")
    older = StateRecord(f"{name}|@routers", made_up.enveloped([]))
    [site] = inspect(None, loaded(damaged, aside, older), lambda _: stored_state.CORE, site=name).sites
    assert site.versions == {"0": 1, str(STATE_VERSION): site.records - 3, "9": 1, "damaged": 1}
    assert site.set_aside == 1
    assert site.problems[0].startswith("plc-1|head: damaged state")
    [asset] = inspect(None, loaded(damaged), lambda _: stored_state.CORE, site=name, asset="plc-1").sites
    assert asset.parts is not None
    assert [part.version for part in asset.parts] == [None, STATE_VERSION]
