"""What was planted is found, what is harmless stays silent, and a real capture raises no false crossing."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from models.settings import CoreSettings
from replay.run import ReplayInputs, ReplayOutput, replay
from replay.simulate import SimulationPlan, truth, write
from replay.simulate.truth import TruthItem
from replay.summary import ReplaySummary
from schemas.alert import Alert

SITE = "plant-1"
PLAN = SimulationPlan(site=SITE, days=16, seed=7, rate=0.4)


class Latest(ReplayOutput):
    """The newest revision of each alert."""

    def __init__(self) -> None:
        self.by_id: dict[str, Alert] = {}

    def alerts(self, alerts: Sequence[Alert]) -> None:
        self.by_id.update({alert.id: alert for alert in alerts})


def told_pairs(summary: ReplaySummary, alerts: Sequence[Alert]) -> dict[str, set[tuple[str, str]]]:
    """Per alert, the pairs of addresses it tells of."""
    ips = {asset.id: asset.ips for site in summary.sites for asset in site.assets}
    told: dict[str, set[tuple[str, str]]] = {}
    for alert in alerts:
        pairs = told.setdefault(alert.id, set())
        if alert.initiator is not None and alert.responder is not None:
            pairs.add((alert.initiator.ip or "", alert.responder.ip or ""))
        for hop in alert.hops:
            pairs |= {(i, r) for i in ips.get(hop.initiator, ()) for r in ips.get(hop.responder, ())}
    return told


def _wanted() -> list[TruthItem]:
    """What must alert. A chain as a whole has no detector yet; its legs are items of their own, and are here."""
    return [item for item in truth(PLAN).items if item.expected == "alert" and item.kind != "pivot"]


def matches(item: TruthItem, pairs: set[tuple[str, str]]) -> bool:
    return any((item.initiator_ip, responder) in pairs for responder in item.responder_ips)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[ReplaySummary, list[Alert]]:
    folder = tmp_path_factory.mktemp("plant")
    write(PLAN, folder, None)
    inputs = ReplayInputs(
        paths=(str(folder / "conn.log"),),
        site=SITE,
        assets=(str(folder / "assets.csv"),),
        zones=(str(folder / "zones.toml"),),
    )
    latest = Latest()
    summary = replay(inputs, lambda _site: CoreSettings(), latest, learn_until=lambda _first: PLAN.learn_until)
    return summary, [alert for alert in latest.by_id.values() if alert.status != "closed"]


def test_every_planted_attack_has_an_open_alert_that_names_both_ends(
    planted: tuple[ReplaySummary, list[Alert]],
) -> None:
    summary, alerts = planted
    told = told_pairs(summary, alerts)
    assert len(_wanted()) >= 10
    missed = [item for item in _wanted() if not any(matches(item, pairs) for pairs in told.values())]
    assert missed == []


def test_no_open_alert_after_learning_tells_of_anything_but_an_attack(
    planted: tuple[ReplaySummary, list[Alert]],
) -> None:
    summary, alerts = planted
    told = told_pairs(summary, alerts)
    # What was learnt by declaration and meets the internet is listed for a person, and is no attack.
    raised = [alert for alert in alerts if alert.kind != "learning-review"]
    false = [alert.title for alert in raised if not any(matches(item, told[alert.id]) for item in _wanted())]
    assert false == []


def test_a_sweep_and_a_port_scan_are_one_open_alert_each(planted: tuple[ReplaySummary, list[Alert]]) -> None:
    _, alerts = planted
    scans = [alert for alert in alerts if alert.kind == "scan"]
    assert len(scans) == 2
    assert len({alert.initiator.ip for alert in scans if alert.initiator}) == 2
    scanners = {alert.initiator.ip for alert in scans if alert.initiator}
    others = [alert for alert in alerts if alert.initiator and alert.initiator.ip in scanners and alert.kind != "scan"]
    assert others == []


def test_a_real_plant_with_turned_rows_raises_no_crossing_and_has_one_path_for_them(
    shared_data: Path, tmp_path: Path
) -> None:
    zones = tmp_path / "zones.toml"
    zones.write_text('[[zones]]\nzone = "lab"\nlevel = 1\nside = "ot"\ncidrs = ["10.10.10.0/24"]\n')
    log = shared_data / "zeek_4sics" / "151020" / "conn.log"
    latest = Latest()
    inputs = ReplayInputs(paths=(str(log),), site=SITE, zones=(str(zones),))
    summary = replay(inputs, lambda _site: CoreSettings(), latest)
    assert latest.by_id == {}
    paths = [path for site in summary.sites for path in site.paths]
    pair = {"ip:10.10.10.10", "ip:10.10.10.30"}
    between = [path for path in paths if {path.initiator, path.responder} == pair]
    assert [(path.initiator, path.responder, path.service) for path in between] == [
        ("ip:10.10.10.30", "ip:10.10.10.10", "iso-tsap")
    ]
    assert between[0].flows == 7_199 + 2_577
    assert summary.rows == summary.flows == 12_444


def test_without_any_settings_a_capture_still_shows_what_crosses(shared_data: Path) -> None:
    log = shared_data / "zeek_4sics" / "151020" / "conn.log"
    latest = Latest()
    summary = replay(ReplayInputs(paths=(str(log),), site=SITE), lambda _site: CoreSettings(), latest)
    assets = {asset.id: asset for site in summary.sites for asset in site.assets}
    assert assets["ip:10.10.10.10"].side == "ot"
    assert assets["ip:10.10.10.10"].side_inferred
    assert assets["ip:192.168.89.2"].side == "it"
