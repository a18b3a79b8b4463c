"""Back to learning: what was learnt goes without a trace, what was declared stays."""

import msgspec
import pytest

from models.pipeline import Pipeline
from models.settings import CoreSettings
from schemas.asset_change import AssetChange, Subject
from schemas.state import StateRecord
from schemas.verdict import PathSubject
from tests.models import builders as b
from tests.models import stored_state
from tests.models.cuts import same_when_cut, taken


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


def again(subject: Subject, on: str, time: float = b.after()) -> AssetChange:
    """Somebody asks for learning to begin anew."""
    return AssetChange(
        site=b.SITE, time=time, source="cli", subject=subject, change="learning-restarted", id=on, owner="ana"
    )


def readiness(pipeline: Pipeline) -> dict[str, float | None]:
    return {asset.id.removeprefix("ip:"): asset.readiness for asset in pipeline.assets()}


def test_learning_restarts_of_an_asset_in_the_midst_of_a_run_and_the_others_stay_ready() -> None:
    pipeline, store = learnt()
    before = readiness(pipeline)
    out = b.run(pipeline, [again("asset", b.PLC)])
    assert (out.rejects, out.alerts) == ([], [])
    gone = [(path.initiator, path.responder, path.service) for path in out.paths if path.retired]
    assert gone == [(f"ip:{b.SCADA}", f"ip:{b.PLC}", "modbus")]
    now = readiness(pipeline)
    assert now[b.PLC] == 0.0
    assert {ip: share for ip, share in now.items() if ip not in {b.PLC, b.SCADA}} == {
        ip: share for ip, share in before.items() if ip not in {b.PLC, b.SCADA}
    }
    assert (now[b.SCADA] or 0.0) >= 0.7
    assert restored(pipeline, store).assets() == pipeline.assets()


def test_of_a_zone_each_asset_learns_anew_and_of_the_site_all() -> None:
    for subject, on, anew in (
        ("zone", "cell", {b.PLC, b.PLC2, b.PLC3}),
        ("site", b.SITE, {b.OFFICE, b.SCADA, b.HISTORIAN, b.JUMP, b.PLC, b.PLC2, b.PLC3}),
    ):
        pipeline, _ = learnt()
        assert b.run(pipeline, [again(subject, on)]).rejects == []  # type: ignore[arg-type]  # literals in a tuple
        ready = {ip for ip, share in readiness(pipeline).items() if share is not None and share > 0.0}
        assert ready.isdisjoint(anew)
        left = {path.responder.removeprefix("ip:") for path in pipeline.paths()}
        assert left.isdisjoint(anew)
        assert bool(left) == (subject == "zone")


def test_a_forbidden_way_alerts_meanwhile_and_a_watched_one_stands_in_the_digest() -> None:
    pipeline, _ = learnt()
    watched = b.flow(b.after() + 90.0, b.JUMP, b.PLC, 22, service="ssh")
    told = b.alerts_of(pipeline, again("site", b.SITE), b.crossing(), watched, *b.days_of_work(b.after() + b.HOUR, 1))
    assert [alert.kind for alert in told if alert.revision == 1] == ["dmz-bypass", "first-look"]


def test_what_waits_for_a_word_goes_on_waiting_and_its_alert_stays_open() -> None:
    pipeline, _ = learnt()
    (alert,) = b.alerts_of(pipeline, b.crossing())
    b.run(pipeline, [again("site", b.SITE, b.after() + 120.0)])
    held = b.path(pipeline, b.OFFICE, b.PLC, "modbus")
    assert held.status == "held"
    later = b.alerts_of(pipeline, b.crossing(b.after() + 180.0))
    assert {each.id for each in later} <= {alert.id}
    assert b.path(pipeline, b.OFFICE, b.PLC, "modbus").status == "held"


def test_what_was_said_stands_also_of_paths_that_were_forgotten() -> None:
    pipeline, _ = learnt()
    expected = b.verdict(b.after() + 70.0, "expected", path=PathSubject(b.OFFICE, b.PLC, "modbus"))
    malicious = b.verdict(b.after() + 80.0, "malicious", initiator=b.OTHER_OFFICE)
    b.run(pipeline, [b.crossing(), expected, malicious, again("site", b.SITE, b.after() + 120.0)])
    assert len(pipeline.words()) == 2
    assert b.alerts_of(pipeline, b.crossing(b.after() + 180.0)) == []
    assert b.path(pipeline, b.OFFICE, b.PLC, "modbus").status == "learnt"
    (told,) = b.alerts_of(pipeline, b.flow(b.after() + 200.0, b.OTHER_OFFICE, b.SCADA, 502, service="modbus"))
    assert any("judged it malicious" in reason.text for reason in told.reasons)


def test_a_device_that_nobody_knows_is_not_made_known_by_it() -> None:
    pipeline, _ = learnt()
    rogue = "10.9.0.99"
    (alert,) = b.alerts_of(pipeline, b.flow(b.after() + 60.0, rogue, b.PLC, 502, service="modbus"))
    assert alert.kind == "new-asset"
    b.run(pipeline, [again("zone", "cell", b.after() + 120.0)])
    b.run(pipeline, [b.flow(b.after() + 180.0, rogue, b.PLC2, 502, service="modbus")])
    assert b.path(pipeline, rogue, b.PLC2, "modbus").status == "held"


def test_it_is_ready_again_after_as_long_as_any_asset_takes() -> None:
    pipeline, _ = learnt()
    b.run(pipeline, [again("asset", b.PLC), *b.days_of_work(b.after(), 11)])
    assert (readiness(pipeline)[b.PLC] or 0.0) >= 0.7


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (again("asset", "nobody"), "no asset 'nobody'"),
        (again("zone", "nowhere"), "no zone 'nowhere' is declared"),
        (again("site", "elsewhere"), "not of the site 'elsewhere'"),
        (again("conduit", "a"), "not of the conduit 'a'"),
        (again("initiator", b.SCADA), "not of the initiator"),
        (msgspec.structs.replace(again("site", b.SITE), change="declared"), "use learning-restarted"),
        (msgspec.structs.replace(again("site", b.SITE), change="maintenance-started"), "not of a site"),
    ],
)
def test_what_names_nothing_is_refused_and_nothing_is_forgotten(change: AssetChange, said: str) -> None:
    pipeline, _ = learnt()
    paths = pipeline.paths()
    (reject,) = b.run(pipeline, [change]).rejects
    assert said in reject.reason
    assert pipeline.paths() == paths


def test_an_asset_may_be_named_by_its_declared_id_too() -> None:
    pipeline, _ = learnt()
    b.run(pipeline, [b.asset("plc-7", b.PLC), again("asset", "plc-7")])
    assert readiness(pipeline)[b.PLC] == 0.0


def test_the_rest_of_a_life_with_restarts_of_learning_is_the_same_after_a_cut_at_any_event() -> None:
    events: list[b.Event] = []
    for number, change in enumerate((again("asset", b.PLC), again("zone", "cell"), again("site", b.SITE))):
        begin = b.after() + number * b.DAY
        events += [
            *b.days_of_work(begin, 1)[:40],
            b.crossing(begin + 7 * b.HOUR),
            b.tried(begin + 7 * b.HOUR + 60.0, b.OFFICE, "10.9.0.77", 22),
            msgspec.structs.replace(change, time=begin + 8 * b.HOUR),
            *b.hour_of_work(begin + 9 * b.HOUR),
            b.flow(begin + 9 * b.HOUR + 90.0, b.JUMP, b.PLC, 22, service="ssh"),
            b.tick(begin + 10 * b.HOUR),
        ]
    whole = b.learnt_plant()
    expected = [taken(whole, event, []) for event in events]
    start = {record.key: record.value for record in b.learnt_records() if record.value is not None}
    same_when_cut(start, CoreSettings(), events, whole, expected, every=1)
