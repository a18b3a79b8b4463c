"""What a search needs before its first trial: errors that say what to do."""

from pathlib import Path

import pytest

from replay.run import ReplayInputs
from replay.tune.tuning import Plan
from weir.admin.recorded.tuned import Wanted, tuned
from weir.errors import UserError
from weir.settings.sections import Settings, SiteSettings
from weir.views.recorded.tune_progress import Shown

ROWS = [
    f'{{"start": {1_700_000_000 + n}, "end": {1_700_000_001 + n}, "initiator_ip": "10.0.0.1", '
    '"responder_ip": "10.0.0.2", "transport": "tcp", "responder_port": 502}\n'
    for n in range(0, 6_000, 60)
]


def _wanted(folder: Path, **given: object) -> Wanted:
    (folder / "flows.ndjson").write_text("".join(ROWS))
    inputs = ReplayInputs(paths=(str(folder / "flows.ndjson"),), file_format="weir", site="s", sensor="tap")
    said: dict[str, object] = {"settings": Settings(), "learn_until": "50m", "truth": None, "verdicts": None, **given}
    return Wanted(inputs=inputs, plan=Plan(budget=3, trials=2, seed=1), processes=1, state_out=None, **said)  # type: ignore[arg-type]


def _error(wanted: Wanted) -> str:
    with pytest.raises(UserError) as raised, Shown(wanted=False) as shown:
        tuned(wanted, shown)
    return str(raised.value)


def test_somebody_must_say_until_when_all_is_learnt(tmp_path: Path) -> None:
    assert "--learn-until 14d" in _error(_wanted(tmp_path, learn_until=None))


def test_a_part_without_traffic_is_an_error(tmp_path: Path) -> None:
    assert "nothing to judge" in _error(_wanted(tmp_path, learn_until="9d"))


def test_a_truth_that_is_none_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "truth.json").write_text("{}")
    assert "no truth" in _error(_wanted(tmp_path, truth=tmp_path / "truth.json"))


def test_the_settings_may_say_until_when_and_too_few_days_are_said(tmp_path: Path) -> None:
    settings = Settings(site=SiteSettings(learn_until=1_700_003_000.0))
    with Shown(wanted=False) as shown:
        tuning = tuned(_wanted(tmp_path, learn_until=None, settings=settings), shown)
    assert tuning.begin == 1_700_003_000.0
    assert any("too few" in said for said in tuning.conclusions)
    assert tuning.proposed == ()
