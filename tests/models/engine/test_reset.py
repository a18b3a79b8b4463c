"""Back to learning: what was learnt goes without a trace, what was declared stays."""

from models.pipeline import Pipeline
from models.settings import CoreSettings
from schemas.state import StateRecord
from tests.models import builders as b
from tests.models import stored_state


def restored(pipeline: Pipeline, store: dict[str, bytes]) -> Pipeline:
    """Through a checkpoint and back."""
    for record in pipeline.changed_records():
        if record.value is None:
            store.pop(record.key, None)
        else:
            store[record.key] = record.value
    again = Pipeline(b.SITE, CoreSettings())
    assert again.restore([StateRecord(key, value) for key, value in store.items()]) == []
    return again


def learnt() -> tuple[Pipeline, dict[str, bytes]]:
    store = {record.key: record.value for record in b._learnt_records(14) if record.value is not None}
    return b.learnt_plant(), store


def test_an_assets_paths_go_in_both_directions_and_the_others_stay() -> None:
    pipeline, store = learnt()
    plc = f"ip:{b.PLC}"
    others = [path for path in pipeline.paths() if plc not in {path.initiator, path.responder}]
    touched = {path.key for path in pipeline.paths()} - {path.key for path in others}
    assert others
    assert touched
    assert pipeline.relearn_asset(b.PLC) == plc
    out = pipeline.take_output()
    assert out is not None
    assert {path.key for path in out.paths if path.retired} == touched
    assert pipeline.paths() == others
    again = restored(pipeline, store)
    assert again.paths() == others
    assert again.assets() == pipeline.assets()


def test_no_figure_of_it_is_left_with_those_it_met() -> None:
    pipeline, _ = learnt()
    plc, scada = f"ip:{b.PLC}", f"ip:{b.SCADA}"
    pipeline.relearn_asset(plc)
    peer = pipeline._state.inventory.assets[scada]
    assert plc not in peer.peers_out
    assert peer.initiated.hour_draws == sum(p.hours for p in pipeline.paths() if p.initiator == scada)


def test_it_learns_again_and_meeting_it_is_no_news() -> None:
    pipeline, store = learnt()
    pipeline.relearn_asset(b.PLC)
    pipeline = restored(pipeline, store)
    out = b.run(pipeline, b.days_of_work(b.after(), 2))
    assert [alert for alert in out.alerts if alert.kind != "first-look"] == []
    assert b.path(pipeline, b.SCADA, b.PLC, "modbus").flows == 2 * 24
    [plc] = [asset for asset in pipeline.assets() if asset.id == f"ip:{b.PLC}"]
    assert plc.readiness == 0.0


def test_a_name_nobody_has_is_no_asset() -> None:
    assert learnt()[0].relearn_asset("nobody") is None


def test_a_site_begins_again_with_what_was_declared() -> None:
    pipelines, _ = stored_state.restored(stored_state.records())
    pipeline = pipelines[stored_state.sites()[1]]
    open_alerts = {alert.id for alert in pipeline._state.alerting.alerts.values() if alert.status == "open"}
    paths = {path.key for path in pipeline.paths()}
    zones = set(pipeline._state.zones.map.zones)
    episodes = dict(pipeline._state.alerting.episodes)
    declared = {asset.id: asset.name for asset in pipeline.assets() if asset.declared_id is not None}
    out = pipeline.relearn(keep_declared=True)
    assert out is not None
    assert open_alerts
    assert {alert.id for alert in out.alerts if alert.status == "closed"} == open_alerts
    assert {path.key for path in out.paths if path.retired} == paths
    assert pipeline.paths() == []
    assert {asset.id: asset.name for asset in pipeline.assets()} == declared
    assert set(pipeline._state.zones.map.zones) == zones
    assert pipeline._state.alerting.episodes == episodes


def test_a_site_begins_again_from_nothing_when_asked_to() -> None:
    pipelines, _ = stored_state.restored(stored_state.records())
    pipeline = pipelines[stored_state.sites()[0]]
    pipeline.relearn(keep_declared=False)
    assert pipeline.assets() == []
    assert not pipeline._state.zones.declared
    assert {record.key.partition("|")[2] for record in pipeline.changed_records()} == {"@episodes"}
