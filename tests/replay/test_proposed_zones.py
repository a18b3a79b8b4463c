"""Zones proposed from a plant's own traffic do not blind: what alerts with the true zones alerts with them too.

Two plants in `make test`, ten in `make zones`.
"""

import csv
from pathlib import Path

import pytest

from models.boundary.proposing import propose
from models.settings import CoreSettings
from replay.run import ReplayInputs, replay
from replay.simulate import SimulationPlan, truth, write
from replay.summary import ReplaySummary
from tests.chaos import Chaos
from tests.replay.test_ground_truth import Latest, matches, told_pairs
from weir.views.network.zone_proposals import zones_toml

SITE = "plant-1"
PLANS = [
    SimulationPlan(site=SITE, days=9, seed=seed, cells=1 + seed % 4, workstations=12 + 7 * (seed % 5), rate=0.1)
    for seed in (8, 5, 1, 2, 3, 4, 6, 7, 9, 10)
]
IN_EACH_RUN = 2
AT_LEAST_MEDIUM = frozenset({"medium", "high", "critical"})
HIGHEST_OT_LEVEL = 3.0


def _replayed(plan: SimulationPlan, folder: Path, zones: Path | None) -> tuple[ReplaySummary, Latest]:
    latest = Latest()
    inputs = ReplayInputs(paths=(str(folder / "conn.log"),), site=SITE, zones=() if zones is None else (str(zones),))
    # The proposal is made as by somebody who tries Weir for the first time: of all there is, the attacks as well.
    until = None if zones is None else lambda _first: plan.learn_until
    return replay(inputs, lambda _site: CoreSettings(), latest, learn_until=until), latest


def _found(plan: SimulationPlan, summary: ReplaySummary, latest: Latest) -> set[str]:
    """The planted attacks of which an alert of medium or above tells."""
    loud = [one for one in latest.by_id.values() if one.status != "closed" and one.level in AT_LEAST_MEDIUM]
    told = set().union(*told_pairs(summary, loud).values())
    wanted = [item for item in truth(plan).items if item.expected == "alert"]
    return {f"{item.name}, {item.kind}: {item.description}" for item in wanted if matches(item, told)}


def _inventory(folder: Path) -> list[dict[str, str]]:
    """What the simulated plant's people know: each device with its level."""
    with (folder / "assets.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.slow
def test_no_attack_is_lost_by_the_proposed_zones_and_no_controller_is_taken_for_an_office(
    tmp_path: Path, chaos: Chaos
) -> None:
    for plan in PLANS[: chaos.times(len(PLANS), IN_EACH_RUN)]:
        folder = tmp_path / str(plan.seed)
        write(plan, folder, None)
        seen, _ = _replayed(plan, folder, None)
        proposed = folder / "proposed.toml"
        [site] = seen.sites
        proposed.write_text(zones_toml(propose(SITE, site.assets, site.paths)), encoding="utf-8")
        true = _found(plan, *_replayed(plan, folder, folder / "zones.toml"))
        summary, latest = _replayed(plan, folder, proposed)
        assert len(true) >= 10, plan.seed
        assert true - _found(plan, summary, latest) == set(), plan.seed
        sides = {ip: asset.side for one in summary.sites for asset in one.assets for ip in asset.ips}
        plant = [device for device in _inventory(folder) if float(device["level"]) <= HIGHEST_OT_LEVEL]
        assert len(plant) > 5 * plan.cells
        assert {device["hostname"]: sides[device["ip"]] for device in plant if sides[device["ip"]] != "ot"} == {}
        assert summary.side_contradictions() == [], plan.seed
