"""Several sites at once give what each gives alone, one after the other."""

from pathlib import Path

import pytest

from replay.by_site import SiteJob, replay_sites, sites_of
from replay.end_state import EndState
from replay.run import ReplayInputs, ReplayOutput, replay
from replay.simulate.plan import SimulationPlan
from replay.simulate.run import write
from schemas.alert import Alert
from tests.replay.endings import settings_of

COMMON = ReplayInputs(paths=(), site="plant", sensor="tap", strict=True)


@pytest.fixture(scope="module")
def plants(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("plants")
    for seed, name in ((1, "north"), (2, "south")):
        (folder / name).mkdir()
        plan = SimulationPlan(seed=seed, days=9, cells=1, rate=0.05, attacks=("it-to-plc",), attack_day=8)
        write(plan, folder / name)
    return [str(folder / "north"), str(folder / "south")]


class Gathering(ReplayOutput):
    def __init__(self) -> None:
        self.revisions: list[Alert] = []
        self.end = EndState()

    def alerts(self, alerts: list[Alert]) -> None:  # type: ignore[override]
        self.revisions += alerts

    def paths(self, paths: list[object]) -> None:  # type: ignore[override]
        self.end.add_paths(paths)  # type: ignore[arg-type]

    def ended(self, pipelines: dict[str, object]) -> None:  # type: ignore[override]
        self.end.add_pipelines(pipelines)  # type: ignore[arg-type]


def test_each_site_comes_to_what_it_comes_to_alone(plants: list[str]) -> None:
    sites = sites_of(plants, COMMON)
    assert [each.site for each in sites] == ["north", "south"]
    assert [[Path(name).name for name in (*each.zones, *each.assets)] for each in sites] == [
        ["zones.toml", "assets.csv"]
    ] * 2
    jobs = [SiteJob(each.site, each, settings_of, keeps_end=True) for each in sites]
    for processes in (1, 2):
        for job, outcome in zip(jobs, replay_sites(jobs, processes=processes), strict=True):
            alone = Gathering()
            summary = replay(job.inputs, settings_of, alone)
            assert outcome.alerts == alone.revisions
            assert outcome.alerts
            wanted = alone.end.checkpoint()
            assert (outcome.records, outcome.paths) == (wanted.records, wanted.paths)
            assert outcome.summary.flows == summary.flows
            assert {site.site for site in outcome.summary.sites} == {job.name}
            said = {*job.inputs.zones, *job.inputs.assets}
            assert [one for one in outcome.summary.skipped if str(one.path) in said] == []


def test_what_nobody_keeps_does_not_come_back(plants: list[str]) -> None:
    (one,) = replay_sites([SiteJob("north", sites_of(plants[:1], COMMON)[0], settings_of)], processes=1)
    assert (one.records, one.paths) == ([], [])


def test_a_site_is_named_by_its_path_or_by_hand(tmp_path: Path) -> None:
    log = tmp_path / "north.conn.log.gz"
    log.touch()
    (tmp_path / "south").mkdir()
    named = sites_of([str(log), f"west={tmp_path / 'south'}"], COMMON)
    assert [(each.site, each.own_state, each.strict, each.sensor) for each in named] == [
        ("north", True, True, "tap"),
        ("west", True, True, "tap"),
    ]


def test_a_name_that_is_none_or_twice_the_same_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a b").mkdir()
    (tmp_path / "north").mkdir()
    with pytest.raises(ValueError, match="no name for a site"):
        sites_of([str(tmp_path / "a b")], COMMON)
    with pytest.raises(ValueError, match="two sites are called 'north'"):
        sites_of([str(tmp_path / "north"), f"north={tmp_path}"], COMMON)
