"""Several replays at once give what each gives alone, and end together."""

from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path

import pytest

from models.settings import CoreSettings
from replay.run import Progress, ReplayInputs, ReplayOutput, replay
from replay.side_by_side import Job, side_by_side
from replay.simulate.plan import SimulationPlan
from replay.simulate.run import write
from tests.replay.endings import ended_from_outside, settings_of


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> ReplayInputs:
    folder = tmp_path_factory.mktemp("plant")
    write(SimulationPlan(days=9, cells=1, rate=0.05, attacks=("it-to-plc",), attack_day=8), folder)
    return ReplayInputs(
        paths=(str(folder / "conn.log"),),
        site="plant",
        zones=(str(folder / "zones.toml"),),
        assets=(str(folder / "assets.csv"),),
    )


def test_each_gives_what_it_gives_alone_and_tells_how_far_it_is(inputs: ReplayInputs) -> None:
    told: dict[str, Progress] = {}
    jobs = [
        Job("all", inputs, settings_of, partial(_after, 7 * 86_400.0)),
        Job(
            "quiet",
            inputs,
            partial(settings_of, off=("dmz-bypass",)),
            partial(_after, 7 * 86_400.0),
        ),
        Job("learnt", inputs, settings_of, partial(_after, 60 * 86_400.0)),
    ]
    found = side_by_side(jobs, processes=2, progressed=told.__setitem__)
    assert [one.name for one in found] == ["all", "quiet", "learnt"]
    for job, outcome in zip(jobs, found, strict=True):
        alone = replay(job.inputs, job.settings_for, ReplayOutput(), learn_until=job.learn_until)
        assert list(outcome.alerts) == alone.alerts
        assert outcome.figures == alone.figures()
        assert (outcome.nothing, outcome.watched_to) == (None, alone.last_time)
        assert told[job.name].flows > 0
    kinds = [[alert.kind for alert in outcome.alerts] for outcome in found]
    assert ("dmz-bypass" in kinds[0], "dmz-bypass" in kinds[1], kinds[2]) == (True, False, [])
    assert found[0].watched_from == found[0].figures.learn_until


def test_an_error_of_one_ends_all(inputs: ReplayInputs, tmp_path: Path) -> None:
    (tmp_path / "zones.toml").write_text("[[zones]]\nzone = 1\n")
    wrong = ReplayInputs(paths=inputs.paths, site="plant", zones=(str(tmp_path / "zones.toml"),))
    with pytest.raises(ValueError, match=r"zones\.toml, line 1"):
        side_by_side([Job("right", inputs, settings_of), Job("wrong", wrong, settings_of)], processes=2)


def test_a_process_that_is_killed_is_an_error(inputs: ReplayInputs) -> None:
    with pytest.raises(BrokenProcessPool):
        side_by_side([Job("right", inputs, settings_of), Job("killed", inputs, ended_from_outside)], processes=2)


def test_a_person_who_stops_it_does_not_wait_for_the_rest(inputs: ReplayInputs) -> None:
    def stops(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        side_by_side([Job("one", inputs, settings_of)], processes=1, progressed=stops)


def test_settings_are_those_of_the_core() -> None:
    assert settings_of("plant") == CoreSettings()


def _after(seconds: float, first: float) -> float:
    return first + seconds
