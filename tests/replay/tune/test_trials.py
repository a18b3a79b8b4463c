"""Trials from one warm state: the same whatever the number of processes."""

from pathlib import Path

from models.settings import CoreSettings
from replay.run import ReplayInputs
from replay.simulate.plan import SimulationPlan
from replay.simulate.run import write
from replay.tune.labels import Labels, truth_between
from replay.tune.parameters import Choice
from replay.tune.trials import LearntUntil, Revisions, Stage
from tests.replay.tune.made import values


def _settings(_: str) -> CoreSettings:
    return CoreSettings(alerts_a_day=3)


def test_trials_differ_by_their_choice_alone_and_not_by_the_number_of_processes(tmp_path: Path) -> None:
    plan = SimulationPlan(days=9, cells=1, rate=0.05, attacks=("sweep",), attack_day=8)
    write(plan, tmp_path)
    inputs = ReplayInputs(paths=(str(tmp_path / "conn.log"),), site=plan.site, zones=(str(tmp_path / "zones.toml"),))
    until = plan.learn_until
    found: list[dict[Choice, Revisions]] = []
    for processes in (1, 2):
        stage = Stage(
            inputs=inputs,
            planted=inputs,
            settings_for=_settings,
            begin=until,
            end=until + 86_400.0,
            processes=processes,
        )
        ended: dict[Choice, Revisions] = {}

        def done(choice: Choice, own: Revisions, copy: Revisions, ended: dict[Choice, Revisions] = ended) -> None:
            assert own == copy
            ended[choice] = own

        stage.replayed([(), values(scan="critical")], done)
        found.append(ended)
    assert found[0] == found[1]
    statuses = {
        choice: {one.status for one in revisions if one.kind == "scan"} for choice, revisions in found[0].items()
    }
    assert "withheld" not in statuses[()]
    labels = Labels(source="truth", truth=truth_between((), plan.site, until, until + 86_400.0))
    trial = stage.trial((), found[0][()], (), labels)
    assert trial.figures.false == len({one.id for one in found[0][()] if one.status != "withheld"})


def test_the_end_of_learning_does_not_move_with_the_first_flow() -> None:
    assert (LearntUntil(5.0)(1.0), LearntUntil(5.0)(99.0)) == (5.0, 5.0)
